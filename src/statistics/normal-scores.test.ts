import { expect, test } from 'vitest';
import { normalQuantile } from './normal.ts';
import { normalScores } from './normal-scores.ts';

test('the values of the baseline become the quantiles of a normal distribution, the ones between lie between', () => {
  const scores = normalScores([8, 1, 2, 4], [1, 2, 3, 4, 8]);
  const quantile = (rank: number) => normalQuantile(rank / 5);
  expect(scores[0]).toBeCloseTo(quantile(1), 12);
  expect(scores[1]).toBeCloseTo(quantile(2), 12);
  expect(scores[2]).toBeCloseTo((quantile(2) + quantile(3)) / 2, 12);
  expect(scores[4]).toBeCloseTo(quantile(4), 12);
});

test('beyond the ends a standard deviation of the baseline counts as one', () => {
  const [below, above] = normalScores([1, 3], [1 - Math.SQRT2, 3 + 2 * Math.SQRT2]);
  expect(below).toBeCloseTo(normalQuantile(1 / 3) - 1, 12);
  expect(above).toBeCloseTo(normalQuantile(2 / 3) + 2, 12);
});

test('equal values have one level, and a baseline without spread still tells higher from lower', () => {
  expect(normalScores([1, 1, 1, 2], [1])[0]).toBeCloseTo(normalQuantile(2 / 5), 12);
  expect(normalScores([5, 5], [4, 5, 6])).toEqual([-1, 0, 1].map(value => expect.closeTo(value, 12)));
});

test('the order of values is kept, whatever the scale', () => {
  const baseline = Array.from({ length: 50 }, (_, i) => Math.exp(i / 7));
  const values = Array.from({ length: 400 }, (_, i) => i * 4);
  const scores = normalScores(baseline, values);
  expect([...scores].sort((a, b) => a - b)).toEqual(scores);
});

test('a baseline that is too small or holds no numbers is refused', () => {
  expect(() => normalScores([1], [1])).toThrow(/at least 2 values; found 1/);
  expect(() => normalScores([1, Number.NaN], [1])).toThrow(/is NaN/);
  expect(() => normalScores([1, 2], [Number.NaN])).toThrow(/is NaN/);
});
