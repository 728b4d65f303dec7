import { describe, expect, test } from 'vitest';
import { type CalibrationSettings, calibrate } from './calibration.ts';
import { recalibrate, sparingDefects } from './recalibrate.ts';

const held = (scores: readonly number[]) => scores.map(score => ({ score, mapMaximum: score / 2 }));
const known = held(Array.from({ length: 30 }, (_, index) => 1 + index / 100));
const settings: CalibrationSettings = {
  kind: 'leave_one_out',
  heldOutShare: 0.2,
  method: 'false_reject_rate',
  maxFalseRejectRate: 0.05,
  reviewRate: 0.2,
  sigmas: 2.5,
  percentile: 90,
};

describe('recalibrating after teaching', () => {
  test.each(['false_reject_rate', 'mean_std', 'percentile'] as const)(
    'sets the thresholds by %s on all scores, as a calibration of all of them would',
    method => {
      const added = held([1.1, 1.5, 1.6]);
      const old = calibrate(known, { ...settings, method });
      const fresh = recalibrate(old, known, added);
      const direct = calibrate([...known, ...added], { ...settings, method });
      expect(fresh.n).toBe(33);
      expect(fresh.threshold).toBeCloseTo(direct.threshold, 10);
      expect(fresh.reviewThreshold).toBeCloseTo(direct.reviewThreshold, 10);
    },
  );

  test('leaves a split calibration as it is', () => {
    const old = { ...calibrate(known, settings), kind: 'split' as const };
    expect(recalibrate(old, known, held([9]))).toBe(old);
  });
});

describe('sparing known defects', () => {
  const old = calibrate(known, settings);
  const fresh = recalibrate(old, known, held([1.5, 1.6, 1.7, 1.8, 1.9, 2, 2.1]));

  test('lowers a raised threshold to the largest score below the lowest defect that failed', () => {
    expect(fresh.threshold).toBeGreaterThan(1.75);
    const spared = sparingDefects(fresh, old, [
      { before: 'FAIL', score: 1.75 },
      { before: 'FAIL', score: 3 },
    ]);
    expect(spared.threshold).toBe(1.7);
    expect(spared.maxFalseRejectRate).toBe((1 + 4) / 38);
  });

  test('keeps both thresholds when no defect is near', () => {
    expect(sparingDefects(fresh, old, [{ before: 'FAIL', score: 3 }])).toEqual(fresh);
    expect(sparingDefects(fresh, old, [{ before: 'PASS', score: 1.2 }])).toEqual(fresh);
  });

  test('never goes below the old thresholds, whatever the bank now covers', () => {
    const spared = sparingDefects(fresh, old, [
      { before: 'FAIL', score: old.threshold + 1e-6 },
      { before: 'REVIEW', score: 0.2 },
    ]);
    expect(spared.threshold).toBe(old.threshold);
    expect(spared.reviewThreshold).toBeGreaterThanOrEqual(old.reviewThreshold);
    expect(spared.reviewThreshold).toBeLessThanOrEqual(spared.threshold);
  });
});
