import { expect, test } from 'vitest';
import { localTimes } from './local-time.ts';

test.each([
  ['UTC', '2025-03-01T14:05:09.500Z', '2025-03-01 14:05:09 UTC'],
  ['Europe/Berlin', '2025-03-30T00:59:59Z', '2025-03-30 01:59:59 UTC+1'],
  ['Europe/Berlin', '2025-03-30T01:00:00Z', '2025-03-30 03:00:00 UTC+2'],
  ['America/St_Johns', '2025-01-01T02:00:00Z', '2024-12-31 22:30:00 UTC-3:30'],
  ['+05:30', '2025-01-01T20:00:00Z', '2025-01-02 01:30:00 UTC+5:30'],
])('clocks of %s show %s as %s', (zone, iso, shown) => {
  expect(localTimes(zone)(iso)).toBe(shown);
});
