import { expect, test } from 'vitest';
import { newId } from './id.ts';

test('identifiers are UUIDs of version 7, all different, and sort by time', () => {
  const times = [0, 1, 1_000, Date.UTC(2025, 2, 1), Date.UTC(2025, 2, 1) + 1, 2 ** 48 - 1];
  const ids = times.map(newId);
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const together = Array.from({ length: 4_000 }, () => newId(7));
  expect([...together].sort()).toEqual(together);
  expect(new Set(Array.from({ length: 1_000 }, () => newId(5))).size).toBe(1_000);
});
