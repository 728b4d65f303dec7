import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { drawPart, PART_SIDE } from '../../test/fixtures/parts.ts';
import { loadNamedBackbone } from '../backbones/store.ts';
import { encodePng } from '../image/codec.ts';
import { openFeatures } from '../patchcore/features.ts';
import { openShrink } from '../patchcore/shrink.ts';
import { estimateMs, type TrainingTrial, tryTraining } from './training-estimate.ts';
import { planMemory, type TrainingSize } from './training-memory.ts';

const image = { width: 1, height: 1, data: new Uint8Array(3) };
const trial: TrainingTrial = {
  image,
  small: image,
  decodeMs: 10,
  encodedBytes: 0,
  shrinkMs: 3,
  encodeMs: 0,
  featuresMs: 8,
  multiplyMs: 1e-8,
};

function size(pictures: number, entries = 40_960): TrainingSize {
  return {
    pictures,
    smallPictureBytes: 150_528,
    decodedPictureBytes: 2_430_000,
    patchBytes: 784 * 384 * 4,
    patches: 784,
    dimensions: 384,
    projectedDimensions: 128,
    entries,
  };
}

function estimate(of: TrainingSize, megabytes: number, changes: Partial<TrainingTrial> = {}, gain = 1) {
  const plan = planMemory(of, 250e6, { bytes: megabytes * 1e6, strict: true });
  return estimateMs({ ...trial, ...changes }, of, plan, { cores: 2, gain });
}

// Decoding, resizing, encoding and features as a trial measured them; a multiply-add by the machine's rate of products.
describe('the estimated time', () => {
  test.each([
    {
      // 4.9 s checking, 4.6 s features, 3.5 s coreset, 4.8 s calibrating
      machine: 'AVX2',
      rates: { decodeMs: 10, shrinkMs: 8.5, encodeMs: 22, featuresMs: 18, multiplyMs: 1.38e-8 },
      of: size(196, 15_366),
      between: [15, 24],
    },
    {
      // 3.4 s checking, 2.3 s features, 1.7 s coreset, 2.0 s calibrating
      machine: 'AVX-512',
      rates: { decodeMs: 8.6, shrinkMs: 5.7, encodeMs: 14.6, featuresMs: 9.9, multiplyMs: 6.8e-9 },
      of: size(206, 16_150),
      between: [9, 15],
    },
  ])(
    'is that of trainings of resnet18 with pictures of 900 px that were timed with $machine',
    ({ rates, of, between: [least, most] }) => {
      const seconds = estimate(of, 3000, rates) / 1000;
      expect(seconds).toBeGreaterThan(least!);
      expect(seconds).toBeLessThan(most!);
    },
  );

  test.each([
    { kept: 'everything', megabytes: 30_000, of: 5000 },
    { kept: 'projections in a file', megabytes: 3000, of: 10_000 },
  ])('grows in proportion to the pictures once the bank is full, with $kept', ({ megabytes, of }) => {
    const quicklyDecoded = { decodeMs: 0, shrinkMs: 0 }; // how many are decoded again depends on the memory
    const timeOf = (pictures: number) => estimate(size(pictures), megabytes, quicklyDecoded);
    const [some, twice] = [timeOf(of), timeOf(2 * of)];
    expect(twice / some).toBeGreaterThan(1.9);
    expect(twice / some).toBeLessThan(2.2);
  });

  test('is longer with projections in a file than the products alone', () => {
    const plan = planMemory(size(10_000), 250e6, { bytes: 3e9, strict: true });
    const timeOf = (projectionsInFile: boolean) =>
      estimateMs(trial, size(10_000), { ...plan, projectionsInFile }, { cores: 2, gain: 1 });
    expect(timeOf(true)).toBeGreaterThan(timeOf(false));
  });

  test('is longer where less can be kept, and shorter with quicker features', () => {
    expect(estimate(size(2000), 1200)).toBeGreaterThan(estimate(size(2000), 9000));
    expect(estimate(size(500), 3000, {}, 2)).toBeLessThan(estimate(size(500), 3000));
    expect(estimate(size(500), 3000, { decodeMs: 100 })).toBeGreaterThan(estimate(size(500), 3000));
    expect(estimate(size(500), 3000, { encodeMs: 12 })).toBeCloseTo(estimate(size(500), 3000) + 500 * 6);
  });
});

describe('the trial', () => {
  const preprocessing = { imageSize: PART_SIDE, centerCrop: null, letterbox: false };

  async function tryIn(names: readonly string[]) {
    const folder = await testFolder();
    writeFileSync(join(folder, 'bad.png'), 'no picture');
    writeFileSync(join(folder, 'good.png'), await encodePng(drawPart(1)));
    const backbone = await loadNamedBackbone('', 'compact');
    const extractor = await openFeatures(backbone, { layers: ['layer2', 'layer3'], preprocessing }, ON_CPU);
    const shrink = await openShrink(preprocessing, ON_CPU);
    const result = await tryTraining({ folder, names }, extractor, shrink, ON_CPU);
    await extractor.close();
    await shrink.close();
    return result;
  }

  test('takes the first picture that can be read, and times every step', async () => {
    const result = await tryIn(['bad.png', 'good.png']);
    expect(result!.image.width).toBe(PART_SIDE);
    for (const ms of [result!.decodeMs, result!.shrinkMs, result!.featuresMs, result!.multiplyMs])
      expect(ms).toBeGreaterThan(0);
  });

  test('says nothing when there is none', async () => {
    expect(await tryIn(['bad.png', 'missing.png'])).toBeNull();
  });
});
