import { expect, test } from 'vitest';
import { below, between, normal, pick, randomFor } from './random.ts';

const draws = (count: number, ...labels: (string | number)[]) => {
  const random = randomFor(...labels);
  return Array.from({ length: count }, random);
};

test('the same labels give the same numbers', () => {
  expect(draws(50, 'washer', 7, 3)).toEqual(draws(50, 'washer', 7, 3));
});

test('a neighbouring seed, index or purpose gives unrelated numbers', () => {
  const reference = draws(2000, 'washer', 7, 3);
  for (const labels of [
    ['washer', 8, 3],
    ['washer', 7, 4],
    ['board', 7, 3],
  ]) {
    const other = draws(2000, ...labels);
    const product = reference.reduce((sum, value, index) => sum + (value - 0.5) * (other[index]! - 0.5), 0);
    // The correlation of 2000 independent pairs stays within 4.5 deviations of 0.
    expect(Math.abs(product / 2000 / (1 / 12))).toBeLessThan(0.1);
  }
});

test('numbers stay in their range and fill it', () => {
  const random = randomFor('ranges');
  const numbers = Array.from({ length: 4000 }, () => between(random, -2, 3));
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(-2);
  expect(Math.max(...numbers)).toBeLessThan(3);
  expect(Math.max(...numbers) - Math.min(...numbers)).toBeGreaterThan(4.9);
  expect(new Set(Array.from({ length: 200 }, () => below(random, 5)))).toEqual(new Set([0, 1, 2, 3, 4]));
  expect(new Set(Array.from({ length: 100 }, () => pick(random, ['a', 'b'])))).toEqual(new Set(['a', 'b']));
});

test('normal numbers have mean 0 and deviation 1', () => {
  const random = randomFor('normal');
  const numbers = Array.from({ length: 20_000 }, () => normal(random));
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length;
  expect(mean).toBeCloseTo(0, 1);
  expect(Math.sqrt(variance)).toBeCloseTo(1, 1);
});
