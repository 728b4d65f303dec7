import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CALIBRATION_SETTINGS } from '../../test/fixtures/calibration.ts';
import { calibrate } from './calibration.ts';
import { decide } from './decision.ts';

const scores = Array.from({ length: 209 }, (_, i) => 0.6 + i * 0.004);
const limits = { threshold: 1.4241, reviewThreshold: 1.3921, scores };

test.each([
  [3.2312, 'FAIL', 'FAIL: score 3.23 is above 1.42; of 209 good pictures none scored so high (p = 0.005).'],
  [
    1.4,
    'REVIEW',
    'REVIEW: score 1.40 is above 1.39, though not above 1.42; of 209 good pictures 9 scored so high (p = 0.048).',
  ],
  [0.8, 'PASS', 'PASS: score 0.80 is not above 1.39; of 209 good pictures 159 scored so high (p = 0.76).'],
])('a score of %f is %s, for a reason that a person can follow', (score, decision, reason) => {
  expect(decide(score, limits)).toMatchObject({ decision, reason });
});

test('a score at a threshold is not above it', () => {
  expect(decide(limits.threshold, limits).decision).toBe('REVIEW');
  expect(decide(limits.reviewThreshold, limits).decision).toBe('PASS');
});

test('numbers that round to the same are shown with as many decimals as tell them apart', () => {
  expect(decide(1.424_12, limits).reason).toMatch(/^FAIL: score 1.42412 is above 1.42410;/);
});

test('without a REVIEW band there is no REVIEW', () => {
  const noBand = { ...limits, reviewThreshold: limits.threshold };
  expect(decide(1.424, noBand).decision).toBe('PASS');
  expect(decide(1.425, noBand).decision).toBe('FAIL');
});

test('verdicts are those of the p-value: FAIL up to the false-reject rate, REVIEW up to the review rate', () => {
  const score = fc.double({ min: 0, max: 10, noNaN: true });
  const known = fc.uniqueArray(score, { minLength: 20, maxLength: 150 });
  fc.assert(
    fc.property(known, score, fc.constantFrom(0.01, 0.02, 0.05), (heldOut, found, maxFalseRejectRate) => {
      fc.pre(!heldOut.includes(found));
      const settings = { ...CALIBRATION_SETTINGS, maxFalseRejectRate, reviewRate: 0.1 };
      const calibration = calibrate(
        heldOut.map(value => ({ score: value, mapMaximum: value })),
        settings,
      );
      const { decision, pValue } = decide(found, calibration);
      const { maxFalseRejectRate: alpha, reviewRate } = calibration;
      const byRank = pValue <= alpha + 1e-9 ? 'FAIL' : pValue <= reviewRate + 1e-9 ? 'REVIEW' : 'PASS';
      expect(decision).toBe(byRank);
    }),
  );
});
