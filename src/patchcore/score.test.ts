import { describe, expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { beyondTolerance } from '../../test/fixtures/tolerance.ts';
import { goldenSets } from '../../test/golden/read-golden.ts';
import { gatherRows } from './matrix-rows.ts';
import type { MemoryBank } from './memory-bank.ts';
import { openSearch } from './search.ts';

async function imageScore(patches: Float32Array, bank: MemoryBank, neighbors: number, excluded?: number) {
  const search = await openSearch(bank, { patches: patches.length / bank.dimensions, neighbors }, ON_CPU);
  const { score, worstPatch, distances } = await search
    .search(patches, excluded)
    .finally(() => search.close());
  return { score, worstPatch, star: distances[worstPatch]! };
}

describe.each(goldenSets())('with the $name golden arrays', golden => {
  test('the worst patch, its distance, the weight and the score equal the reference', async () => {
    const points = golden.read('coreset.points');
    const dimensions = points.shape[1]!;
    const chosen = Array.from(golden.read('coreset.chosen').data, Number);
    const vectors = gatherRows(Float32Array.from(points.data), dimensions, chosen);
    const bank = { vectors, dimensions, provenance: new Int32Array(3 * chosen.length) };
    const patches = Float32Array.from(golden.read('nearest.queries').data).subarray(0, 100 * dimensions);
    const { score, worstPatch, star } = await imageScore(patches, bank, 9);
    const { tolerance } = golden.notes.stages.score!;
    const found = { star, weight: score / star, score };
    for (const [name, value] of Object.entries(found))
      expect(beyondTolerance([value], golden.read(`score.${name}`).data, tolerance), name).toBeNull();
    expect(worstPatch).toBe(Number(golden.read('score.worst_patch').data[0]));
  });
});

const bank: MemoryBank = {
  vectors: Float32Array.of(0, 0, 3, 4),
  dimensions: 2,
  provenance: Int32Array.of(0, 0, 0, 1, 0, 0),
};

test('a match with one neighbour at 5 weighs 1 - e^1 / (e^1 + e^d)', async () => {
  const { score, worstPatch } = await imageScore(Float32Array.of(0, 0, -1, 0), bank, 2);
  const other = Math.hypot(4, 4); // from the patch (-1, 0) to the entry (3, 4)
  expect(worstPatch).toBe(1);
  expect(score).toBeCloseTo(1 - Math.E / (Math.E + Math.exp(other)), 6);
});

test('distances whose exponentials overflow float32 still give a number', async () => {
  const { score } = await imageScore(Float32Array.of(-3000, 0), bank, 2);
  const share = 1 / (1 + Math.exp(Math.hypot(3003, 4) - 3000));
  expect(score / 3000).toBeCloseTo(1 - share, 3);
});

test('more neighbours than the bank has are as many as it has', async () => {
  const patches = Float32Array.of(0, 0, -1, 0);
  expect(await imageScore(patches, bank, 9)).toEqual(await imageScore(patches, bank, 2));
});

test('with one neighbour, or one entry in the bank, the score is the distance itself', async () => {
  const patches = Float32Array.of(0, 0, -1, 0);
  expect((await imageScore(patches, bank, 1)).score).toBe(1);
  const single = { ...bank, vectors: Float32Array.of(0, 0), provenance: new Int32Array(3) };
  expect((await imageScore(patches, single, 9)).score).toBe(1);
});

test('entries of an excluded picture are no neighbours either', async () => {
  const { score, star } = await imageScore(Float32Array.of(0, 0), bank, 9, 0);
  expect([score, star]).toEqual([5, 5]);
});
