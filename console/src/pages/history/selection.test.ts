import { expect, test } from 'vitest';
import { NOTHING_SELECTED, type Selection, toggle, toggleAll, toggleRange } from './selection.ts';

const ORDER = ['a', 'b', 'c', 'd', 'e'];
const chosen = ({ ids }: Selection) => [...ids].sort().join('');

test('a row is chosen and left out again', () => {
  const one = toggle(NOTHING_SELECTED, 'b');
  expect(chosen(one)).toBe('b');
  expect(chosen(toggle(one, 'b'))).toBe('');
});

test('a range goes from the row that was chosen last, up or down', () => {
  expect(chosen(toggleRange(toggle(NOTHING_SELECTED, 'b'), 'd', ORDER))).toBe('bcd');
  expect(chosen(toggleRange(toggle(NOTHING_SELECTED, 'd'), 'b', ORDER))).toBe('bcd');
});

test('a range leaves out after a row was left out', () => {
  const all = toggleAll(NOTHING_SELECTED, ORDER);
  expect(chosen(toggleRange(toggle(all, 'b'), 'd', ORDER))).toBe('ae');
});

test('a range without a beginning, or with one that is not shown any more, is one row', () => {
  expect(chosen(toggleRange(NOTHING_SELECTED, 'c', ORDER))).toBe('c');
  expect(chosen(toggleRange(toggle(NOTHING_SELECTED, 'x'), 'c', ORDER))).toBe('cx');
});

test('all rows are chosen, and none when all were', () => {
  const all = toggleAll(toggle(NOTHING_SELECTED, 'c'), ORDER);
  expect(chosen(all)).toBe('abcde');
  expect(chosen(toggleAll(all, ORDER))).toBe('');
});

test('nothing of what was given is changed', () => {
  const before = toggle(NOTHING_SELECTED, 'a');
  toggleRange(before, 'e', ORDER);
  toggleAll(before, ORDER);
  expect(chosen(before)).toBe('a');
});
