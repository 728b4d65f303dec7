import { expect, test } from 'vitest';
import { fromPlantTime, parseShifts, shiftAt, toPlantTime } from './plant-time.ts';

const STARTS = ['06:00', '14:00', '22:00'];

test('a local time and its moment belong together, also after the clocks have changed', () => {
  expect(fromPlantTime('2026-01-15T06:00', 'Europe/Berlin')).toBe('2026-01-15T05:00:00.000Z');
  expect(fromPlantTime('2026-07-15T06:00', 'Europe/Berlin')).toBe('2026-07-15T04:00:00.000Z');
  expect(fromPlantTime('2026-03-29T06:00', 'Europe/Berlin')).toBe('2026-03-29T04:00:00.000Z');
  expect(toPlantTime('2026-01-15T05:00:59.999Z', 'Asia/Kolkata')).toBe('2026-01-15T10:30');
  expect(fromPlantTime('soon', 'UTC')).toBeNull();
});

test('a shift is that of the local clock, also over midnight', () => {
  const night = { from: '2026-01-14T21:00:00.000Z', before: '2026-01-15T05:00:00.000Z' };
  expect(shiftAt(Date.parse('2026-01-15T03:00:00Z'), 'Europe/Berlin', STARTS)).toEqual(night);
  const early = shiftAt(Date.parse('2026-01-15T05:00:00Z'), 'Europe/Berlin', STARTS);
  expect(early).toEqual({ from: '2026-01-15T05:00:00.000Z', before: '2026-01-15T13:00:00.000Z' });
  expect(shiftAt(Date.parse('2026-01-15T05:00:00Z'), 'Europe/Berlin', STARTS, 1)).toEqual(night);
});

test('a single shift a day lasts until the next day', () => {
  expect(shiftAt(Date.parse('2026-01-15T05:00:00Z'), 'UTC', ['07:00'])).toEqual({
    from: '2026-01-14T07:00:00.000Z',
    before: '2026-01-15T07:00:00.000Z',
  });
});

test('beginnings of shifts are read as people write them, and nothing else is', () => {
  expect(parseShifts('22:00; 6:00, 14:00')).toEqual(STARTS);
  for (const wrong of ['', 'six', '25:00', '06:10', '06:00,06:00'])
    expect(parseShifts(wrong), wrong).toBeNull();
});
