import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CALIBRATION_SETTINGS } from '../../test/fixtures/calibration.ts';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { drawPart, PART_SIDE, withDefect } from '../../test/fixtures/parts.ts';
import { loadNamedBackbone } from '../backbones/store.ts';
import { openDetector } from './detect.ts';
import type { FeatureExtractor } from './feature-extractor.ts';
import { openFeatures } from './features.ts';
import { type Training, train } from './train.ts';

const GOOD = Array.from({ length: 12 }, (_, seed) => drawPart(seed));
const pictures = { count: GOOD.length, read: async (index: number) => GOOD[index]! };
const settings = {
  coresetRatio: 0.5,
  neighbors: 9,
  seed: 0,
  calibration: { ...CALIBRATION_SETTINGS, maxFalseRejectRate: 0.05 },
} as const;
const preprocessing = { imageSize: PART_SIDE, centerCrop: null, letterbox: false };
const run = { ...ON_CPU, rememberBytes: Number.POSITIVE_INFINITY };

let extractor: FeatureExtractor;
let exact: Training;
let approximate: Training;

beforeAll(async () => {
  const backbone = await loadNamedBackbone('', 'compact');
  extractor = await openFeatures(backbone, { layers: ['layer2', 'layer3'], preprocessing }, ON_CPU);
  const asked = { ...settings, index: 'approximate', indexPays: 100 } as const;
  exact = await train(pictures, extractor, settings, run);
  approximate = await train(pictures, extractor, asked, run);
});

afterAll(() => extractor.close());

describe('a training with an approximate index', () => {
  test('has the same memory bank, and says how often the index finds the nearest entry', () => {
    expect(approximate.bank).toEqual(exact.bank);
    expect(exact.index).toBeUndefined();
    expect(approximate.index!.patches).toBe(12 * 64);
    expect(approximate.index!.recall).toBeGreaterThan(0.95);
    expect(approximate.index!.recall).toBeLessThanOrEqual(1);
  });

  test('has the held-out scores of the exact search, up to the neighbourhood of the nearest entry', () => {
    for (const [picture, { score }] of approximate.heldOut.entries())
      expect(score).toBeCloseTo(exact.heldOut[picture]!.score, 2);
  });

  test('gives unknown pictures the scores of the exact search', async () => {
    const unknown = [drawPart(40), withDefect(drawPart(41), 20, 20, 12)];
    const scores: number[][] = [];
    for (const { bank, calibration, index } of [exact, approximate]) {
      const model = { bank, calibration, neighbors: 9, index: index?.index, preprocessing };
      const detector = await openDetector(model, extractor, ON_CPU);
      const found: number[] = [];
      for (const picture of unknown) found.push((await detector.detect(picture)).score);
      scores.push(found);
      await detector.close();
    }
    for (const [picture, score] of scores[0]!.entries()) expect(scores[1]![picture]).toBeCloseTo(score, 2);
  });
});

test('a bank that is too small to gain by an index has none', async () => {
  const { index } = await train(pictures, extractor, { ...settings, index: 'approximate' }, run);
  expect(index).toBeUndefined();
});
