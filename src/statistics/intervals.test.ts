import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clopperPearson, regularisedBeta, wilson } from './intervals.ts';

// Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I.
test.each([
  [81, 263, 0.2527, 0.3676],
  [15, 148, 0.0578, 0.1617],
  [0, 20, 0, 0.1684],
  [1, 29, 0.0009, 0.1776],
])('the interval of %i of %i is the published one', (successes, trials, low, high) => {
  const interval = clopperPearson(successes, trials);
  expect(interval[0]).toBeCloseTo(low, 4);
  expect(interval[1]).toBeCloseTo(high, 4);
});

// The same table, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("Wilson's interval of %i of %i is the published one", (successes, trials, low, high) => {
  const interval = wilson(successes, trials);
  expect(interval[0]).toBeCloseTo(low, 4);
  expect(interval[1]).toBeCloseTo(high, 4);
});

test("Wilson's interval knows nothing without trials, mirrors with the counts and refuses impossible ones", () => {
  expect(wilson(0, 0)).toEqual([0, 1]);
  const [low, high] = wilson(3, 40);
  expect(wilson(37, 40)).toEqual([expect.closeTo(1 - high, 14), expect.closeTo(1 - low, 14)]);
  expect(wilson(20, 20)[1]).toBe(1);
  expect(() => wilson(3, 2)).toThrow(/found 3 of 2/);
});

test('with no or only successes the interval has its closed form', () => {
  expect(clopperPearson(0, 183)).toEqual([0, expect.closeTo(1 - 0.025 ** (1 / 183), 12)]);
  expect(clopperPearson(63, 63)).toEqual([expect.closeTo(0.025 ** (1 / 63), 12), 1]);
  expect(clopperPearson(0, 20, 0.9)[1]).toBeCloseTo(1 - 0.05 ** (1 / 20), 12);
});

test('nothing is known without trials', () => {
  expect(clopperPearson(0, 0)).toEqual([0, 1]);
});

test('a million trials give a narrow interval around the share', () => {
  const [low, high] = clopperPearson(20_000, 1_000_000);
  expect(low).toBeCloseTo(0.02 - 1.96 * Math.sqrt((0.02 * 0.98) / 1e6), 5);
  expect(high).toBeCloseTo(0.02 + 1.96 * Math.sqrt((0.02 * 0.98) / 1e6), 5);
});

test('impossible counts are refused with what was found', () => {
  expect(() => clopperPearson(3, 2)).toThrow(/found 3 of 2/);
  expect(() => clopperPearson(-1, 2)).toThrow(/found -1 of 2/);
  expect(() => clopperPearson(1.5, 2)).toThrow(/found 1.5 of 2/);
  expect(() => clopperPearson(1, 2, 1)).toThrow(/confidence between 0 and 1/);
});

test('both ends leave exactly half of the error outside, counted term by term', () => {
  const counts = fc
    .integer({ min: 1, max: 60 })
    .chain(n => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
  fc.assert(
    fc.property(counts, fc.double({ min: 0.5, max: 0.999, noNaN: true }), ([k, n], confidence) => {
      const [low, high] = clopperPearson(k, n, confidence);
      if (k > 0) expect(1 - binomialUpTo(k - 1, n, low)).toBeCloseTo((1 - confidence) / 2, 9);
      if (k < n) expect(binomialUpTo(k, n, high)).toBeCloseTo((1 - confidence) / 2, 9);
    }),
  );
});

test('the incomplete beta function equals the binomial sum it is the integral of', () => {
  expect(regularisedBeta(0.3, 4, 7)).toBeCloseTo(1 - binomialUpTo(3, 10, 0.3), 13);
  expect(regularisedBeta(0, 4, 7)).toBe(0);
  expect(regularisedBeta(1, 4, 7)).toBe(1);
});

/** P(X <= k) for X ~ Binomial(n, p), summed. */
function binomialUpTo(k: number, n: number, p: number): number {
  let choose = 1;
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += choose * p ** i * (1 - p) ** (n - i);
    choose = (choose * (n - i)) / (i + 1);
  }
  return sum;
}
