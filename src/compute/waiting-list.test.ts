import { expect, test } from 'vitest';
import { openWaitingList } from './waiting-list.ts';

function listOf(...keys: readonly (string | null)[]) {
  const list = openWaitingList<{ key: string | null; at: number }>();
  for (const [at, key] of keys.entries()) list.add({ key, at });
  return list;
}

test('gives items in the order they came to a process that is warm for none', () => {
  const list = listOf('a', null, 'b');
  expect([1, 2, 3].map(() => list.take(new Set(['c']))?.at)).toEqual([0, 1, 2]);
  expect(list.take(new Set())).toBeUndefined();
});

test('prefers what a process is warm for', () => {
  const list = listOf('a', null, 'b', 'b');
  expect([1, 2, 3, 4].map(() => list.take(new Set(['b']))?.at)).toEqual([2, 3, 0, 1]);
});

test('passes the first item over four times at most', () => {
  const list = listOf('cold', ...Array.from({ length: 10 }, () => 'warm'));
  const taken = Array.from({ length: 11 }, () => list.take(new Set(['warm']))!.at);
  expect(taken.indexOf(0)).toBe(4);
  expect(taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 11 }, (_, at) => at));
});

test('gives up an item that leaves, and says whether it was there', () => {
  const list = listOf('a', 'b');
  const first = list.first()!;
  expect([list.remove(first), list.remove(first), list.size]).toEqual([true, false, 1]);
  list.addFirst(first);
  expect(list.first()).toBe(first);
});
