import { expect, test } from 'vitest';
import { formatOf } from './format.ts';

const NOON = '2031-03-03T12:00:00Z';

test('times are those of the plant, as the language writes them', () => {
  expect(formatOf('de', 'Asia/Shanghai').time(NOON)).toBe('03.03.2031, 20:00:00');
  expect(formatOf('de', 'UTC').clock(NOON)).toBe('12:00:00');
  expect(formatOf('zh', 'UTC').date(NOON)).toBe('2031年3月3日');
});

test('says how long ago something was in the largest unit that fits', () => {
  const { ago } = formatOf('en', 'UTC');
  const after = (seconds: number) => ago(NOON, Date.parse(NOON) + seconds * 1000);
  expect([after(5), after(125), after(7_300), after(172_800)]).toEqual([
    '5 seconds ago',
    '2 minutes ago',
    '2 hours ago',
    '2 days ago',
  ]);
});

test('shares, sizes and durations have their units', () => {
  const format = formatOf('en', 'UTC');
  expect(format.percent(0.9954)).toBe('99.5%');
  expect(format.score(1.23456)).toBe('1.235');
  expect([format.bytes(9_900), format.bytes(8_500_000), format.bytes(3e9)]).toEqual([
    '9.9 kB',
    '8.5 MB',
    '3 GB',
  ]);
  expect([format.duration(4.26), format.duration(65), format.duration(7_320)]).toEqual([
    '4.3 sec',
    '1 min 5 sec',
    '2 hr 2 min',
  ]);
});
