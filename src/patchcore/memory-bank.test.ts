import { describe, expect, test } from 'vitest';
import { runGraph } from '../../test/fixtures/graphs.ts';
import { beyondTolerance, numberIn } from '../../test/fixtures/tolerance.ts';
import { goldenSets } from '../../test/golden/read-golden.ts';
import { tensor } from '../onnx/session.ts';
import { gatherRows } from './coreset-kernels.ts';
import { addBank, addNearest, bankEntries, type MemoryBank, UNREACHABLE } from './memory-bank.ts';

async function nearest(queries: Float32Array, bank: MemoryBank, k: number, excludedPicture = -1) {
  const inputs = {
    queries: tensor(queries, queries.length / bank.dimensions, bank.dimensions),
    excluded: { type: 'int32', shape: [], data: Int32Array.of(excludedPicture) },
  } as const;
  const outputs = await runGraph(inputs, (graph, values) => {
    const found = addNearest(graph, values.queries!, addBank(graph, bank, values.excluded!), k);
    graph.output(found.distances, 'distances', 'float32', ['queries', 'k']);
    graph.output(found.entries, 'entries', 'int64', ['queries', 'k']);
  });
  return {
    distances: outputs.distances!.data as Float32Array,
    entries: Array.from(outputs.entries!.data as BigInt64Array, Number),
  };
}

describe.each(goldenSets())('with the $name golden arrays', golden => {
  const points = golden.read('coreset.points');
  const dimensions = points.shape[1]!;
  const chosen = Int32Array.from(golden.read('coreset.chosen').data);
  const bank: MemoryBank = {
    vectors: gatherRows(Float32Array.from(points.data), dimensions, chosen),
    dimensions,
    provenance: new Int32Array(3 * chosen.length),
  };

  test("the nearest entries and their distances are the reference's", async () => {
    const queries = Float32Array.from(golden.read('nearest.queries').data);
    const expected = golden.read('nearest.distances');
    const indices = golden.read('nearest.indices').data;
    const { tolerance } = golden.notes.stages.nearest!;
    const k = expected.shape[1]!;
    const found = await nearest(queries, bank, k);
    expect(beyondTolerance(found.distances, expected.data, tolerance)).toBeNull();
    const near = numberIn(tolerance.indices);
    const tied = (i: number, j: number) =>
      Math.floor(i / k) === Math.floor(j / k) && Math.abs(expected.data[i]! - expected.data[j]!) < near;
    const wrong = found.entries.filter(
      (entry, i) => entry !== indices[i] && !tied(i, i + 1) && !tied(i, i - 1),
    );
    expect(wrong).toEqual([]);
  });
});

const line: MemoryBank = {
  vectors: Float32Array.of(0, 0, 1, 0, 5, 0, 9, 0),
  dimensions: 2,
  provenance: Int32Array.of(0, 0, 0, 0, 0, 1, 1, 0, 0, 2, 0, 0),
};

test('an excluded picture takes no part while other entries are left', async () => {
  const query = Float32Array.of(0.25, 0);
  expect(await nearest(query, line, 1)).toEqual({ distances: Float32Array.of(0.25), entries: [0] });
  expect(await nearest(query, line, 1, 0)).toEqual({ distances: Float32Array.of(4.75), entries: [2] });
  const all = await nearest(query, line, 4, 0);
  expect(all.entries.slice(0, 2)).toEqual([2, 3]);
  expect(all.distances[2]).toBeGreaterThanOrEqual(UNREACHABLE / 2);
});

test('no more neighbours than entries are named', async () => {
  expect(bankEntries(line)).toBe(4);
  expect((await nearest(Float32Array.of(0, 0), line, 9)).entries).toEqual([0, 1, 2, 3]);
});

test('a patch that is in the bank is at distance 0, however far from the origin', async () => {
  const bank = { ...line, vectors: line.vectors.map(value => value + 10_000) };
  const found = await nearest(bank.vectors, bank, 2);
  expect(Array.from(found.distances).filter((_, i) => i % 2 === 0)).toEqual([0, 0, 0, 0]);
  expect(found.entries.filter((_, i) => i % 2 === 0)).toEqual([0, 1, 2, 3]);
});
