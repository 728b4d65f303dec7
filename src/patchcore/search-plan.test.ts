import { describe, expect, test } from 'vitest';
import type { MemoryBank } from './memory-bank.ts';
import { quickPlan, searchPlans, typicalPatches } from './search-plan.ts';

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
  ])('begin with the full product and go on with rounds of more and more axes: %i x %i', (entries, size) => {
    const [first, ...others] = searchPlans(bankOf(entries, size), CPU);
    expect(first).toEqual([]);
    expect(others.length).toBeGreaterThan(0);
    for (const plan of others) {
      const ranks = plan.map(({ rank }) => rank);
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      expect(ranks.at(-1)).toBeLessThanOrEqual(size / 2);
    }
  });

  test('are the full product alone for a small bank, for few dimensions and on another device', () => {
    expect(searchPlans(bankOf(100, 384), CPU)).toEqual([[]]);
    expect(searchPlans(bankOf(20_000, 64), CPU)).toEqual([[]]);
    expect(searchPlans(bankOf(16_384, 384), { device: 'cuda' })).toEqual([[]]);
    expect(quickPlan(bankOf(100, 384), CPU)).toEqual([]);
  });
});

test('typical patches are the entries of the picture that has most, repeated', () => {
  const { patches, picture } = typicalPatches(bankOf(20, 2), 12);
  expect(picture).toBe(1);
  expect([...patches].filter((_, i) => i % 2 === 0)).toEqual([0, 1, 5, 9, 10, 13, 15, 17, 0, 1, 5, 9]);
});
