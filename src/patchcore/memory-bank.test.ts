import { expect, test } from 'vitest';
import { bankEntries, entriesOf, type MemoryBank, NO_PICTURE, pictureOf } from './memory-bank.ts';

const bank: MemoryBank = {
  vectors: Float32Array.of(0, 0, 1, 0, 5, 0, 9, 0),
  dimensions: 2,
  provenance: Int32Array.of(0, 0, 0, 0, 0, 1, 1, 0, 0, 2, 0, 0),
};

test('a bank has as many entries as vectors', () => {
  expect(bankEntries(bank)).toBe(4);
});

test('every entry knows the training picture it came from, and every picture its entries', () => {
  expect([0, 1, 2, 3].map(entry => pictureOf(bank, entry))).toEqual([0, 0, 1, 2]);
  expect(entriesOf(bank, 0)).toEqual([0, 1]);
  expect(entriesOf(bank, 7)).toEqual([]);
  expect(entriesOf(bank, NO_PICTURE)).toEqual([]);
});
