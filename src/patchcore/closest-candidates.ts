import { createGraph, int64 } from '../onnx/graph.ts';
import { openSession, type SessionOptions, type Tensor, tensor } from '../onnx/session.ts';
import { boundKeys } from './bound-keys.ts';
import { type MemoryBank, NO_PICTURE } from './memory-bank.ts';
import { joinNeighbours, type Neighbours, whileUnreachable, withoutPicture } from './nearest.ts';
import type { RotatedBank } from './principal-axes.ts';
import { addRanked, countTensor, type Ranked, rankedOf } from './ranking.ts';

/** Patches whose candidates are looked at more closely. */
export interface CandidateQuery {
  /** `[patches, dimensions]` */
  readonly patches: Float32Array;
  /** Along all axes of the rotated bank, `[patches, axes + 2]`; see `TurnedPatches`. */
  readonly queries: Float32Array;
  readonly candidates: Ranked;
  /** Candidates of each patch whose true distances are computed. */
  readonly measured: number;
  /** Neighbours wanted. */
  readonly count: number;
  readonly excludedPicture: number;
}

/** The nearest candidates by true distance. */
export interface CandidateAnswer {
  readonly found: Neighbours;
  /** The smallest bound of each patch's candidates that were not measured, less its squared norm; `[patches]`. */
  readonly unmeasured: Float32Array;
}

/** Ranks candidates by bounds along all axes and measures the best of them. */
export interface ClosestCandidates {
  closest(query: CandidateQuery): Promise<CandidateAnswer>;
  /** Runs work while the named entries rank last. */
  without<T>(entries: readonly number[], work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Numbers that are gathered at once, at most: 8 MB, which stay in the cache from one step to the next. */
const GATHERED = 2 ** 21;

/** Opens the closer look at candidates of a bank. */
export async function openClosestCandidates(
  bank: MemoryBank,
  rotated: RotatedBank,
  options: SessionOptions,
): Promise<ClosestCandidates> {
  const { vectors, dimensions } = bank;
  const entries = vectors.length / dimensions;
  const columns = rotated.rank + 2;
  const keys = boundKeys(rotated);
  const session = await openSession(closestGraph(columns, dimensions), { ...options, device: 'cpu' });
  const fixed = { keys: tensor(keys, entries, columns), vectors: tensor(vectors, entries, dimensions) };

  const closestOf = async (
    { patches, queries, candidates, measured, count, excludedPicture }: CandidateQuery,
    from: number,
    to: number,
  ): Promise<CandidateAnswer> => {
    const rows = to - from;
    const all = measured === candidates.count;
    const named = candidates.entries.subarray(from * candidates.count, to * candidates.count);
    const outputs = await session.run({
      ...fixed,
      patches: tensor(patches.subarray(from * dimensions, to * dimensions), rows, dimensions),
      queries: tensor(queries.subarray(from * columns, to * columns), rows, columns, 1),
      candidates: { type: 'int32', data: named, shape: [rows, candidates.count] } satisfies Tensor,
      ranked: countTensor(all ? measured : measured + 1),
      measured: countTensor(measured),
      count: countTensor(excludedPicture === NO_PICTURE ? count : measured),
    });
    const ranked = rankedOf(outputs);
    const nearest = { count: ranked.count, distances: ranked.values, entries: ranked.entries };
    return {
      found: excludedPicture === NO_PICTURE ? nearest : withoutPicture(nearest, bank, excludedPicture, count),
      unmeasured: all
        ? new Float32Array(rows).fill(Number.POSITIVE_INFINITY)
        : (outputs.unmeasured!.data as Float32Array),
    };
  };

  return {
    async closest(query) {
      const rows = query.patches.length / dimensions;
      const gathered = query.candidates.count * columns + query.measured * dimensions;
      const atOnce = Math.max(1, Math.floor(GATHERED / gathered));
      const parts: Neighbours[] = [];
      const unmeasured = new Float32Array(rows);
      for (let from = 0; from < rows; from += atOnce) {
        const answer = await closestOf(query, from, Math.min(from + atOnce, rows));
        parts.push(answer.found);
        unmeasured.set(answer.unmeasured, from);
      }
      return { found: joinNeighbours(parts), unmeasured };
    },
    without: (excluded, work) =>
      whileUnreachable({ norms: keys, stride: columns, offset: columns - 1 }, excluded, work),
    close: () => session.close(),
  };
}

function closestGraph(columns: number, dimensions: number): Uint8Array {
  const graph = createGraph('closest_candidates');
  const patches = graph.input('patches', 'float32', ['patches', dimensions]);
  const queries = graph.input('queries', 'float32', ['patches', columns, 1]);
  const candidates = graph.input('candidates', 'int32', ['patches', 'candidates']);
  const keys = graph.input('keys', 'float32', ['entries', columns]);
  const vectors = graph.input('vectors', 'float32', ['entries', dimensions]);
  const ranked = graph.input('ranked', 'int64', [1]);
  const measured = graph.input('measured', 'int64', [1]);
  const axis = (index: number) => graph.constant(int64(index), [1]);

  const nearKeys = graph.node('Gather', [keys, candidates], { axis: 0 });
  const bounds = graph.node('Squeeze', [graph.node('MatMul', [nearKeys, queries]), axis(2)]);
  const [values, places] = graph.nodes('TopK', [bounds, ranked], 2, { largest: 0, axis: 1 });
  const last = graph.node('Slice', [values!, axis(-1), axis(Number.MAX_SAFE_INTEGER), axis(1)]);
  graph.output(graph.node('Squeeze', [last, axis(1)]), 'unmeasured', 'float32', ['patches']);
  const best = graph.node('Slice', [places!, axis(0), measured, axis(1)]);
  const chosen = graph.node('GatherElements', [candidates, best], { axis: 1 });
  const near = graph.node('Gather', [vectors, chosen], { axis: 0 });
  const difference = graph.node('Sub', [graph.node('Unsqueeze', [patches, axis(1)]), near]);
  const squares = graph.node('Mul', [difference, difference]);
  const squared = graph.node('ReduceSum', [squares, axis(2)], { keepdims: 0 }); // ReduceSumSquare is slower
  addRanked(graph, graph.node('Sqrt', [squared]), chosen);
  return graph.toModel();
}
