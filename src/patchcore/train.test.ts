import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CALIBRATION_SETTINGS } from '../../test/fixtures/calibration.ts';
import { testFolder } from '../../test/fixtures/folder.ts';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { drawPart, PART_SIDE, withDefect } from '../../test/fixtures/parts.ts';
import { loadNamedBackbone } from '../backbones/store.ts';
import type { Image } from '../image/image.ts';
import { type Detection, openDetector } from './detect.ts';
import type { FeatureExtractor } from './feature-extractor.ts';
import { openFeatures } from './features.ts';
import { type Training, train } from './train.ts';
import type { TrainingRun, TrainingSettings } from './training-run.ts';

const GOOD = Array.from({ length: 12 }, (_, seed) => drawPart(seed));
const STRIDE = 8;
const settings: TrainingSettings = {
  coresetRatio: 0.25,
  neighbors: 9,
  seed: 0,
  calibration: { ...CALIBRATION_SETTINGS, maxFalseRejectRate: 0.05 },
};
const PREPROCESSING = { imageSize: PART_SIDE, centerCrop: null, letterbox: false };
const unlimited: TrainingRun = { ...ON_CPU, rememberBytes: Number.POSITIVE_INFINITY };

let extractor: FeatureExtractor;
let training: Training;

const trainOn = (
  pictures: readonly Image[],
  run: Partial<TrainingRun> = {},
  changes: Partial<TrainingSettings> = {},
) =>
  train(
    { count: pictures.length, read: async index => pictures[index]! },
    extractor,
    { ...settings, ...changes },
    { ...unlimited, ...run },
  );

beforeAll(async () => {
  const backbone = await loadNamedBackbone('', 'compact');
  const features = { layers: ['layer2', 'layer3'], preprocessing: PREPROCESSING };
  extractor = await openFeatures(backbone, features, ON_CPU);
  training = await trainOn(GOOD);
});

afterAll(() => extractor.close());

async function detect(image: Image): Promise<Detection> {
  const { bank, calibration } = training;
  const model = { bank, calibration, neighbors: 9, preprocessing: PREPROCESSING };
  const detector = await openDetector(model, extractor, ON_CPU);
  const detection = await detector.detect(image);
  await detector.close();
  return detection;
}

describe('a trained model', () => {
  test('keeps the asked share of patches, each with the place it came from', async () => {
    expect(extractor.grid).toEqual({ height: 8, width: 8 });
    expect(training.patches).toBe(12 * 64);
    const { vectors, dimensions, provenance } = training.bank;
    expect(vectors.length / dimensions).toBe(12 * 16);
    for (let entry = 0; entry < 12 * 16; entry += 23) {
      const [picture, row, column] = provenance.subarray(3 * entry);
      const patches = await extractor.extract(GOOD[picture!]!);
      const from = (row! * 8 + column!) * dimensions;
      expect(vectors.slice(entry * dimensions, (entry + 1) * dimensions)).toEqual(
        patches.slice(from, from + dimensions),
      );
    }
  });

  test('has one held-out score a picture, which is what the picture scores without its own entries', () => {
    const scores = training.heldOut.map(({ score }) => score);
    expect(scores).toHaveLength(12);
    expect(scores.toSorted((a, b) => a - b)).toEqual(training.calibration.scores);
    expect(Math.min(...scores)).toBeGreaterThan(0);
  });

  test.each([
    [8, 8],
    [40, 16],
    [24, 48],
  ])('scores a part with a defect at (%i, %i) above all good ones, and points at it', async (x, y) => {
    const good = await Promise.all([20, 21, 22, 23].map(seed => detect(drawPart(seed))));
    const defective = await detect(withDefect(drawPart(20), x, y, STRIDE));
    const highest = Math.max(...good.map(({ score }) => score), ...training.calibration.scores);
    expect(defective.score).toBeGreaterThan(1.5 * highest);
    expect(defective.decision).toBe('FAIL');
    const { evidence, map } = defective;
    // the square covers one cell; the network's view reaches into the cells beside it
    expect(Math.abs(evidence.row - y / STRIDE)).toBeLessThanOrEqual(1);
    expect(Math.abs(evidence.column - x / STRIDE)).toBeLessThanOrEqual(1);
    expect(evidence.distance).toBeGreaterThanOrEqual(defective.score);
    expect(evidence.normal.picture).toBeLessThan(12);
    const peak = map.data.reduce((best, value, i) => (value > map.data[best]! ? i : best), 0);
    expect(Math.abs((peak % PART_SIDE) - (x + 4))).toBeLessThanOrEqual(STRIDE);
    expect(Math.abs(Math.floor(peak / PART_SIDE) - (y + 4))).toBeLessThanOrEqual(STRIDE);
  });

  test('passes most new good parts and calls a training picture nearly perfect', async () => {
    const decisions = await Promise.all(
      [30, 31, 32, 33, 34, 35].map(async seed => (await detect(drawPart(seed))).decision),
    );
    expect(decisions.filter(decision => decision === 'PASS').length).toBeGreaterThanOrEqual(4);
    expect((await detect(GOOD[3]!)).score).toBeLessThan(training.heldOut[3]!.score);
  });
});

describe('training again', () => {
  test('with the same seed gives the same model, whatever is remembered', async () => {
    expect(await trainOn(GOOD)).toEqual(training);
    expect(await trainOn(GOOD, { rememberBytes: 0 })).toEqual(training);
    expect(await trainOn(GOOD, { rememberBytes: 5 * 64 * extractor.dimensions * 4 })).toEqual(training);
  });

  test('with the projections in a file gives the same model and leaves no file', async () => {
    const projectionsFile = { path: join(await testFolder(), 'projections.tmp'), blockRows: 100 };
    expect(await trainOn(GOOD, { projectionsFile })).toEqual(training);
    const broken = { projectionsFile, signal: AbortSignal.abort() };
    await expect(trainOn(GOOD, broken)).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(projectionsFile.path)).toBe(false);
  });

  test('with a limit keeps the first of the entries that it would keep without', async () => {
    const { bank, patches } = await trainOn(GOOD, {}, { maxEntries: 100 });
    expect(patches).toBe(training.patches);
    expect(bank.provenance).toEqual(training.bank.provenance.subarray(0, 300));
    expect((await trainOn(GOOD, {}, { maxEntries: 192 })).bank).toEqual(training.bank);
  });

  test('with another seed projects differently and chooses other patches', async () => {
    const other = await trainOn(GOOD, {}, { seed: 1 });
    expect(other.bank.provenance).not.toEqual(training.bank.provenance);
  });
});

describe('few or equal pictures', () => {
  test('two different pictures can be trained', async () => {
    const { heldOut, calibration } = await trainOn(GOOD.slice(0, 2));
    expect(heldOut.every(({ score }) => score > 0 && score < 1e6)).toBe(true);
    expect(calibration.n).toBe(2);
  });

  test.each([
    [2, 0.25],
    [12, 0.25],
    [12, 0.01],
    [3, 1],
  ])('%i copies of one picture are refused at a ratio of %f', async (count, coresetRatio) => {
    const copies = trainOn(Array(count).fill(GOOD[0]!), {}, { coresetRatio });
    await expect(copies).rejects.toMatchObject({ code: 'data_invalid' });
    await expect(copies).rejects.toThrow('copies of each other');
  });

  test('copies among different pictures do no harm', async () => {
    const { calibration } = await trainOn([GOOD[0]!, GOOD[1]!, GOOD[0]!, GOOD[2]!]);
    expect(calibration.scores.every(score => score >= 0 && score < 1e6)).toBe(true);
  });

  test('one picture cannot be trained', async () => {
    await expect(trainOn(GOOD.slice(0, 1))).rejects.toMatchObject({ code: 'data_invalid' });
  });
});

describe('while it trains', () => {
  test('every stage reports its progress up to its end, in order', async () => {
    const seen: string[] = [];
    await trainOn(GOOD.slice(0, 3), {
      onProgress: (stage, done, total) => seen.push(`${stage} ${done}/${total}`),
    });
    expect(seen).toEqual([
      ...[1, 2, 3].map(done => `features ${done}/3`),
      'coreset 48/48',
      ...[1, 2, 3].map(done => `bank ${done}/3`),
      ...[1, 2, 3].map(done => `calibration ${done}/3`),
    ]);
  });

  test.each(['features', 'coreset', 'bank', 'calibration'] as const)(
    'an abort during %s stops it',
    async at => {
      const abort = new AbortController();
      const seen = new Set<string>();
      const onProgress: TrainingRun['onProgress'] = stage => {
        seen.add(stage);
        if (stage === at) abort.abort();
      };
      const running = trainOn(GOOD, { signal: abort.signal, onProgress });
      await expect(running).rejects.toMatchObject({ code: 'cancelled' });
      expect([...seen].at(-1)).toBe(at);
    },
  );

  test('a picture that cannot be read stops it with its own error', async () => {
    const read = async (index: number) => {
      if (index === 2) throw new Error('picture 2 is broken');
      return GOOD[index]!;
    };
    await expect(train({ count: 4, read }, extractor, settings, unlimited)).rejects.toThrow(
      'picture 2 is broken',
    );
  });
});
