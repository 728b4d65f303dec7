import { createGraph, float, type OnnxModel } from '../onnx/graph.ts';
import { openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { openMeasure } from './measure-distances.ts';
import { bankEntries, entriesOf, type MemoryBank, NO_PICTURE } from './memory-bank.ts';
import { inChunks, type NearestSearch, whileUnreachable } from './nearest.ts';
import { addRanked, countTensor, mergeRanked, type Ranked, rankedOf } from './ranking.ts';

/** Entries and patches of one product: 100 MB of results, which are looked through while they are warm. */
const SEGMENT = 32_768;
const CHUNK = 784;
/** Entries beyond those wanted that are measured directly, as rounding may order near ones wrongly. */
const SPARE = 3;

/**
 * Opens the exact search by one full product: |b|^2 - 2qb orders entries as |q - b|^2 does; the distances of the first
 * few are then computed directly, free of cancellation. The processor reads the bank where it lies; another device
 * keeps a copy.
 */
export async function openFullNearest(bank: MemoryBank, options: SessionOptions): Promise<NearestSearch> {
  const { vectors, dimensions } = bank;
  const entries = bankEntries(bank);
  const stored = options.device === 'cpu' ? null : vectors;
  const segment = stored ? entries : SEGMENT;
  const order = await openSession(orderGraph(dimensions, stored), options);
  const measure = await openMeasure(bank, options);
  let norms: Float32Array | undefined; // a progressive search that proves everything never asks for them

  const rank = async (patches: Float32Array, squared: Float32Array, count: number) => {
    let ranked: Ranked | null = null;
    for (let from = 0; from < entries; from += segment) {
      const to = Math.min(from + segment, entries);
      const found = await order.run({
        patches: tensor(patches, patches.length / dimensions, dimensions),
        norms: tensor(squared.subarray(from, to), to - from),
        count: countTensor(Math.min(count, to - from)),
        ...(!stored && {
          vectors: tensor(vectors.subarray(from * dimensions, to * dimensions), to - from, dimensions),
        }),
      });
      ranked = mergeRanked(ranked, rankedOf(found), from, count);
    }
    return ranked!;
  };

  return {
    async nearest(patches, count, excludedPicture = NO_PICTURE) {
      norms ??= squaredNorms(bank);
      const squared = norms;
      const excluded = entriesOf(bank, excludedPicture);
      const wanted = Math.min(count, entries);
      return whileUnreachable(norms, excluded, () =>
        inChunks(patches, CHUNK * dimensions, async chunk => {
          const candidates = await rank(chunk, squared, Math.min(count + SPARE, entries));
          return measure.nearest(chunk, candidates, wanted, excludedPicture);
        }),
      );
    },
    async close() {
      await order.close();
      await measure.close();
    },
  };
}

function orderGraph(dimensions: number, stored: Float32Array | null): OnnxModel {
  const graph = createGraph('order');
  const patches = graph.input('patches', 'float32', ['patches', dimensions]);
  const vectors = stored
    ? graph.constant(stored, [stored.length / dimensions, dimensions])
    : graph.input('vectors', 'float32', ['entries', dimensions]);
  const norms = graph.input('norms', 'float32', ['entries']);
  addRanked(graph, graph.node('Gemm', [patches, vectors, norms], { transB: 1, alpha: float(-2) }));
  return graph.toModel();
}

function squaredNorms({ vectors, dimensions }: MemoryBank): Float32Array {
  return Float32Array.from({ length: vectors.length / dimensions }, (_, entry) => {
    let sum = 0;
    for (let i = entry * dimensions; i < (entry + 1) * dimensions; i++) sum += vectors[i]! * vectors[i]!;
    return sum;
  });
}
