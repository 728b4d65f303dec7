import { describe, expect, test } from 'vitest';
import { historyOf, readFilter, searchOf, stretchOf, withRange } from './monitor-filter.ts';

const read = (search: string) => readFilter(new URLSearchParams(search));
const NOW = Date.parse('2026-01-15T12:00:00.000Z');

describe('the filter of the monitor', () => {
  test('is the last day by the hour unless the address says otherwise', () => {
    expect(read('')).toEqual({ range: '24h', bucket: 'hour' });
    expect(read('range=30d&line=L2&bucket=shift')).toEqual({ range: '30d', bucket: 'shift', line: 'L2' });
    expect(read('range=ever&bucket=minute&from=yesterday&line=')).toEqual({ range: '24h', bucket: 'hour' });
  });

  test('comes back from its own address', () => {
    for (const search of [
      '',
      'range=7d',
      'line=L+2&range=30d&bucket=shift',
      'from=2026-01-01T06%3A00&range=own',
    ])
      expect(searchOf(read(search)).toString()).toBe(search);
  });

  test('forgets the days of one range in another', () => {
    const own = read('range=own&from=2026-01-01T06:00&before=2026-01-02T06:00&line=L1');
    expect(withRange(own, '7d')).toEqual({ range: '7d', bucket: 'shift', line: 'L1' });
  });

  test('reaches back from now, or over a shift of the plant', () => {
    const at = (search: string) => stretchOf(read(search), NOW, 'Europe/Berlin', ['06:00', '14:00', '22:00']);
    expect(at('')).toEqual({ from: '2026-01-14T12:00:00.000Z' });
    expect(at('range=last_shift')).toEqual({
      from: '2026-01-14T21:00:00.000Z',
      before: '2026-01-15T05:00:00.000Z',
    });
    expect(at('range=own&from=2026-01-01T06:00')).toEqual({ from: '2026-01-01T05:00:00.000Z' });
  });

  test('leads to the same parts in the history', () => {
    const there = historyOf(read('category=cap&line=L1&range=7d'), { decision: 'FAIL' });
    expect(there).toBe('/history?category=cap&line=L1&decision=FAIL');
  });
});
