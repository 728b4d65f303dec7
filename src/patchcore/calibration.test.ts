import { expect, test } from 'vitest';
import { CALIBRATION_SETTINGS } from '../../test/fixtures/calibration.ts';
import { calibrate, expectedRejectRate, picturesFor, pValue, supportableRate } from './calibration.ts';
import { decide } from './decision.ts';
import { createRandom } from './random.ts';

const settings = CALIBRATION_SETTINGS;
const heldOut = (scores: readonly number[]) => scores.map(score => ({ score, mapMaximum: 2 * score }));
const upTo = (n: number) => Array.from({ length: n }, (_, i) => ((i * 37) % n) + 1); // 1..n, shuffled

test.each([
  [99, 0.01, 99],
  [199, 0.01, 198],
  [100, 0.01, 100],
  [49, 0.02, 49],
  [99, 0.05, 95],
  [3, 0.5, 2],
  [9, 0.1, 9],
])('with %i scores and a rate of %f the threshold is the %ith smallest', (n, maxFalseRejectRate, rank) => {
  const scores = Array.from({ length: n }, (_, i) => n - i);
  const found = calibrate(heldOut(scores), { ...settings, maxFalseRejectRate });
  expect([found.threshold, found.pixelThreshold]).toEqual([rank, 2 * rank]);
  expect([found.maxFalseRejectRate, found.n]).toEqual([maxFalseRejectRate, n]);
});

test('98 scores cannot support 1 %: the largest is the threshold and the smallest rate they support is said', () => {
  const found = calibrate(heldOut(upTo(98)), settings);
  expect(found).toMatchObject({ threshold: 98, requestedFalseRejectRate: 0.01 });
  expect(found.smallestSupportableRate).toBeCloseTo(1 / 99, 12);
  expect(found.maxFalseRejectRate).toBe(found.smallestSupportableRate);
});

test('the review threshold is that of the review rate, for scores and maps alike', () => {
  const found = calibrate(heldOut(upTo(99)), settings);
  expect([found.threshold, found.reviewThreshold]).toEqual([99, 95]);
  expect([found.pixelThreshold, found.pixelReviewThreshold]).toEqual([198, 190]);
  expect([found.reviewRate, found.requestedReviewRate]).toEqual([0.05, 0.05]);
});

test('where the pictures support neither rate, or the review rate is the smaller one, there is no band', () => {
  const few = calibrate(heldOut(upTo(9)), settings);
  expect([few.threshold, few.reviewThreshold, few.reviewRate]).toEqual([9, 9, 0.1]);
  const crossed = calibrate(heldOut(upTo(99)), { ...settings, maxFalseRejectRate: 0.1, reviewRate: 0.05 });
  expect([crossed.threshold, crossed.reviewThreshold, crossed.reviewRate]).toEqual([90, 90, 0.1]);
});

test.each(['mean_std', 'percentile'] as const)(
  '%s has a review threshold that is not above its own',
  method => {
    const found = calibrate(heldOut(upTo(199)), { ...settings, method, sigmas: 1 });
    expect(found.reviewThreshold).toBe(Math.min(found.threshold, 190));
    expect(found.reviewRate).toBeGreaterThanOrEqual(found.maxFalseRejectRate);
  },
);

test('expected rejects are the steps of 1 / (n + 1) that a rate allows', () => {
  expect(expectedRejectRate(199, 0.01)).toBeCloseTo(2 / 200, 12);
  expect(expectedRejectRate(209, 0.01)).toBeCloseTo(2 / 210, 12);
  expect(expectedRejectRate(49, 0.001)).toBeCloseTo(1 / 50, 12);
});

test.each([
  [0.01, 99],
  [0.02, 49],
  [0.05, 19],
  [0.003, 333],
  [0.07, 14],
])('a rate of %f needs %i held-out pictures, and one fewer does not do', (rate, needed) => {
  expect(picturesFor(rate)).toBe(needed);
  expect(supportableRate(needed, rate)).toBe(rate);
  expect(supportableRate(needed - 1, rate)).toBeGreaterThan(rate);
});

test('the scores are kept in ascending order, ties and all', () => {
  const found = calibrate(heldOut([3, 1, 2, 2]), { ...settings, maxFalseRejectRate: 0.5 });
  expect(found.scores).toEqual([1, 2, 2, 3]);
  expect(found.threshold).toBe(2);
});

test('mean_std is the mean plus deviations as NumPy computes them', () => {
  const found = calibrate(heldOut([2, 4, 4, 4, 5, 5, 7, 9]), { ...settings, method: 'mean_std' });
  expect(found.threshold).toBe(5 + 3 * 2);
  expect(found.maxFalseRejectRate).toBe(1 / 9);
});

test.each([
  [50, 2.5],
  [0, 1],
  [100, 4],
  [90, 3.7],
])('percentile %f interpolates as numpy.percentile does', (percentile, expected) => {
  const found = calibrate(heldOut([4, 1, 3, 2]), { ...settings, method: 'percentile', percentile });
  expect(found.threshold).toBeCloseTo(expected, 12);
});

test('thresholds that are set by hand state the rate that the held-out scores show', () => {
  const found = calibrate(heldOut([1, 2, 3, 4]), { ...settings, method: 'percentile', percentile: 50 });
  expect(found.maxFalseRejectRate).toBe((1 + 2) / 5);
});

test.each([[[]], [[1]]])('the scores %j are too few', scores => {
  const refused = () => calibrate(heldOut(scores), settings);
  expect(refused).toThrow(expect.objectContaining({ code: 'data_invalid' }));
  expect(refused).toThrow(`Found ${scores.length} picture`);
});

test('a p-value counts the held-out scores at least as high, and the part itself', () => {
  expect([5, 3, 2.5, 1, 0].map(score => pValue([1, 2, 3, 3], score))).toEqual([1 / 5, 3 / 5, 3 / 5, 1, 1]);
});

test.each([
  [99, 0.01],
  [99, 0.05],
  [30, 0.1],
  [20, 0.01],
])('exchangeable good parts are rejected as often as promised, by %i scores at a rate of %f', (n, rate) => {
  const random = createRandom(n);
  const draw = () => Math.exp(random.normal()); // skewed, as scores are
  const trials = 40_000;
  let rejected = 0;
  let promised = 0;
  for (let trial = 0; trial < trials; trial += 20) {
    const found = calibrate(heldOut(Array.from({ length: n }, draw)), {
      ...settings,
      maxFalseRejectRate: rate,
    });
    promised = found.maxFalseRejectRate;
    for (let part = 0; part < 20; part++) if (decide(draw(), found).decision === 'FAIL') rejected++;
  }
  // 20 parts share a threshold, whose own rate varies like a beta distribution: at most 20 times the variance
  const deviation = Math.sqrt((promised * (1 - promised) * (1 + 19 / (n + 2))) / trials);
  expect(rejected / trials).toBeLessThan(promised + 4 * deviation);
  expect(rejected / trials).toBeGreaterThan(promised - 1 / (n + 1) - 4 * deviation);
  expect(rejected).toBeGreaterThan(0);
});
