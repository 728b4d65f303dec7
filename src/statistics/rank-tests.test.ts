import { describe, expect, test } from 'vitest';
import { rankSumTest, signedRankTest } from './rank-tests.ts';

describe('the signed-rank test', () => {
  test('gives the p-value of Hollander and Wolfe (1973), p. 29: depression scale before and after therapy', () => {
    const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    const { pValue, exact } = signedRankTest(before.map((value, at) => value - after[at]!));
    expect(exact).toBe(true);
    expect(pValue / 2).toBeCloseTo(0.01953, 5); // printed one-sided, V = 40
  });

  test('cannot be surer than all signs being equal, and knows that nothing has changed', () => {
    expect(signedRankTest([1, 2, 3, 4, 5]).pValue).toBeCloseTo(2 / 2 ** 5, 12);
    expect(signedRankTest([0, 0, 0]).pValue).toBe(1);
    expect(signedRankTest([1, -1, 2, -2]).pValue).toBe(1);
  });

  test('goes over to the normal distribution without a jump', () => {
    const values = Array.from({ length: 30 }, (_, at) => (at % 3 === 0 ? -1 : 1) * (at + 1));
    const [counted, approximated] = [signedRankTest(values), signedRankTest([...values, 0.5])];
    expect([counted.exact, approximated.exact]).toEqual([true, false]);
    expect(Math.abs(counted.pValue - approximated.pValue)).toBeLessThan(0.03);
  });
});

describe('the rank-sum test', () => {
  test('gives the p-value of Hollander and Wolfe (1973), p. 69: permeability at term and at mid-pregnancy', () => {
    const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const middle = [1.15, 0.88, 0.9, 0.74, 1.21];
    const { pValue, exact } = rankSumTest(term, middle);
    expect(exact).toBe(true);
    expect(pValue / 2).toBeCloseTo(0.1272, 4); // printed one-sided, W = 35
  });

  test('shares ranks between equal values and does not mind the order of the samples', () => {
    expect(rankSumTest([1, 1, 2], [1, 2, 2]).pValue).toBe(rankSumTest([1, 2, 2], [1, 1, 2]).pValue);
    expect(rankSumTest([1, 2, 3], [4, 5, 6]).pValue).toBeCloseTo(2 / 20, 12);
  });

  test('goes over to the normal distribution without a jump', () => {
    const sample = (count: number, shift: number) => Array.from({ length: count }, (_, at) => at + shift);
    const [counted, approximated] = [
      rankSumTest(sample(15, 0), sample(15, 4.5)),
      rankSumTest(sample(16, 0), sample(15, 4.5)),
    ];
    expect([counted.exact, approximated.exact]).toEqual([true, false]);
    expect(Math.abs(counted.pValue - approximated.pValue)).toBeLessThan(0.03);
  });
});
