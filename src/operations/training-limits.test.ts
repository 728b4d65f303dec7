import { expect, test } from 'vitest';
import { checkBankSize, checkPictureCount, copiesNote } from './training-limits.ts';

const picture = (name: string, sha256: string) => ({ name, sha256, width: 1, height: 1 });

test('two different pictures are the least', () => {
  expect(() => checkPictureCount(2, 'good')).not.toThrow();
  expect(() => checkPictureCount(1, 'good')).toThrow(/^Found 1 usable picture in good; at least 2/);
  expect(() => checkPictureCount(0, 'good', 'different usable')).toThrow(
    /^Found 0 different usable pictures/,
  );
});

test('copies are told: one by name, more by their number', () => {
  const pictures = [picture('a', '1'), picture('c', '2')];
  const copies = ['b', 'd'].map(path => ({ path, of: 'a' }));
  expect(copiesNote({ pictures, copies })).toBe(
    '2 of 4 pictures are copies of another one and are left out.',
  );
  expect(copiesNote({ pictures, copies: copies.slice(0, 1) })).toBe(
    '1 of 3 pictures is a copy of another one and is left out: b is a.',
  );
  expect(copiesNote({ pictures, copies: [] })).toBeNull();
});

test('a memory bank that is smaller than a neighbourhood is refused with the numbers', () => {
  const extractor = { grid: { height: 4, width: 4 } };
  const options = { coresetRatio: 0.1, maxBankEntries: 100, neighbors: 9 };
  const check = (pictures: number, changes = {}) =>
    checkBankSize({ ...options, ...changes }, extractor, pictures);
  expect(() => check(5)).toThrow(/would keep 8 of 80 patches; at least 9 are needed/);
  expect(() => check(6)).not.toThrow();
  expect(() => check(100, { neighbors: 101 })).toThrow(/--max-bank-entries 100 .* keep 100 of 1600 patches/);
});
