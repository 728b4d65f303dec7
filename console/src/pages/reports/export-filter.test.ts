import { expect, test } from 'vitest';
import { exportAddress, exportFilter } from './export-filter.ts';

const fields = { format: 'csv', pictures: false } as const;

test('what is not said restricts nothing', () => {
  expect(exportFilter({ ...fields, lot: '', line: undefined }, 'UTC')).toEqual({});
  expect(exportAddress({}, 'csv')).toBe('/api/v1/inspections.csv');
});

test('times are those of the plant', () => {
  const filter = exportFilter({ ...fields, lot: 'L 7', from: '2026-07-01T06:00' }, 'Europe/Berlin');
  expect(filter).toEqual({ lot: 'L 7', from: '2026-07-01T04:00:00.000Z' });
  expect(exportAddress(filter, 'jsonl')).toBe(
    '/api/v1/inspections.jsonl?lot=L+7&from=2026-07-01T04%3A00%3A00.000Z',
  );
});
