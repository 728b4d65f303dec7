import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Index, MetricKind, ScalarKind } from 'usearch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import {
  type ApproximateIndex,
  buildIndex,
  loadIndex,
  openPlaces,
  serializeGraph,
} from './approximate-index.ts';
import { openApproximateNearest } from './approximate-nearest.ts';
import { openFullNearest } from './full-nearest.ts';
import { gatherRows } from './matrix-rows.ts';
import type { MemoryBank } from './memory-bank.ts';
import type { NearestSearch } from './nearest.ts';
import { createRandom } from './random.ts';
import { measureRecall } from './recall.ts';

const DIMENSIONS = 96;

/** Points near a subspace of 12 axes, as patch features are. */
function points(count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const axes = createRandom(99);
  const mixing = Float32Array.from({ length: 12 * DIMENSIONS }, () => axes.normal());
  const vectors = new Float32Array(count * DIMENSIONS);
  for (let row = 0; row < count; row++) {
    const latent = Array.from({ length: 12 }, () => random.normal());
    for (let column = 0; column < DIMENSIONS; column++)
      vectors[row * DIMENSIONS + column] = latent.reduce(
        (sum, value, i) => sum + value * mixing[i * DIMENSIONS + column]!,
        3 + 0.1 * random.normal(),
      );
  }
  return vectors;
}

/** Entries that came from four pictures in turn. */
function bankOf(vectors: Float32Array): MemoryBank {
  const provenance = new Int32Array((3 * vectors.length) / DIMENSIONS);
  for (let entry = 0; entry < provenance.length / 3; entry++) provenance[3 * entry] = entry % 4;
  return { vectors, dimensions: DIMENSIONS, provenance };
}

const bank = bankOf(points(6000, 1));
let index: ApproximateIndex;
let approximate: NearestSearch;
let exact: NearestSearch;

beforeAll(async () => {
  index = await buildIndex(bank, ON_CPU);
  approximate = await openApproximateNearest(bank, index, ON_CPU);
  exact = await openFullNearest(bank, ON_CPU);
});

afterAll(async () => {
  await approximate.close();
  await exact.close();
});

test('nearly every patch finds its nearest entry, and the recall says how many', async () => {
  const { recall, patches } = await measureRecall(approximate, exact, [
    { picture: -1, patches: points(300, 2) },
    { picture: 1, patches: points(200, 3) },
  ]);
  expect(patches).toBe(500);
  expect(recall).toBeGreaterThan(0.97);
});

test('a recall below one is counted as such', async () => {
  const blind: NearestSearch = await openFullNearest(
    bankOf(bank.vectors.subarray(0, 3000 * DIMENSIONS)),
    ON_CPU,
  );
  const { recall } = await measureRecall(blind, exact, [{ picture: -1, patches: points(300, 2) }]);
  await blind.close();
  expect(recall).toBeGreaterThan(0.3);
  expect(recall).toBeLessThan(0.7);
});

test('as many threads as wanted may search, with the same result', async () => {
  const patches = points(200, 7);
  for (const threads of [2, 64]) {
    const search = await openApproximateNearest(bank, index, { device: 'cpu', threads });
    expect(await search.nearest(patches, 2)).toEqual(await approximate.nearest(patches, 2));
    await search.close();
  }
});

test("a picture's farthest patch and its distance, which decide the score, are the exact ones", async () => {
  for (let seed = 11; seed < 31; seed++) {
    const patches = points(100, seed).map((value, i) => (i < 8 * DIMENSIONS ? 1.5 * value : value));
    const [found, truth] = [await approximate.nearest(patches, 1), await exact.nearest(patches, 1)];
    expect(Math.max(...found.distances)).toBeCloseTo(Math.max(...truth.distances), 4);
  }
});

test("a picture's farthest patch and its distance are the exact ones, even through a bad index", async () => {
  const half = bank.vectors.map((value, i) => (i < 3000 * DIMENSIONS ? value : 0));
  const bad = await buildIndex({ ...bank, vectors: half }, ON_CPU);
  const search = await openApproximateNearest(bank, bad, ON_CPU);
  for (const seed of [11, 12, 13]) {
    const patches = points(100, seed);
    const [found, truth] = [await search.nearest(patches, 1), await exact.nearest(patches, 1)];
    expect(Math.max(...found.distances)).toBeCloseTo(Math.max(...truth.distances), 5);
  }
  await search.close();
});

test('the distances it gives are true ones', async () => {
  const patches = points(50, 4);
  const { distances, entries } = await approximate.nearest(patches, 3);
  for (const [place, entry] of entries.entries()) {
    const from = Math.floor(place / 3) * DIMENSIONS;
    let sum = 0;
    for (let i = 0; i < DIMENSIONS; i++)
      sum += (patches[from + i]! - bank.vectors[entry * DIMENSIONS + i]!) ** 2;
    expect(distances[place]).toBeCloseTo(Math.sqrt(sum), 3);
  }
});

describe('an excluded picture', () => {
  test('takes no part', async () => {
    const own = gatherRows(bank.vectors, DIMENSIONS, [0, 4, 8, 12, 16]);
    const { distances, entries } = await approximate.nearest(own, 1, 0);
    expect([...entries].filter(entry => entry % 4 === 0)).toEqual([]);
    expect(Math.min(...distances)).toBeGreaterThan(0);
  });

  test('is replaced by the exact search where it holds every candidate', async () => {
    const crowd = points(300, 5).map((value, i) => (i < 200 * DIMENSIONS ? value * 1e-3 : value));
    const provenance = new Int32Array(900);
    for (let entry = 200; entry < 300; entry++) provenance[3 * entry] = 1;
    const crowded = { vectors: crowd, dimensions: DIMENSIONS, provenance };
    const search = await openApproximateNearest(crowded, await buildIndex(crowded, ON_CPU), ON_CPU);
    const full = await openFullNearest(crowded, ON_CPU);
    const patch = crowd.slice(0, DIMENSIONS);
    expect(await search.nearest(patch, 1, 0)).toEqual(await full.nearest(patch, 1, 0));
    await search.close();
    await full.close();
  });
});

/** Stores an index of the bank whose entries have so many links. */
async function storeWithLinks(connectivity: number, path: string): Promise<void> {
  const [metric, quantization] = [MetricKind.L2sq, ScalarKind.F16];
  const graph = new Index({
    ...{ dimensions: index.axes.rank + 1, metric, quantization, connectivity },
    ...{ expansion_add: 200, expansion_search: 24, multi: false },
  });
  const turning = await openPlaces(index.axes, ON_CPU);
  graph.add(
    BigUint64Array.from({ length: 6000 }, (_, i) => BigInt(i)),
    await turning.places(bank.vectors),
    1,
  );
  await turning.close();
  graph.save(path);
}

describe('an index', () => {
  test('has the same bytes for the same bank', async () => {
    const again = await buildIndex(bank, ON_CPU);
    expect(Buffer.from(await serializeGraph(again)).equals(await serializeGraph(index))).toBe(true);
  });

  test('finds the same after it was stored', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'index-test-'));
    try {
      const path = join(folder, 'index');
      await writeFile(path, await serializeGraph(index));
      const search = await openApproximateNearest(bank, await loadIndex(index.axes, path), ON_CPU);
      const patches = points(100, 6);
      expect(await search.nearest(patches, 2)).toEqual(await approximate.nearest(patches, 2));
      await search.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('that was built with 32 links, as they once were, keeps them and finds as much', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'index-test-'));
    try {
      const path = join(folder, 'index');
      await storeWithLinks(32, path);
      const old = await loadIndex(index.axes, path);
      expect(old.graph.connectivity()).toBe(32);
      expect(index.graph.connectivity()).toBe(16);
      const search = await openApproximateNearest(bank, old, ON_CPU);
      const { recall } = await measureRecall(search, exact, [{ picture: -1, patches: points(300, 2) }]);
      expect(recall).toBeGreaterThan(0.97);
      await search.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('stops between two batches when it is cancelled', async () => {
    const controller = new AbortController();
    const building = buildIndex(bankOf(points(20_000, 1)), {
      ...ON_CPU,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(building).rejects.toMatchObject({ code: 'cancelled' });
  });
});

test('a bank smaller than the candidates is searched whole', async () => {
  const tiny = bankOf(points(5, 1));
  const search = await openApproximateNearest(tiny, await buildIndex(tiny, ON_CPU), ON_CPU);
  const full = await openFullNearest(tiny, ON_CPU);
  const patches = points(3, 2);
  expect((await search.nearest(patches, 9)).entries).toEqual((await full.nearest(patches, 9)).entries);
  await search.close();
  await full.close();
});
