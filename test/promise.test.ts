import { beforeAll, describe, expect, test } from 'vitest';
import type { PartVectors } from '../bench/promise/part-vectors.ts';
import { isKept, summarise } from '../bench/promise/summary.ts';
import { type Outcome, runTrial } from '../bench/promise/trial.ts';
import { loadNamedBackbone } from '../src/backbones/store.ts';
import { type CalibrationKind, calibrate } from '../src/patchcore/calibration.ts';
import { decide } from '../src/patchcore/decision.ts';
import { openFeatures } from '../src/patchcore/features.ts';
import { createRandom } from '../src/patchcore/random.ts';
import { CALIBRATION_SETTINGS } from './fixtures/calibration.ts';
import { ON_CPU } from './fixtures/graphs.ts';
import { drawPart, PART_SIDE, withDefect } from './fixtures/parts.ts';

/** Scores that drift, cluster and tie as little or as much as they like; their order alone is left to chance. */
const POPULATIONS: Readonly<Record<string, (index: number) => number>> = {
  skewed: index => Math.exp(index / 40),
  'of two kinds': index => (index % 3 === 0 ? 10 + index : index),
  'with ties': index => Math.floor(index / 10),
};

describe.each(Object.entries(POPULATIONS))('scores that are %s', (_, scoreOf) => {
  test.each([0.01, 0.02, 0.05])('exceed the threshold for %f at most that often', rate => {
    const all = Array.from({ length: 229 }, (_, index) => scoreOf(index));
    const random = createRandom(Math.round(1000 * rate));
    const trials = 400;
    const rates: number[] = [];
    for (let trial = 0; trial < trials; trial++) {
      const order = all.map(score => ({ score, key: random.uniform() })).sort((a, b) => a.key - b.key);
      const heldOut = order.slice(0, 150).map(({ score }) => ({ score, mapMaximum: score }));
      const calibration = calibrate(heldOut, { ...CALIBRATION_SETTINGS, maxFalseRejectRate: rate });
      const fresh = order.slice(150).map(({ score }) => decide(score, calibration).decision);
      rates.push(fresh.filter(decision => decision === 'FAIL').length / fresh.length);
    }
    const mean = rates.reduce((sum, value) => sum + value, 0) / trials;
    const variance = rates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / trials;
    expect(mean).toBeLessThanOrEqual(rate + 3 * Math.sqrt(variance / trials));
  });
});

describe('the experiment on drawn parts', () => {
  let vectors: PartVectors;
  const outcomes: Outcome[] = [];

  beforeAll(async () => {
    const backbone = await loadNamedBackbone('', 'compact');
    const preprocessing = { imageSize: PART_SIDE, centerCrop: null, letterbox: false };
    const extractor = await openFeatures(backbone, { layers: ['layer2', 'layer3'], preprocessing }, ON_CPU);
    const good = Array.from({ length: 40 }, (_, seed) => drawPart(seed));
    const defects = [50, 51, 52].map(seed => withDefect(drawPart(seed), 24, 24, 8));
    const { grid, dimensions, map } = extractor;
    vectors = {
      good: await Promise.all(good.map(part => extractor.extract(part))),
      defects: await Promise.all(defects.map(part => extractor.extract(part))),
      shape: { grid, dimensions, map },
    };
    await extractor.close();
    for (let seed = 0; seed < 6; seed++)
      for (const kind of ['leave_one_out', 'split'] satisfies readonly CalibrationKind[])
        outcomes.push(...(await runTrial(vectors, { ...TRIAL, kind, seed })));
  });

  const TRIAL = {
    trainedShare: 0.7,
    heldOutShare: 0.5,
    coresetRatio: 0.25,
    rates: [0.1, 0.2],
    options: ON_CPU,
  };

  test('keeps the promise for either kind, catches every defect, and shows what the usual rule does', () => {
    const summaries = summarise(outcomes);
    expect(summaries.map(({ rule, splits }) => [rule, splits])).toEqual([
      ['leave_one_out 10 %', 6],
      ['leave_one_out 20 %', 6],
      ['mean + 3 sigma in-bank', 6],
      ['split 10 %', 6],
      ['split 20 %', 6],
    ]);
    expect(summaries.filter(summary => !isKept(summary))).toEqual([]);
    for (const { recall, complete_splits } of summaries) expect([recall, complete_splits]).toEqual([1, 6]);
    const [, strict, usual] = summaries;
    expect(usual!.false_reject_rate).toBeGreaterThan(strict!.false_reject_rate);
  });

  test('inspects no part that it was trained with', () => {
    expect(outcomes.every(({ good, defects }) => good === 12 && defects === 3)).toBe(true);
  });
});

describe('the summary of an experiment', () => {
  const outcome = (falseRejects: number, caught: number): Outcome => ({
    rule: 'split 10 %',
    promised: 0.1,
    falseRejects,
    good: 10,
    caught,
    defects: 4,
  });

  test('has means, their standard error, the worst split and the splits that miss nothing', () => {
    expect(summarise([outcome(0, 4), outcome(2, 3)])).toEqual([
      {
        rule: 'split 10 %',
        promised: 0.1,
        splits: 2,
        false_reject_rate: 0.1,
        standard_error: expect.closeTo(0.1, 12),
        worst_split: 0.2,
        recall: 0.875,
        complete_splits: 1,
      },
    ]);
  });

  test('calls a promise broken when the rate is clearly above it', () => {
    const broken = summarise(Array.from({ length: 20 }, (_, i) => outcome(2 + (i % 2), 4)));
    expect(isKept(broken[0]!)).toBe(false);
    expect(isKept(summarise([outcome(1, 4), outcome(1, 4)])[0]!)).toBe(true);
  });
});
