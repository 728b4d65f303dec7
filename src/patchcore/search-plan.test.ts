import { describe, expect, test } from 'vitest';
import type { MemoryBank } from './memory-bank.ts';
import { entriesOfOnePicture, patchesAmongEntries, quickPlan, searchPlans } from './search-plan.ts';

function bankOf(entries: number, dimensions: number): MemoryBank {
  const provenance = new Int32Array(3 * entries);
  for (let entry = 0; entry < entries; entry++) provenance[3 * entry] = entry % 5 === 0 ? 1 : entry % 4;
  const vectors = Float32Array.from({ length: entries * dimensions }, (_, i) => Math.floor(i / dimensions));
  return { vectors, dimensions, provenance };
}

const CPU = { device: 'cpu' } as const;

describe('the plans worth measuring', () => {
  test.each([
    [16_384, 384],
    [16_384, 1536],
    [4096, 256],
  ])('have bounds of more and more axes: %i x %i', (entries, size) => {
    const plans = searchPlans(bankOf(entries, size), CPU);
    const ranks = plans.map(({ rank }) => rank);
    expect(ranks.length).toBeGreaterThan(1);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    for (const { rank, axes } of plans) {
      expect(rank).toBeLessThan(axes);
      expect(axes).toBeLessThanOrEqual(size / 2);
    }
  });

  test('are none for a small bank, for few dimensions and on another device', () => {
    expect(searchPlans(bankOf(100, 384), CPU)).toEqual([]);
    expect(searchPlans(bankOf(20_000, 32), CPU)).toEqual([]);
    expect(searchPlans(bankOf(16_384, 384), { device: 'cuda' })).toEqual([]);
    expect(quickPlan(bankOf(100, 384), 784_000, CPU)).toBeNull();
  });
});

test('a bank is turned only for so many patches that it pays: not for one picture, but for twenty', () => {
  const bank = bankOf(4704, 1536);
  expect(quickPlan(bank, 784, CPU)).toBeNull();
  expect(quickPlan(bank, 20 * 784, CPU)).toEqual({ rank: 48, axes: 96 });
});

test('patches to measure with lie between the entries of one picture and those of the others, where few were chosen', () => {
  const bank = bankOf(20, 2);
  const { entries, picture } = entriesOfOnePicture(bank, 12);
  expect(picture).toBe(1);
  expect([...entries].filter((_, i) => i % 2 === 0)).toEqual([0, 1, 5, 9, 10, 13, 15, 17, 0, 1, 5, 9]);
  const nearest = { count: 1, distances: new Float32Array(12), entries: new Int32Array(12).fill(3) };
  const starts = (perPicture: number) =>
    [...patchesAmongEntries(bank, entries, nearest, perPicture)].slice(0, 6);
  expect(starts(1e12)).toEqual([0.75, 0.75, 1.5, 1.5, 4.5, 4.5]);
  expect(starts(10)).toEqual([0.375, 0.375, 1.25, 1.25, 4.75, 4.75]);
  expect(starts(5)).toEqual([0, 0, 1, 1, 5, 5]);
});
