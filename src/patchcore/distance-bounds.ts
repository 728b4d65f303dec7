import { createGraph, float, type Graph, int64, type Value } from '../onnx/graph.ts';
import { openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { whileUnreachable } from './nearest.ts';
import { leadingCoordinates, type RotatedBank } from './principal-axes.ts';
import { addRanked, countTensor, joinRanked, mergeRanked, type Ranked, rankedOf } from './ranking.ts';

/**
 * Lower bounds of squared distances between patches and a rotated bank, each less the patch's own squared norm.
 *
 * A bound of rank r is one product of a query `[-2 q_1 .. -2 q_r, -2 |q_rest|, 1]` and a key
 * `[b_1 .. b_r, |b_rest|, |b|^2]`.
 */
export interface Bounds {
  /** @returns squared norms of the centred patches, and their queries by rank `[patches, rank + 2]` */
  turn(patches: Float32Array): Promise<{ norms: Float32Array; queries: ReadonlyMap<number, Float32Array> }>;
  /** The entries with the smallest bounds of one rank. */
  smallest(queries: Float32Array, rank: number, count: number): Promise<Ranked>;
  /** Ranks candidates again by bounds along all axes. */
  refine(queries: ReadonlyMap<number, Float32Array>, candidates: Ranked): Promise<Ranked>;
  /** Runs work while no bound finds the named entries. */
  without<T>(entries: readonly number[], work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The most entries and patches of one product: 50 MB of bounds, looked through while they are warm. */
const SEGMENT = 32_768;
const CHUNK = 392;

/** Opens the bounds of some ranks, and of the rank of the rotated bank. */
export async function openBounds(
  rotated: RotatedBank,
  ranks: readonly number[],
  options: SessionOptions,
): Promise<Bounds> {
  const all = [...new Set([...ranks, rotated.rank])];
  const entries = rotated.squaredNorms.length;
  const keys = new Map(all.map(rank => [rank, keysOf(rotated, rank)]));
  const turning = await openSession(turnGraph(rotated, all), options);
  const bounding = await openSession(boundGraph(), options);
  const refining = await openSession(refineGraph(rotated.rank + 2), options);

  const without: Bounds['without'] = async (excluded, work) => {
    let guarded = work;
    for (const [rank, norms] of keys) {
      const inner = guarded;
      guarded = () => whileUnreachable({ norms, stride: rank + 2, offset: rank + 1 }, excluded, inner);
    }
    return guarded();
  };

  const smallestOf = async (queries: Float32Array, rank: number, count: number): Promise<Ranked> => {
    const columns = rank + 2;
    const key = keys.get(rank)!;
    let ranked: Ranked | null = null;
    const segment = Math.ceil(entries / Math.ceil(entries / SEGMENT));
    for (let from = 0; from < entries; from += segment) {
      const to = Math.min(from + segment, entries);
      const found = await bounding.run({
        queries: tensor(queries, queries.length / columns, columns),
        keys: tensor(key.subarray(from * columns, to * columns), to - from, columns),
        count: countTensor(Math.min(count, to - from)),
      });
      ranked = mergeRanked(ranked, rankedOf(found), from, count);
    }
    return ranked!;
  };

  return {
    without,
    async turn(patches) {
      const dimensions = rotated.centre.length;
      const outputs = await turning.run({
        patches: tensor(patches, patches.length / dimensions, dimensions),
      });
      return {
        norms: outputs.norms!.data as Float32Array,
        queries: new Map(all.map(rank => [rank, outputs[queriesName(rank)]!.data as Float32Array])),
      };
    },
    async smallest(queries, rank, count) {
      const columns = rank + 2;
      const chunks: Ranked[] = [];
      for (let from = 0; from < queries.length; from += CHUNK * columns)
        chunks.push(await smallestOf(queries.subarray(from, from + CHUNK * columns), rank, count));
      return joinRanked(chunks);
    },
    async refine(queries, candidates) {
      const columns = rotated.rank + 2;
      const query = queries.get(rotated.rank)!;
      const patches = query.length / columns;
      const found = await refining.run({
        queries: tensor(query, patches, columns, 1),
        keys: tensor(keys.get(rotated.rank)!, entries, columns),
        candidates: { type: 'int32', data: candidates.entries, shape: [patches, candidates.count] },
        count: countTensor(candidates.count),
      });
      return rankedOf(found);
    },
    async close() {
      await turning.close();
      await bounding.close();
      await refining.close();
    },
  };
}

function queriesName(rank: number): string {
  return `queries_${rank}`;
}

function turnGraph({ centre, basis, rank }: RotatedBank, ranks: readonly number[]): Uint8Array {
  const graph = createGraph('turn_patches');
  const dimensions = centre.length;
  const patches = graph.input('patches', 'float32', ['patches', dimensions]);
  const centred = graph.node('Sub', [patches, graph.constant(centre, [1, dimensions])]);
  const coordinates = graph.node('MatMul', [centred, graph.constant(basis, [dimensions, rank])]);
  const norms = addSquaredNorms(graph, centred);
  graph.output(graph.node('Squeeze', [norms, axis(graph, 1)]), 'norms', 'float32', ['patches']);
  for (const some of ranks) {
    const queries = addQueries(graph, coordinates, norms, some);
    graph.output(queries, queriesName(some), 'float32', ['patches', some + 2]);
  }
  return graph.toModel();
}

function addQueries(graph: Graph, coordinates: Value, norms: Value, rank: number): Value {
  const leading = graph.node('Slice', [coordinates, axis(graph, 0), axis(graph, rank), axis(graph, 1)]);
  const squaredRest = graph.node('Sub', [norms, addSquaredNorms(graph, leading)]);
  const rest = graph.node('Sqrt', [graph.node('Relu', [squaredRest])]);
  const minusTwo = graph.constant(Float32Array.of(-2), []);
  const doubled = graph.node('Mul', [graph.node('Concat', [leading, rest], { axis: 1 }), minusTwo]);
  const pads = graph.constant(int64(0, 0, 0, 1), [4]);
  return graph.node('Pad', [doubled, pads, graph.constant(Float32Array.of(1), [])]);
}

function boundGraph(): Uint8Array {
  const graph = createGraph('bounds');
  const queries = graph.input('queries', 'float32', ['patches', 'columns']);
  const keys = graph.input('keys', 'float32', ['entries', 'columns']);
  addRanked(graph, graph.node('Gemm', [queries, keys], { transB: 1, alpha: float(1) }));
  return graph.toModel();
}

function refineGraph(columns: number): Uint8Array {
  const graph = createGraph('refine');
  const queries = graph.input('queries', 'float32', ['patches', columns, 1]);
  const keys = graph.input('keys', 'float32', ['entries', columns]);
  const candidates = graph.input('candidates', 'int32', ['patches', 'candidates']);
  const near = graph.node('Gather', [keys, candidates], { axis: 0 });
  const bounds = graph.node('Squeeze', [graph.node('MatMul', [near, queries]), axis(graph, 2)]);
  addRanked(graph, bounds, candidates);
  return graph.toModel();
}

/** The entries' leading coordinates, the norm of the rest, and the squared norm, `[entries, rank + 2]`. */
function keysOf(rotated: RotatedBank, rank: number): Float32Array {
  const leading = leadingCoordinates(rotated, rank);
  const entries = rotated.squaredNorms.length;
  const columns = rank + 2;
  const keys = new Float32Array(entries * columns);
  for (let entry = 0; entry < entries; entry++) {
    const squaredNorm = rotated.squaredNorms[entry]!;
    let kept = 0;
    for (let i = entry * rank; i < (entry + 1) * rank; i++) kept += leading[i]! * leading[i]!;
    keys.set(leading.subarray(entry * rank, (entry + 1) * rank), entry * columns);
    keys[entry * columns + rank] = Math.sqrt(Math.max(0, squaredNorm - kept));
    keys[entry * columns + rank + 1] = squaredNorm;
  }
  return keys;
}

function addSquaredNorms(graph: Graph, rows: Value): Value {
  return graph.node('ReduceSumSquare', [rows, axis(graph, 1)], { keepdims: 1 });
}

function axis(graph: Graph, index: number): Value {
  return graph.constant(int64(index), [1]);
}
