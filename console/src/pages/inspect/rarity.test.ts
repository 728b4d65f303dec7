import { expect, test } from 'vitest';
import { rarityOf } from './rarity.ts';

test('what many good parts score is usual', () => {
  expect(rarityOf(0.8)).toEqual({ kind: 'usual' });
});

test('what few score is one in so many, to two digits', () => {
  expect(rarityOf(0.25)).toEqual({ kind: 'one_in', count: 4 });
  expect(rarityOf(1 / 25)).toEqual({ kind: 'one_in', count: 25 });
  expect(rarityOf(1 / 210)).toEqual({ kind: 'one_in', count: 210 });
  expect(rarityOf(1 / 1234)).toEqual({ kind: 'one_in', count: 1200 });
});
