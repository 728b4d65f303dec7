import { expect, test } from 'vitest';
import { formatTable, percent } from './table.ts';

test('columns are as wide as their widest cell, numbers end together, lines have no trailing spaces', () => {
  const rows = [
    { name: 'washer', count: 5 },
    { name: 'cap', count: 1200 },
  ];
  const table = formatTable(
    [
      { title: 'n', value: row => String(row.count), align: 'right' },
      { title: 'category', value: row => row.name },
    ],
    rows,
  );
  expect(table.split('\n')).toEqual(['   n  category', '----  --------', '   5  washer', '1200  cap']);
});

test('a table without rows is its head', () => {
  expect(formatTable([{ title: 'category', value: String }], [])).toBe('category\n--------');
});

test('a share is shown in percent, an unknown one as a dash', () => {
  expect([percent(0.98765), percent(0.98765, 2), percent(0), percent(null)]).toEqual([
    '98.8 %',
    '98.77 %',
    '0.0 %',
    '-',
  ]);
});
