import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CALIBRATION_SETTINGS } from '../../test/fixtures/calibration.ts';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { drawPart, PART_SIDE, withDefect } from '../../test/fixtures/parts.ts';
import { loadNamedBackbone } from '../backbones/store.ts';
import type { FeatureExtractor } from './feature-extractor.ts';
import { openFeatures } from './features.ts';
import { type Int8Features, openInt8Features } from './int8-features.ts';
import { checkInt8Gain } from './int8-gain.ts';
import { train } from './train.ts';

const GOOD = Array.from({ length: 6 }, (_, seed) => drawPart(seed));
const pictures = { count: GOOD.length, read: async (index: number) => GOOD[index]! };
const preprocessing = { imageSize: PART_SIDE, centerCrop: null, letterbox: false };
const settings = { layers: ['layer2', 'layer3'], preprocessing };
const accept = () => {};

const compact = await loadNamedBackbone('', 'compact');
let float32: FeatureExtractor;
let int8: Int8Features;
const open = (check: typeof checkInt8Gain) =>
  openInt8Features(compact, settings, float32, pictures, ON_CPU, check);

beforeAll(async () => {
  float32 = await openFeatures(compact, settings, ON_CPU);
  int8 = await open(accept);
});
afterAll(async () => {
  await float32.close();
  await int8.extractor.close();
});

describe('features in 8 bits', () => {
  test('have the shape of those in float32, and nearly their values, for good parts and defects', async () => {
    expect(int8.extractor.grid).toEqual(float32.grid);
    expect(int8.extractor.dimensions).toBe(float32.dimensions);
    for (const part of [GOOD[1]!, drawPart(30), withDefect(drawPart(31), 24, 24, 16)]) {
      const [expected, found] = [await float32.extract(part), await int8.extractor.extract(part)];
      const norm = (values: Float32Array) => Math.hypot(...values);
      const error = norm(expected.map((value, i) => value - found[i]!)) / norm(expected);
      expect(error).toBeLessThan(0.1); // 6 % on photographs, see int8-network.test.ts
      expect(error).toBeGreaterThan(1e-4);
    }
  });

  test('are the same to the last bit when they are opened again from their ranges', async () => {
    const ranges = JSON.parse(JSON.stringify(int8.ranges));
    const again = await openFeatures(compact, { ...settings, ranges }, ON_CPU);
    expect(await again.extract(GOOD[2]!)).toEqual(await int8.extractor.extract(GOOD[2]!));
    await again.close();
  });

  test('of letterboxed and cropped pictures of any shape are nearly those in float32', async () => {
    const wide = { width: 96, height: 40, data: new Uint8Array(96 * 40 * 3).map((_, i) => (i * 7) % 251) };
    const framed = {
      ...settings,
      preprocessing: { imageSize: 96, centerCrop: PART_SIDE, letterbox: true },
    };
    const extractors = [
      await openFeatures(compact, framed, ON_CPU),
      await openFeatures(compact, { ...framed, ranges: int8.ranges }, ON_CPU),
    ] as const;
    const [expected, found] = [await extractors[0].extract(wide), await extractors[1].extract(wide)];
    const error = Math.hypot(...expected.map((value, i) => value - found[i]!)) / Math.hypot(...expected);
    expect(error).toBeLessThan(0.2); // the ranges come from calmer pictures
    for (const extractor of extractors) await extractor.close();
  });

  test('give the same model twice', async () => {
    const trainOnce = async () => {
      const { extractor, ranges } = await open(accept);
      const run = { ...ON_CPU, rememberBytes: 0 };
      const calibration = { ...CALIBRATION_SETTINGS, maxFalseRejectRate: 0.2 };
      const training = await train(
        pictures,
        extractor,
        { coresetRatio: 0.25, neighbors: 9, seed: 0, calibration },
        run,
      );
      await extractor.close();
      return { ranges, training };
    };
    expect(await trainOnce()).toEqual(await trainOnce());
  });

  test('are refused by what was measured, here', async () => {
    const refused = open(times => checkInt8Gain({ ...times, int8Ms: times.float32Ms }));
    await expect(refused).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(refused).rejects.toThrow(/take \d+\.\d ms in int8 and \d+\.\d ms in float32/);
  });
});
