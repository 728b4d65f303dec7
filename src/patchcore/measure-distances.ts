import { createGraph, int64, type OnnxModel } from '../onnx/graph.ts';
import { int32Tensor, openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { type MemoryBank, NO_PICTURE } from './memory-bank.ts';
import { type Neighbours, withoutPicture } from './nearest.ts';
import { addRanked, countTensor, type Ranked, rankedOf } from './ranking.ts';

/** Distances that are computed directly. */
export interface Measure {
  /** The `count` nearest of each patch's candidates; those of the excluded picture come last, out of reach. */
  nearest(
    patches: Float32Array,
    candidates: Ranked,
    count: number,
    excludedPicture: number,
  ): Promise<Neighbours>;
  close(): Promise<void>;
}

/** Opens the direct computation of distances to named entries. */
export async function openMeasure(bank: MemoryBank, options: SessionOptions): Promise<Measure> {
  const { vectors, dimensions } = bank;
  const session = await openSession(measureGraph(dimensions), { ...options, device: 'cpu' });
  const entries = tensor(vectors, vectors.length / dimensions, dimensions);
  return {
    async nearest(patches, candidates, count, excludedPicture) {
      const rows = patches.length / dimensions;
      const found = rankedOf(
        await session.run({
          patches: tensor(patches, rows, dimensions),
          vectors: entries,
          candidates: int32Tensor(candidates.entries, rows, candidates.count),
          count: countTensor(excludedPicture === NO_PICTURE ? count : candidates.count),
        }),
      );
      const neighbours = { count: found.count, distances: found.values, entries: found.entries };
      return excludedPicture === NO_PICTURE
        ? neighbours
        : withoutPicture(neighbours, bank, excludedPicture, count);
    },
    close: () => session.close(),
  };
}

function measureGraph(dimensions: number): OnnxModel {
  const graph = createGraph('measure');
  const patches = graph.input('patches', 'float32', ['patches', dimensions]);
  const vectors = graph.input('vectors', 'float32', ['entries', dimensions]);
  const candidates = graph.input('candidates', 'int32', ['patches', 'candidates']);
  const near = graph.node('Gather', [vectors, candidates], { axis: 0 });
  const difference = graph.node('Sub', [
    graph.node('Unsqueeze', [patches, graph.constant(int64(1), [1])]),
    near,
  ]);
  const squares = graph.node('Mul', [difference, difference]);
  const squared = graph.node('ReduceSum', [squares, graph.constant(int64(2), [1])], { keepdims: 0 }); // ReduceSumSquare is slower
  addRanked(graph, graph.node('Sqrt', [squared]), candidates);
  return graph.toModel();
}
