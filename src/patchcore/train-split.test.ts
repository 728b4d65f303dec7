import { afterAll, beforeAll, expect, test } from 'vitest';
import { CALIBRATION_SETTINGS } from '../../test/fixtures/calibration.ts';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { drawPart, PART_SIDE } from '../../test/fixtures/parts.ts';
import { loadNamedBackbone } from '../backbones/store.ts';
import type { FeatureExtractor } from './feature-extractor.ts';
import { openFeatures } from './features.ts';
import { type Training, train } from './train.ts';

const GOOD = Array.from({ length: 12 }, (_, seed) => drawPart(seed));
const source = (pictures: readonly number[]) => ({
  count: pictures.length,
  read: async (index: number) => GOOD[pictures[index]!]!,
});
const all = GOOD.map((_, picture) => picture);
const settings = { coresetRatio: 0.25, neighbors: 9, seed: 0 };
const run = { ...ON_CPU, rememberBytes: Number.POSITIVE_INFINITY };

let extractor: FeatureExtractor;
let training: Training;

beforeAll(async () => {
  const backbone = await loadNamedBackbone('', 'compact');
  const preprocessing = { imageSize: PART_SIDE, centerCrop: null, letterbox: false };
  extractor = await openFeatures(backbone, { layers: ['layer2', 'layer3'], preprocessing }, ON_CPU);
  const calibration = { ...CALIBRATION_SETTINGS, kind: 'split' as const, heldOutShare: 0.3 };
  training = await train(source(all), extractor, { ...settings, calibration }, run);
});

afterAll(() => extractor.close());

test('pictures that are kept out have no entry in the bank, and all others may', () => {
  expect(training.keptOut).toHaveLength(4);
  const owners = new Set(training.bank.provenance.filter((_, place) => place % 3 === 0));
  expect([...owners].filter(picture => training.keptOut.includes(picture))).toEqual([]);
  expect(owners.size).toBe(8);
  expect(training.patches).toBe(8 * 64);
});

test('the bank is the one of a training without the pictures that are kept out', async () => {
  const others = all.filter(picture => !training.keptOut.includes(picture));
  const alone = await train(
    source(others),
    extractor,
    { ...settings, calibration: CALIBRATION_SETTINGS },
    run,
  );
  expect(training.bank.vectors).toEqual(alone.bank.vectors);
  expect(alone.heldOut).toEqual(others.map(picture => training.heldOut[picture]));
  const owner = (entry: number) => others[alone.bank.provenance[3 * entry]!];
  for (let entry = 0; entry < 8 * 16; entry++) expect(training.bank.provenance[3 * entry]).toBe(owner(entry));
});

test('the thresholds rest on the pictures that are kept out alone', () => {
  expect(training.calibration).toMatchObject({ kind: 'split', n: 4, smallestSupportableRate: 1 / 5 });
  const scores = training.keptOut.map(picture => training.heldOut[picture]!.score);
  expect(training.calibration.scores).toEqual(scores.toSorted((a, b) => a - b));
});

test('too few pictures are refused before anything is computed', async () => {
  const calibration = { ...CALIBRATION_SETTINGS, kind: 'split' as const, heldOutShare: 0.2 };
  const unread = { count: 3, read: () => Promise.reject(new Error('read')) };
  await expect(train(unread, extractor, { ...settings, calibration }, run)).rejects.toMatchObject({
    code: 'data_invalid',
  });
});
