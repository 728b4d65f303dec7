import { describe, expect, test } from 'vitest';
import { runGraph } from '../../test/fixtures/graphs.ts';
import { beyondTolerance } from '../../test/fixtures/tolerance.ts';
import { goldenSets } from '../../test/golden/read-golden.ts';
import { tensor } from '../onnx/session.ts';
import { gatherRows } from './coreset-kernels.ts';
import { addBank, addNearest, type MemoryBank } from './memory-bank.ts';
import { addImageScore } from './score.ts';

async function imageScore(patches: Float32Array, bank: MemoryBank, neighbors: number) {
  const inputs = {
    patches: tensor(patches, patches.length / bank.dimensions, bank.dimensions),
    excluded: { type: 'int32', shape: [], data: Int32Array.of(-1) },
  } as const;
  const outputs = await runGraph(inputs, (graph, values) => {
    const inGraph = addBank(graph, bank, values.excluded!);
    const found = addNearest(graph, values.patches!, inGraph, 1);
    const flat = graph.constant(BigInt64Array.of(-1n), [1]);
    const distances = graph.node('Reshape', [found.distances, flat]);
    const entries = graph.node('Reshape', [found.entries, flat]);
    const { score, worstPatch } = addImageScore(
      graph,
      values.patches!,
      { distances, entries },
      inGraph,
      neighbors,
    );
    graph.output(score, 'score', 'float32', [1]);
    graph.output(worstPatch, 'worst_patch', 'int64', [1]);
    graph.output(distances, 'distances', 'float32', ['patches']);
  });
  const worstPatch = Number((outputs.worst_patch!.data as BigInt64Array)[0]);
  const score = (outputs.score!.data as Float32Array)[0]!;
  return { score, worstPatch, star: (outputs.distances!.data as Float32Array)[worstPatch]! };
}

describe.each(goldenSets())('with the $name golden arrays', golden => {
  test('the worst patch, its distance, the weight and the score equal the reference', async () => {
    const points = golden.read('coreset.points');
    const dimensions = points.shape[1]!;
    const chosen = Int32Array.from(golden.read('coreset.chosen').data);
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
  provenance: new Int32Array(6),
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
