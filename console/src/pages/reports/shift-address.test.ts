import { expect, test } from 'vitest';
import { shiftAddress } from './shift-address.ts';

test('names of lines are part of an address whatever they hold, and what is not said is left out', () => {
  const time = { from: '2026-01-15T05:00:00.000Z', before: '2026-01-15T13:00:00.000Z' };
  const address = shiftAddress(time, { line: 'L&R 2', lot: '', category: undefined });
  const query = new URL(address, 'http://localhost').searchParams;
  expect(Object.fromEntries(query)).toEqual({ ...time, line: 'L&R 2' });
});
