import { expect, test } from 'vitest';
import { countOf, formatDuration, formatInterval, formatScore, formatShare } from './number-format.ts';

test.each([
  [0, '0 %'],
  [1, '100 %'],
  [0.168, '16.8 %'],
  [0.02, '2 %'],
  [0.9996, '99.96 %'],
  [0.0003, '0.03 %'],
  [0.9999999, '100 %'],
  [null, 'n/a'],
])('a share of %s reads %s', (share, text) => {
  expect(formatShare(share)).toBe(text);
});

test('an interval has one unit for both ends', () => {
  expect(formatInterval([0, 0.16843])).toBe('0–16.8 %');
  expect(formatInterval([0.924, 0.9996])).toBe('92.4–99.96 %');
});

test('scores keep four significant digits, however large or small', () => {
  expect([2.04, 12345.6, 0.000123456, -1].map(formatScore)).toEqual(['2.04', '12350', '0.0001235', '-1']);
});

test.each([
  [3.12, '3.1 ms'],
  [45.2, '45 ms'],
  [6100, '6.1 s'],
  [754_000, '12 min 34 s'],
  [119_800, '2 min 0 s'],
  [null, 'n/a'],
])('%s milliseconds read %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test('one is singular, none and many are plural', () => {
  expect([0, 1, 2].map(count => countOf(count, 'part'))).toEqual(['0 parts', '1 part', '2 parts']);
});
