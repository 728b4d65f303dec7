import { expect, test } from 'vitest';
import { besideIn, besideQuery, type Place } from './neighbours.ts';

const at = (id: string, ms: number): Place => ({ id, created_at: new Date(ms).toISOString() });
const NEWEST_FIRST = [at('f', 9), at('e', 7), at('d', 5), at('c', 5), at('b', 5), at('a', 1)];

/** What a list answers to such a query. */
function listed({ from, before, order }: Partial<ReturnType<typeof besideQuery>>): readonly Place[] {
  const all = NEWEST_FIRST.filter(
    ({ created_at }) => (from ?? '') <= created_at && created_at < (before ?? '9'),
  );
  return order === 'oldest' ? all.toReversed() : all;
}

const beside = (place: Place, side: 'newer' | 'older', filter = {}) =>
  besideIn(listed(besideQuery(place, side, filter)), place, side);

test('the inspections beside one are found, also within one millisecond', () => {
  expect(NEWEST_FIRST.map(place => beside(place, 'older'))).toEqual(['e', 'd', 'c', 'b', 'a', null]);
  expect(NEWEST_FIRST.map(place => beside(place, 'newer'))).toEqual([null, 'f', 'e', 'd', 'c', 'b']);
});

test('the filter of the list is kept to', () => {
  const filter = { from: new Date(5).toISOString(), before: new Date(8).toISOString() };
  expect(beside(at('e', 7), 'newer', filter)).toBeNull();
  expect(beside(at('b', 5), 'older', filter)).toBeNull();
  expect(besideQuery(at('e', 7), 'older', { lot: 'A' })).toMatchObject({ lot: 'A', order: 'newest' });
});

test('an inspection that is no more in its list still has neighbours', () => {
  expect(beside(at('x', 6), 'older')).toBe('d');
  expect(beside(at('x', 6), 'newer')).toBe('e');
});
