import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { beyondTolerance, numberIn } from '../../test/fixtures/tolerance.ts';
import { goldenSets } from '../../test/golden/read-golden.ts';
import { openFullNearest } from './full-nearest.ts';
import { gatherRows } from './matrix-rows.ts';
import { type MemoryBank, UNREACHABLE } from './memory-bank.ts';
import type { NearestSearch, Neighbours } from './nearest.ts';
import { rotateBank } from './principal-axes.ts';
import { openProgressiveNearest } from './progressive-nearest.ts';
import { createRandom } from './random.ts';

/** Opens a search of a bank; axes are as many as the bank's dimensions allow. */
type Open = (bank: MemoryBank) => Promise<NearestSearch>;

function progressive(rank: number, axes: number, grouped = false): Open {
  return async bank => {
    const within = (wanted: number) => Math.min(wanted, bank.dimensions);
    const rotated = await rotateBank(bank, within(axes), ON_CPU);
    return openProgressiveNearest(bank, rotated, { rank: within(rank), grouped }, ON_CPU);
  };
}

const IMPLEMENTATIONS: readonly { readonly name: string; readonly open: Open }[] = [
  { name: 'the full product', open: bank => openFullNearest(bank, ON_CPU) },
  { name: 'bounds of 8 axes', open: progressive(8, 8) },
  { name: 'bounds of 2 axes, ranked again by 8', open: progressive(2, 8) },
  { name: 'bounds of 4 axes, ranked again by 16', open: progressive(4, 16) },
  { name: 'bounds of 8 axes in groups', open: progressive(8, 8, true) },
  { name: 'bounds of 2 axes in groups, ranked again by 8', open: progressive(2, 8, true) },
  { name: 'bounds of 4 axes in groups, ranked again by 16', open: progressive(4, 16, true) },
];

const opened: NearestSearch[] = [];
afterAll(() => Promise.all(opened.map(search => search.close())));

async function find(open: Open, bank: MemoryBank, patches: Float32Array, count: number, excluded?: number) {
  const search = await open(bank);
  opened.push(search);
  return search.nearest(patches, count, excluded);
}

/** Points near a low-dimensional subspace, as patch features are, plus `noise` in all directions. */
function points(count: number, dimensions: number, seed: number, noise: number): Float32Array {
  const random = createRandom(seed);
  const axes = createRandom(99);
  const mixing = Float32Array.from({ length: 6 * dimensions }, () => axes.normal());
  const rows = Array.from({ length: count }, () => {
    const latent = Array.from({ length: 6 }, () => random.normal());
    return Array.from({ length: dimensions }, (_, column) =>
      latent.reduce(
        (sum, value, i) => sum + value * mixing[i * dimensions + column]!,
        5 + noise * random.normal(),
      ),
    );
  });
  return Float32Array.from(rows.flat());
}

function bankOf(vectors: Float32Array, dimensions: number): MemoryBank {
  const entries = vectors.length / dimensions;
  const provenance = Int32Array.from({ length: 3 * entries }, (_, i) => (i % 3 === 0 ? (i / 3) % 4 : 0));
  return { vectors, dimensions, provenance };
}

/** The definition, in float64. */
function byDefinition({ vectors, dimensions }: MemoryBank, patches: Float32Array, count: number): Neighbours {
  const rows = Array.from({ length: patches.length / dimensions }, (_, patch) =>
    Array.from({ length: vectors.length / dimensions }, (_, entry) => ({
      entry,
      distance: Math.hypot(
        ...patches
          .subarray(patch * dimensions, (patch + 1) * dimensions)
          .map((value, i) => value - vectors[entry * dimensions + i]!),
      ),
    }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, count),
  ).flat();
  return {
    count,
    distances: Float32Array.from(rows, row => row.distance),
    entries: Int32Array.from(rows, row => row.entry),
  };
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

const line: MemoryBank = {
  vectors: Float32Array.of(0, 0, 1, 0, 5, 0, 9, 0),
  dimensions: 2,
  provenance: Int32Array.of(0, 0, 0, 0, 0, 1, 1, 0, 0, 2, 0, 0),
};

describe.each(IMPLEMENTATIONS)('with $name', ({ open }) => {
  describe.each(goldenSets())('and the $name golden arrays', golden => {
    test("the nearest entries and their distances are the reference's", async () => {
      const { data, shape } = golden.read('coreset.points');
      const chosen = golden.read('coreset.chosen').data;
      const vectors = gatherRows(Float32Array.from(data), shape[1]!, Array.from(chosen, Number));
      const bank = { vectors, dimensions: shape[1]!, provenance: new Int32Array(3 * chosen.length) };
      const queries = Float32Array.from(golden.read('nearest.queries').data);
      const expected = golden.read('nearest.distances');
      const indices = golden.read('nearest.indices').data;
      const { tolerance } = golden.notes.stages.nearest!;
      const k = expected.shape[1]!;
      const found = await find(open, bank, queries, k);
      expect(beyondTolerance(found.distances, expected.data, tolerance)).toBeNull();
      const near = numberIn(tolerance.indices);
      const tied = (i: number, j: number) =>
        Math.floor(i / k) === Math.floor(j / k) && Math.abs(expected.data[i]! - expected.data[j]!) < near;
      const wrong = [...found.entries.entries()].filter(
        ([i, entry]) => entry !== Number(indices[i]) && !tied(i, i + 1) && !tied(i, i - 1),
      );
      expect(wrong).toEqual([]);
    });
  });

  test.each([
    ['near the bank', 0.05],
    ['far from it', 3],
  ])('patches %s have the neighbours of the definition', async (_, noise) => {
    const bank = bankOf(points(2000, 32, 1, 0.05), 32);
    const patches = points(40, 32, 2, noise);
    const [expected, found] = [byDefinition(bank, patches, 3), await find(open, bank, patches, 3)];
    expect(found.count).toBe(3);
    expect(largestDifference(found.distances, expected.distances)).toBeLessThan(1e-4);
    const nearest = (neighbours: Neighbours) => neighbours.entries.filter((_, i) => i % 3 === 0);
    expect(nearest(found)).toEqual(nearest(expected));
  });

  test('of many patches those near a large bank, those far from it and those among equal entries are found', async () => {
    const vectors = points(40_000, 8, 1, 0.2);
    vectors.copyWithin(8 * 33_000, 0, 8 * 300);
    const bank = bankOf(vectors, 8);
    const kinds = [points(150, 8, 2, 0.2), points(150, 8, 3, 20), vectors.slice(0, 8 * 100)];
    const patches = Float32Array.from(kinds.flatMap(kind => [...kind]));
    for (const [count, excluded] of [
      [1, undefined],
      [3, 2],
    ] as const) {
      const reference = await find(bank => openFullNearest(bank, ON_CPU), bank, patches, count, excluded);
      const { distances, entries } = await find(open, bank, patches, count, excluded);
      expect(largestDifference(distances, reference.distances)).toBeLessThan(1e-4);
      const excludedOnes = [...entries].filter(entry => bank.provenance[3 * entry] === excluded);
      expect(excludedOnes).toEqual([]);
    }
  });

  test('an excluded picture takes no part while other entries are left', async () => {
    const query = Float32Array.of(0.25, 0);
    expect(await find(open, line, query, 1)).toMatchObject({
      distances: Float32Array.of(0.25),
      entries: Int32Array.of(0),
    });
    const without = await find(open, line, query, 1, 0);
    expect(without).toMatchObject({ distances: Float32Array.of(4.75), entries: Int32Array.of(2) });
    const all = await find(open, line, query, 4, 0);
    expect([...all.entries.subarray(0, 2)]).toEqual([2, 3]);
    expect(all.distances[2]).toBeGreaterThanOrEqual(UNREACHABLE / 2);
  });

  test.each([1, 2])(
    'an excluded picture whose entries lie together takes no part: %i wanted',
    async count => {
      const vectors = points(2000, 8, 1, 0.2);
      const entries = vectors.length / 8;
      for (let i = 0; i < vectors.length; i++) vectors[i]! += 20 * Math.floor(i / 8 / 500);
      const provenance = Int32Array.from({ length: 3 * entries }, (_, i) => Math.floor(i / 3 / 500));
      const bank = { vectors, dimensions: 8, provenance };
      const patches = vectors.slice(8 * 400, 8 * 600);
      const found = await find(open, bank, patches, count, 0);
      const left = { ...bank, vectors: vectors.slice(8 * 500) };
      expect(largestDifference(found.distances, byDefinition(left, patches, count).distances)).toBeLessThan(
        1e-3,
      );
      expect(Math.min(...found.entries)).toBeGreaterThanOrEqual(500);
    },
  );

  test('a search without a picture leaves no trace in the next one', async () => {
    const bank = bankOf(points(200, 32, 1, 0.5), 32);
    const own = bank.vectors.slice(0, 32);
    const search = await open(bank);
    opened.push(search);
    const held = await search.nearest(own, 1, 0);
    expect(held.entries[0]! % 4).not.toBe(0);
    expect(held.distances[0]).toBeGreaterThan(0.1);
    expect(await search.nearest(own, 1)).toMatchObject({
      distances: Float32Array.of(0),
      entries: Int32Array.of(0),
    });
  });

  test('no more neighbours than entries are named', async () => {
    expect([...(await find(open, line, Float32Array.of(0, 0), 9)).entries]).toEqual([0, 1, 2, 3]);
  });

  test('a patch that is in the bank is its own nearest entry at distance 0, also far from the origin', async () => {
    const near = bankOf(points(300, 32, 3, 0.5), 32);
    const far = { ...near, vectors: near.vectors.map(value => Math.fround(value + 100)) };
    for (const bank of [near, far]) {
      const { distances, entries } = await find(open, bank, bank.vectors.slice(), 1);
      expect([...entries]).toEqual([...entries.keys()]);
      expect(Math.max(...distances)).toBe(0);
    }
  });

  test('more patches than are searched at once come back in their order', async () => {
    const bank = bankOf(points(50, 8, 1, 0.5), 8);
    const patches = points(2500, 8, 2, 0.5);
    const { distances } = await find(open, bank, patches, 1);
    expect(largestDifference(distances, byDefinition(bank, patches, 1).distances)).toBeLessThan(1e-4);
  });

  test('equal entries, ties and tiny banks give the distances of the definition', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 16 * 45, maxLength: 16 * 45 }),
        async (entries, count, values) => {
          const all = Float32Array.from(values);
          const bank = bankOf(all.slice(0, 16 * entries), 16);
          const patches = all.slice(16 * 40);
          const found = await find(open, bank, patches, count);
          const expected = byDefinition(bank, patches, Math.min(count, entries));
          expect(largestDifference(found.distances, expected.distances)).toBeLessThan(1e-4);
        },
      ),
      { numRuns: 10 },
    );
  });
});

describe.each([false, true])('what is known of neighbours (in groups: %s)', grouped => {
  const bank = bankOf(points(3000, 16, 1, 0.3), 16);
  const patches = Float32Array.from([...points(20, 16, 2, 0.3), ...points(20, 16, 3, 5)]);
  const excluded = 2;

  test.each([
    [
      'nothing',
      (_: Neighbours): Partial<Neighbours> => ({ distances: new Float32Array(120).fill(UNREACHABLE) }),
    ],
    ['the nearest', (exact: Neighbours): Partial<Neighbours> => exact],
  ])('%s, is completed', async (_, known) => {
    const rotated = await rotateBank(bank, 8, ON_CPU);
    const search = await openProgressiveNearest(bank, rotated, { rank: 4, grouped }, ON_CPU);
    opened.push(search);
    const exact = await search.nearest(patches, 3, excluded);
    expect(await search.confirm(patches, { ...exact, ...known(exact) }, excluded)).toEqual(exact);
  });

  test('farther ones, is mended', async () => {
    const rotated = await rotateBank(bank, 8, ON_CPU);
    const search = await openProgressiveNearest(bank, rotated, { rank: 4, grouped }, ON_CPU);
    opened.push(search);
    const exact = await search.nearest(patches, 1, excluded);
    const more = await search.nearest(patches, 5, excluded);
    const isFifth = (_: number, place: number) => place % 5 === 4;
    const known = {
      count: 1,
      distances: more.distances.filter(isFifth),
      entries: more.entries.filter(isFifth),
    };
    expect(await search.confirm(patches, known, excluded)).toEqual(exact);
  });
});
