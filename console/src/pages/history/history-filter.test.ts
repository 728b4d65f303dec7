import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type HistoryFilter,
  pathOfInspection,
  readFilter,
  withMember,
  writeFilter,
} from './history-filter.ts';

const read = (address: string) => readFilter(new URLSearchParams(address));

test('every filter is read from the address', () => {
  expect(
    read(
      'category=cap&decision=FAIL&reviewed=false&serial=S-1&lot=L+7&line=2&station=press&operator=Ay%C5%9Fe' +
        '&model_version=v3&from=2026-01-02T03:04:05.000Z&before=2026-02-01T00:00:00.000Z&score_min=1.5&score_max=2',
    ),
  ).toEqual({
    category: 'cap',
    decision: 'FAIL',
    reviewed: false,
    serial: 'S-1',
    lot: 'L 7',
    line: '2',
    station: 'press',
    operator: 'Ayşe',
    model_version: 'v3',
    from: '2026-01-02T03:04:05.000Z',
    before: '2026-02-01T00:00:00.000Z',
    score_min: 1.5,
    score_max: 2,
  });
});

test.each([
  ['decision=MAYBE'],
  ['reviewed=perhaps'],
  ['from=yesterday'],
  ['score_min=high'],
  ['score_max='],
  ['serial=%20%20'],
  ['picture_sha256=abc'],
  ['unknown=1'],
])('what cannot be (%s) is left out', address => {
  expect(read(address)).toEqual({});
});

test('a written filter is read as it was', () => {
  const text = fc.string({ minLength: 1, maxLength: 40 }).filter(each => each.trim() === each && each !== '');
  const time = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') });
  const filter = fc.record(
    {
      category: text,
      decision: fc.constantFrom('PASS' as const, 'REVIEW' as const, 'FAIL' as const),
      reviewed: fc.boolean(),
      serial: text,
      from: time.map(each => each.toISOString()),
      score_min: fc.double({ noNaN: true, noDefaultInfinity: true }).filter(each => !Object.is(each, -0)),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(filter, given => {
      const address = writeFilter(given as HistoryFilter).toString();
      expect(readFilter(new URLSearchParams(address))).toEqual(given);
    }),
  );
});

test('a number may be typed with a comma', () => {
  expect(withMember({ lot: 'A' }, 'score_min', '1,25')).toEqual({ lot: 'A', score_min: 1.25 });
});

test('emptying a field takes its filter out', () => {
  expect(withMember({ lot: 'A', serial: 'S' }, 'serial', '')).toEqual({ lot: 'A' });
});

test('the path of an inspection carries the filter of its list', () => {
  expect(pathOfInspection('7', { lot: 'A b' })).toBe('/history/7?lot=A+b');
  expect(pathOfInspection('7', {})).toBe('/history/7');
});
