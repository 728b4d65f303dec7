import { createGraph, type Graph, int64, type Value } from '../onnx/graph.ts';
import { openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { GROUPS, type KeySegment, keySegments } from './bound-keys.ts';
import { whileUnreachable } from './nearest.ts';
import type { RotatedBank } from './principal-axes.ts';
import { addRanked, countTensor, joinRanked, mergeRanked, type Ranked, rankedOf } from './ranking.ts';

/**
 * Lower bounds of squared distances between patches and a rotated bank, each less the patch's own squared norm.
 *
 * A bound of rank r is one product of a query `[-2 q_1 .. -2 q_r, -2 |q_rest|, 1]` and a key
 * `[b_1 .. b_r, |b_rest|, |b|^2]`.
 */
export interface Bounds {
  turn(patches: Float32Array): Promise<TurnedPatches>;
  /** The entries with the smallest bounds. */
  smallest(leading: Float32Array, count: number): Promise<Ranked>;
  /** Runs work while no bound finds the named entries. */
  without<T>(entries: readonly number[], work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Patches along the axes of a rotated bank. */
export interface TurnedPatches {
  /** Squared norms of the centred patches, `[patches]`. */
  readonly norms: Float32Array;
  /** Queries of the bounds' rank, `[patches, rank + 2]`. */
  readonly leading: Float32Array;
  /** Queries along all axes, `[patches, axes + 2]`. */
  readonly all: Float32Array;
}

/** Bounds of one product, at most: 32 MB, which are looked through while they are in the cache. */
const PRODUCT = 2 ** 23;
/** Patches of one product, at least: for each, the runtime brings the keys into another order first. */
const FEWEST_PATCHES = 512;

/** Opens the bounds of one rank. */
export async function openBounds(
  rotated: RotatedBank,
  rank: number,
  options: SessionOptions,
): Promise<Bounds> {
  const columns = rank + 2;
  const segments = keySegments(rotated, rank);
  const turning = await openSession(turnGraph(rotated, rank), options);
  const bounding = await openSession(boundGraph(), options);

  const smallestOf = async (queries: Float32Array, count: number): Promise<Ranked> => {
    let ranked: Ranked | null = null;
    for (const { from, entries, padded, keys } of segments) {
      const wanted = Math.min(count, entries);
      const found = await bounding.run({
        queries: tensor(queries, queries.length / columns, columns),
        keys: tensor(keys, columns, padded),
        groups: countTensor(Math.min(wanted, padded / GROUPS)),
        count: countTensor(wanted),
      });
      ranked = mergeRanked(ranked, rankedOf(found), from, count);
    }
    return ranked!;
  };

  return {
    without: (excluded, work) =>
      segments.reduce<typeof work>(
        (inner, segment) => () =>
          whileUnreachable(normsOf(segment, columns), within(segment, excluded), inner),
        work,
      )(),
    async turn(patches) {
      const dimensions = rotated.centre.length;
      const { norms, leading, all } = await turning.run({
        patches: tensor(patches, patches.length / dimensions, dimensions),
      });
      return {
        norms: norms!.data as Float32Array,
        leading: leading!.data as Float32Array,
        all: all!.data as Float32Array,
      };
    },
    async smallest(leading, count) {
      const patches = leading.length / columns;
      const most = Math.max(FEWEST_PATCHES, Math.floor(PRODUCT / segments[0]!.padded));
      const atOnce = Math.ceil(patches / Math.ceil(patches / most)) * columns;
      const chunks: Ranked[] = [];
      for (let from = 0; from < leading.length; from += atOnce)
        chunks.push(await smallestOf(leading.subarray(from, from + atOnce), count));
      return joinRanked(chunks);
    },
    async close() {
      await turning.close();
      await bounding.close();
    },
  };
}

function normsOf({ keys, padded }: KeySegment, columns: number) {
  return { norms: keys, stride: 1, offset: (columns - 1) * padded };
}

function within({ from, entries }: KeySegment, named: readonly number[]): readonly number[] {
  return named.map(entry => entry - from).filter(place => place >= 0 && place < entries);
}

function turnGraph(rotated: RotatedBank, rank: number): Uint8Array {
  const graph = createGraph('turn_patches');
  const dimensions = rotated.centre.length;
  const patches = graph.input('patches', 'float32', ['patches', dimensions]);
  const centred = graph.node('Sub', [patches, graph.constant(rotated.centre, [1, dimensions])]);
  const basis = graph.constant(rotated.basis, [dimensions, rotated.rank]);
  const coordinates = graph.node('MatMul', [centred, basis]);
  const norms = addSquaredNorms(graph, centred);
  graph.output(graph.node('Squeeze', [norms, axis(graph, 1)]), 'norms', 'float32', ['patches']);
  const queries = addQueries(graph, coordinates, norms, rank);
  graph.output(queries, 'leading', 'float32', ['patches', rank + 2]);
  const all = addQueries(graph, coordinates, norms, rotated.rank);
  graph.output(all, 'all', 'float32', ['patches', rotated.rank + 2]);
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

/**
 * The smallest bounds of every patch. Entries are looked through in groups: the k smallest lie in the k groups whose
 * smallest is smallest, and a minimum over groups takes a fraction of the time that ranking all entries does.
 */
function boundGraph(): Uint8Array {
  const graph = createGraph('bounds');
  const queries = graph.input('queries', 'float32', ['patches', 'columns']);
  const keys = graph.input('keys', 'float32', ['columns', 'entries']);
  const groups = graph.input('groups', 'int64', [1]);
  const bounds = graph.node('MatMul', [queries, keys]);
  const grouped = graph.node('Reshape', [bounds, graph.constant(int64(0, GROUPS, -1), [3])]);
  const smallest = graph.node('ReduceMin', [grouped, axis(graph, 1)], { keepdims: 0 });
  const [, places] = graph.nodes('TopK', [smallest, groups], 2, { largest: 0, axis: 1, sorted: 0 });
  const all = graph.constant(int64(1, GROUPS, 1), [3]);
  const wide = graph.node('Expand', [graph.node('Unsqueeze', [places!, axis(graph, 1)]), all]);
  const members = graph.node('GatherElements', [grouped, wide], { axis: 2 });
  const width = graph.node('Slice', [graph.node('Shape', [smallest]), axis(graph, 1), axis(graph, 2)]);
  const first = graph.constant(int64(...Array(GROUPS).keys()), [1, GROUPS, 1]);
  const entries = graph.node('Add', [wide, graph.node('Mul', [first, width])]);
  const rows = graph.constant(int64(0, -1), [2]);
  addRanked(
    graph,
    graph.node('Reshape', [members, rows]),
    graph.cast(graph.node('Reshape', [entries, rows]), 'int32'),
  );
  return graph.toModel();
}

function addSquaredNorms(graph: Graph, rows: Value): Value {
  return graph.node('ReduceSumSquare', [rows, axis(graph, 1)], { keepdims: 1 });
}

function axis(graph: Graph, index: number): Value {
  return graph.constant(int64(index), [1]);
}
