import { expect, test } from 'vitest';
import { normalDistribution, normalQuantile } from './normal.ts';

// Abramowitz and Stegun, Handbook of Mathematical Functions, table 26.1.
test.each([
  [0, 0.5],
  [0.5, 0.691462461274],
  [1, 0.841344746069],
  [2, 0.977249868052],
  [3, 0.998650101968],
  [4, 0.999968328758],
])('the distribution function at %f is the published one', (x, probability) => {
  expect(normalDistribution(x)).toBeCloseTo(probability, 12);
  expect(normalDistribution(-x)).toBeCloseTo(1 - probability, 12);
});

test('the quantile is the inverse of the distribution function', () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
  expect(normalQuantile(0.5)).toBeCloseTo(0, 12);
  for (const p of [0.001, 0.2, 0.7, 0.9987]) expect(normalDistribution(normalQuantile(p))).toBeCloseTo(p, 14);
});

test('far out it is 0 and 1', () => {
  expect([normalDistribution(-40), normalDistribution(40)]).toEqual([0, 1]);
});
