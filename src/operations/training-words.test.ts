import { expect, test } from 'vitest';
import { estimateNote, inBytes, inTime } from './training-words.ts';

test('the estimate is one line with time, memory and disk', () => {
  const cost = { seconds: 11.7, peakBytes: 0.92e9, diskBytes: 27.4e6 };
  expect(estimateNote(cost, 209, 0)).toBe(
    'Training on 209 pictures will take about 12 s, 920 MB of memory and 28 MB on disk.',
  );
  expect(estimateNote(cost, 209, 2e9)).toMatch(/ and 28 MB on disk, and 2.0 GB more there while it runs\.$/);
});

test('times and sizes have the unit that suits them', () => {
  expect([0.2, 60, 89, 120, 3600].map(inTime)).toEqual(['1 s', '60 s', '89 s', '2 min', '60 min']);
  expect([1, 27.1e6, 949e6, 0.96e9, 2.55e9].map(inBytes)).toEqual([
    '1 MB',
    '28 MB',
    '949 MB',
    '1.0 GB',
    '2.5 GB',
  ]);
});
