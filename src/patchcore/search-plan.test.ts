import { describe, expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { openFullNearest } from './full-nearest.ts';
import type { MemoryBank } from './memory-bank.ts';
import { patchesAmongEntries, quickPlan, searchPlans } from './search-plan.ts';

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
  ])('have bounds in groups, and of all entries along more and more axes: %i x %i', (entries, size) => {
    const [first, ...others] = searchPlans(bankOf(entries, size), CPU);
    expect(first!.grouped).toBe(true);
    expect(others.some(({ grouped }) => grouped)).toBe(false);
    const ranks = others.map(({ rank }) => rank);
    expect(ranks.length).toBeGreaterThan(1);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    for (const { rank, axes } of others) {
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
  expect(quickPlan(bank, 20 * 784, CPU)).toEqual({ rank: 64, grouped: true, axes: 128 });
});

describe('patches to measure with', () => {
  test.each([
    [1000, 0.75125],
    [12, 1 - (1 - 20 / 48) / 4],
    [5, 1],
  ])(
    '%i in number lie between the entries of one picture and the nearest of the others',
    async (count, share) => {
      const bank = bankOf(20, 2);
      const search = await openFullNearest(bank, ON_CPU);
      const { patches, picture } = await patchesAmongEntries(bank, search, count);
      expect(picture).toBe(1);
      const own = [0, 1, 5, 9, 10, 13, 15, 17];
      const entries = Float32Array.from(
        { length: 2 * count },
        (_, i) => own[Math.floor(i / 2) % own.length]!,
      );
      const of = async (some: Float32Array) => (await search.nearest(some, 1, picture)).distances;
      const before = await of(entries);
      for (const [patch, distance] of (await of(patches)).entries())
        expect(distance).toBeCloseTo(share * before[patch]!, 5);
      await search.close();
    },
  );
});
