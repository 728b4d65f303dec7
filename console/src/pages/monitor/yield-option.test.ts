import { expect, test } from 'vitest';
import { bucketName } from './bucket-name.ts';
import { lowestYield } from './yield-option.ts';

const at = (first: number | null, final: number | null = null) => ({
  ...{ pass: 0, review: 0, fail: 0 },
  first_pass_yield: first,
  final_yield: final,
});

test('the axis of yields begins at a round figure below the lowest', () => {
  expect(lowestYield([])).toBe(0.95);
  expect(lowestYield([at(0.97), at(null), at(0.991, 0.999)])).toBe(0.95);
  expect(lowestYield([at(0.951), at(0.8)])).toBe(0.75);
  expect(lowestYield([at(0)])).toBe(0);
});

test('stretches are named by the clock of the plant', () => {
  const night = '2026-01-15T21:00:00.000Z';
  expect(bucketName(night, 'hour', 'en', 'Europe/Berlin')).toBe('Thu 22:00');
  expect(bucketName(night, 'day', 'en', 'Asia/Tokyo')).toBe('Jan 16');
  expect(bucketName(night, 'shift', 'de', 'Europe/Berlin')).toMatch(/15\. Do.*22:00|Do.*15.*22:00/);
});
