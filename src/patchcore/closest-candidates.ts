import { createGraph, int64, type OnnxModel } from '../onnx/graph.ts';
import { int32Tensor, openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import type { BoundKeys } from './bound-keys.ts';
import type { Pairs } from './distance-bounds.ts';
import type { MemoryBank } from './memory-bank.ts';

/** Patches whose candidates are looked at more closely. */
export interface CandidateQuery {
  /** `[patches, dimensions]` */
  readonly patches: Float32Array;
  /** Along all axes, `[patches, axes + 2]`. */
  readonly queries: Float32Array;
  /** Entries whose bound is not below this are not wanted, `[patches]`. */
  readonly limits: Float32Array;
  readonly pairs: Pairs;
}

/** Candidates that bounds along all axes leave in question, and their true squared distances. */
export interface MeasuredPairs extends Pairs {
  readonly squared: Float32Array;
}

/** Bounds candidates along all axes and measures what these leave in question. */
export interface ClosestCandidates {
  closest(query: CandidateQuery): AsyncIterable<MeasuredPairs>;
  close(): Promise<void>;
}

/** Numbers that are gathered at once, about: 8 MB, which stay in the cache from one step to the next. */
const GATHERED = 2 ** 20;

/** Opens the closer look at candidates of a bank, by its keys along all axes. */
export async function openClosestCandidates(
  { vectors, dimensions }: MemoryBank,
  { keys, columns }: BoundKeys,
  options: SessionOptions,
): Promise<ClosestCandidates> {
  const session = await openSession(closestGraph(columns, dimensions), { ...options, device: 'cpu' });
  const fixed = {
    keys: tensor(keys, keys.length / columns, columns),
    vectors: tensor(vectors, vectors.length / dimensions, dimensions),
  };
  const atOnce = Math.max(1, Math.floor(GATHERED / columns));
  return {
    async *closest({ patches, queries, limits, pairs }) {
      const rows = limits.length;
      const shared = {
        ...fixed,
        patches: tensor(patches, rows, dimensions),
        queries: tensor(queries, rows, columns),
        limits: tensor(limits, rows),
      };
      for (let from = 0; from < pairs.entries.length; from += atOnce) {
        const patchOf = pairs.patches.subarray(from, from + atOnce);
        const entryOf = pairs.entries.subarray(from, from + atOnce);
        const found = await session.run({
          ...shared,
          patch_of: int32Tensor(patchOf, patchOf.length),
          entry_of: int32Tensor(entryOf, entryOf.length),
        });
        const places = found.places!.data as Int32Array;
        yield {
          patches: places.map(place => patchOf[place]!),
          entries: places.map(place => entryOf[place]!),
          squared: found.squared!.data as Float32Array,
        };
      }
    },
    close: () => session.close(),
  };
}

function closestGraph(columns: number, dimensions: number): OnnxModel {
  const graph = createGraph('closest_candidates');
  const patches = graph.input('patches', 'float32', ['patches', dimensions]);
  const queries = graph.input('queries', 'float32', ['patches', columns]);
  const limits = graph.input('limits', 'float32', ['patches']);
  const patchOf = graph.input('patch_of', 'int32', ['pairs']);
  const entryOf = graph.input('entry_of', 'int32', ['pairs']);
  const keys = graph.input('keys', 'float32', ['keys', columns]);
  const vectors = graph.input('vectors', 'float32', ['entries', dimensions]);
  const axis = (index: number) => graph.constant(int64(index), [1]);
  const rows = (matrix: typeof patches, places: typeof patches) =>
    graph.node('Gather', [matrix, places], { axis: 0 });

  const products = graph.node('Mul', [rows(keys, entryOf), rows(queries, patchOf)]);
  const bounds = graph.node('ReduceSum', [products, axis(1)], { keepdims: 0 });
  const open = graph.node('Less', [bounds, rows(limits, patchOf)]);
  const places = graph.node('Squeeze', [graph.node('NonZero', [open]), axis(0)]);
  graph.output(graph.cast(places, 'int32'), 'places', 'int32', ['open']);
  const difference = graph.node('Sub', [
    rows(patches, rows(patchOf, places)),
    rows(vectors, rows(entryOf, places)),
  ]);
  const squares = graph.node('Mul', [difference, difference]);
  const squared = graph.node('ReduceSum', [squares, axis(1)], { keepdims: 0 }); // ReduceSumSquare is slower
  graph.output(squared, 'squared', 'float32', ['open']);
  return graph.toModel();
}
