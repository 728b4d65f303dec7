import { loadNamedBackbone } from '../backbones/store.ts';
import type { Image } from '../image/image.ts';
import type { SessionOptions } from '../onnx/session.ts';
import { openDetector } from '../patchcore/detect.ts';
import { openFeatures } from '../patchcore/features.ts';
import { train } from '../patchcore/train.ts';
import type { Diagnosis } from '../schemas/diagnosis.ts';

const SIDE = 64;
const PICTURES = 8;
const SETTINGS = {
  coresetRatio: 0.5,
  neighbors: 9,
  seed: 7,
  calibration: {
    kind: 'leave_one_out',
    heldOutShare: 0.2,
    method: 'false_reject_rate',
    maxFalseRejectRate: 0.2,
    reviewRate: 0.2,
    sigmas: 3,
    percentile: 99,
  },
} as const;
/** Measured with ONNX Runtime 1.30 on the CPU provider; other devices and versions stay within the tolerance. */
const EXPECTED_SCORE = 2.324;
const RELATIVE_TOLERANCE = 0.01;

/** Trains on a few computed pictures with the shipped backbone and inspects one with a defect, all in memory. */
export async function selfTest(options: SessionOptions): Promise<Diagnosis['self_test']> {
  const started = performance.now();
  const backbone = await loadNamedBackbone('', 'compact');
  const preprocessing = { imageSize: SIDE, centerCrop: null, letterbox: false };
  const extractor = await openFeatures(backbone, { layers: ['layer2', 'layer3'], preprocessing }, options);
  const source = { count: PICTURES, read: async (index: number) => stripes(index) };
  const { bank, calibration } = await train(source, extractor, SETTINGS, {
    ...options,
    rememberBytes: Number.POSITIVE_INFINITY,
  });
  const { neighbors } = SETTINGS;
  const detector = await openDetector({ bank, calibration, neighbors, preprocessing }, extractor, options);
  const { score } = await detector.detect(withSpot(stripes(PICTURES)));
  await detector.close();
  await extractor.close();
  const passed =
    Math.abs(score - EXPECTED_SCORE) <= RELATIVE_TOLERANCE * EXPECTED_SCORE && score > calibration.threshold;
  return {
    passed,
    score,
    expected_score: EXPECTED_SCORE,
    threshold: calibration.threshold,
    total_ms: performance.now() - started,
  };
}

/** A picture of soft stripes whose phase depends on the index. */
function stripes(index: number): Image {
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let i = 0; i < data.length; i++) {
    const [pixel, channel] = [Math.floor(i / 3), i % 3];
    const [x, y] = [pixel % SIDE, Math.floor(pixel / SIDE)];
    data[i] = Math.round(128 + 50 * Math.sin((x + index) / 5 + channel / 3) + 30 * Math.cos((y - index) / 7));
  }
  return { width: SIDE, height: SIDE, data };
}

function withSpot(image: Image): Image {
  const data = image.data.slice();
  for (let y = 30; y < 38; y++) data.fill(20, 3 * (y * SIDE + 30), 3 * (y * SIDE + 38));
  return { ...image, data };
}
