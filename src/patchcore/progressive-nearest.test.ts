import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ON_CPU, runGraph } from '../../test/fixtures/graphs.ts';
import { tensor } from '../onnx/session.ts';
import { addBank, type MemoryBank } from './memory-bank.ts';
import { rotateBank } from './principal-axes.ts';
import { addFullNearest, addProgressiveNearest, type SearchPlan } from './progressive-nearest.ts';
import { createRandom } from './random.ts';

interface Found {
  readonly distances: Float32Array;
  readonly entries: readonly number[];
}

async function search(
  queries: Float32Array,
  bank: MemoryBank,
  plan: SearchPlan,
  excluded = -1,
): Promise<Found> {
  const rank = Math.max(1, ...plan.map(round => round.rank));
  const rotated = await rotateBank(bank, rank, ON_CPU);
  const inputs = {
    queries: tensor(queries, queries.length / bank.dimensions, bank.dimensions),
    excluded: { type: 'int32', shape: [], data: Int32Array.of(excluded) },
  } as const;
  const outputs = await runGraph(inputs, (graph, values) => {
    const inGraph = addBank(graph, bank, values.excluded!);
    const found =
      plan.length === 0
        ? addFullNearest(graph, values.queries!, inGraph)
        : addProgressiveNearest(graph, values.queries!, inGraph, rotated, plan);
    graph.output(found.distances, 'distances', 'float32', ['queries']);
    graph.output(found.entries, 'entries', 'int64', ['queries']);
  });
  return {
    distances: outputs.distances!.data as Float32Array,
    entries: Array.from(outputs.entries!.data as BigInt64Array, Number),
  };
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

const PLANS: readonly SearchPlan[] = [
  [{ rank: 8, checked: 4 }],
  [{ rank: 2, checked: 1 }],
  [
    { rank: 4, checked: 2 },
    { rank: 16, checked: 6 },
  ],
];

describe.each(
  PLANS.map(plan => ({ name: plan.map(round => `${round.rank}/${round.checked}`).join(', then '), plan })),
)('with the rounds $name', ({ plan }) => {
  test.each([
    ['near the bank', 0.05],
    ['far from it', 3],
  ])('patches %s have the distances of the full product', async (_, noise) => {
    const bank = bankOf(points(5000, 32, 1, 0.05), 32);
    const queries = points(60, 32, 2, noise);
    const [full, progressive] = [await search(queries, bank, []), await search(queries, bank, plan)];
    expect(progressive.entries).toEqual(full.entries);
    expect(
      Math.max(...full.distances.map((distance, i) => Math.abs(distance - progressive.distances[i]!))),
    ).toBeLessThan(1e-4);
  });

  test('an excluded picture takes no part', async () => {
    const bank = bankOf(points(200, 32, 1, 0.5), 32);
    const own = bank.vectors.slice(0, 32);
    const { entries, distances } = await search(own, bank, plan, 0);
    expect(entries[0]! % 4).not.toBe(0);
    expect(distances[0]).toBeGreaterThan(0.1);
  });
});

test('a patch that is in the bank is its own nearest entry, at distance 0', async () => {
  const bank = bankOf(points(300, 32, 3, 0.5), 32);
  const { distances, entries } = await search(bank.vectors.slice(), bank, PLANS[0]!);
  expect(entries).toEqual([...entries.keys()]);
  expect(Math.max(...distances)).toBe(0);
});

test('equal entries, ties and tiny banks give the distances of the full product', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 5, max: 40 }),
      fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 16 * 45, maxLength: 16 * 45 }),
      async (entries, values) => {
        const all = Float32Array.from(values);
        const bank = bankOf(all.slice(0, 16 * entries), 16);
        const queries = all.slice(16 * 40);
        const [full, progressive] = [
          await search(queries, bank, []),
          await search(queries, bank, [{ rank: 8, checked: 3 }]),
        ];
        for (const [i, distance] of full.distances.entries())
          expect(progressive.distances[i]).toBeCloseTo(distance, 4);
      },
    ),
    { numRuns: 15 },
  );
});

test('most patches of good parts are settled by few axes: the bound is tight, not only valid', async () => {
  const bank = bankOf(points(2000, 32, 1, 0.05), 32);
  const rotated = await rotateBank(bank, 8, ON_CPU);
  const kept = rotated.coordinates.reduce((sum, value) => sum + value * value, 0);
  const all = rotated.squaredNorms.reduce((sum, value) => sum + value, 0);
  expect(kept / all).toBeGreaterThan(0.99);
});
