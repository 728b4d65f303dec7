import { createGraph, type Graph, int64, type Value } from '../onnx/graph.ts';
import { openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { GROUP, type KeySegment } from './bound-keys.ts';
import { type MemoryBank, UNREACHABLE } from './memory-bank.ts';
import { FAR, whileUnreachable } from './nearest.ts';
import { countTensor } from './ranking.ts';

/**
 * Lower bounds of squared distances between patches and the entries of a rotated bank, each less the patch's own squared
 * norm: one product of queries and keys, see `turned-patches.ts` and `bound-keys.ts`.
 */
export interface Bounds {
  readonly segments: readonly KeySegment[];
  /** Finds the entries of a segment that may be nearer than what is known or found on the way. */
  look(query: BoundQuery, segment: KeySegment): Promise<BoundAnswer>;
  /** Runs work while no bound finds the named entries. */
  without<T>(entries: readonly number[], work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** What is looked for among the entries of a segment. */
export interface BoundQuery {
  /** `[patches, dimensions]` */
  readonly patches: Float32Array;
  /** The same along the axes of the keys, `[patches, axes + 2]`. */
  readonly queries: Float32Array;
  /** Their squared norms, centred, `[patches]`. */
  readonly norms: Float32Array;
  /** Squared distances of which only nearer entries are wanted, `[patches]`. */
  readonly known: Float32Array;
  /** Neighbours wanted. */
  readonly count: number;
  /** Entries that are measured for each patch, at least as many. */
  readonly measured: number;
}

export interface BoundAnswer {
  /** Entries that were measured, `[patches, *]`, and their squared distances; `FAR` for those that are out of reach. */
  readonly entries: Int32Array;
  readonly squared: Float32Array;
  /** Entries whose bound is not below this are no nearer than what is known, `[patches]`; `CROWDED` for some. */
  readonly limits: Float32Array;
  /** All entries whose bounds are below the limits. */
  readonly pairs: Pairs;
}

/** Patches and entries, by their numbers, in the order of the patches. */
export interface Pairs {
  readonly patches: Int32Array;
  readonly entries: Int32Array;
}

/** The limit of a patch that too many entries may be near. */
export const CROWDED = -FAR;
/** Groups of a patch's entries that are looked into, at most, and the most of all there are. */
const MOST_GROUPS = 128;
const MOST_OF_ALL = 0.5;
/** float32 rounding of a bound, relative to the squared norm of the patch. */
const ROUNDING = 4e-6;

/**
 * Opens the bounds of one number of axes.
 *
 * @param layout whether an entry's key is a column or a row
 * @param columns numbers of a key
 */
export async function openBounds(
  { vectors, dimensions }: MemoryBank,
  segments: readonly KeySegment[],
  layout: 'columns' | 'rows',
  columns: number,
  options: SessionOptions,
): Promise<Bounds> {
  const session = await openSession(lookGraph(layout, columns, dimensions), { ...options, device: 'cpu' });
  const bank = tensor(vectors, vectors.length / dimensions, dimensions);
  return {
    segments,
    async look({ patches, queries, norms, known, count, measured }, { from, padded, keys }) {
      const rows = known.length;
      const groups = padded / GROUP;
      const looked = Math.min(measured, groups);
      const most = Math.max(1, Math.min(MOST_GROUPS, Math.floor(groups * MOST_OF_ALL)));
      const found = await session.run({
        patches: tensor(patches, rows, dimensions),
        queries: tensor(queries, rows, columns),
        norms: tensor(norms, rows),
        known: tensor(known, rows),
        keys: layout === 'columns' ? tensor(keys, columns, padded) : tensor(keys, padded, columns),
        vectors: bank,
        first: countTensor(from),
        measured: countTensor(looked),
        // Fewer than are wanted say nothing of how far the last one is.
        count: countTensor(Math.min(count, looked)),
        unknown: tensor(Float32Array.of(looked < count ? FAR : 0), 1),
        most: { type: 'int32', data: Int32Array.of(most), shape: [1] },
      });
      return {
        entries: found.entries!.data as Int32Array,
        squared: found.squared!.data as Float32Array,
        limits: found.limits!.data as Float32Array,
        pairs: pairsOf(found.groups!.data as Int32Array, found.members!.data as Int32Array, groups, from),
      };
    },
    without: (excluded, work) =>
      segments.reduce<typeof work>(
        (inner, segment) => () => whileUnreachable(segment.norms, within(segment, excluded), inner),
        work,
      )(),
    close: () => session.close(),
  };
}

/**
 * @param found groups, counted through all patches
 * @param members places in these groups, which follow each other
 */
function pairsOf(found: Int32Array, members: Int32Array, groups: number, from: number): Pairs {
  const patches = new Int32Array(members.length);
  const entries = new Int32Array(members.length);
  for (let pair = 0; pair < members.length; pair++) {
    const place = members[pair]!;
    const group = found[Math.floor(place / GROUP)]!;
    const patch = Math.floor(group / groups);
    patches[pair] = patch;
    entries[pair] = from + (group - patch * groups) * GROUP + (place % GROUP);
  }
  return { patches, entries };
}

function within({ from, entries }: KeySegment, named: readonly number[]): readonly number[] {
  return named.map(entry => entry - from).filter(place => place >= 0 && place < entries);
}

/**
 * The bounds never leave the graph: they are many, and only their least of every group and the few below the limit are
 * needed. The limit comes from true distances to the entries that the bounds call nearest.
 */
function lookGraph(layout: 'columns' | 'rows', columns: number, dimensions: number): Uint8Array {
  const graph = createGraph('look');
  const patches = graph.input('patches', 'float32', ['patches', dimensions]);
  const queries = graph.input('queries', 'float32', ['patches', columns]);
  const keys = graph.input('keys', 'float32', layout === 'columns' ? [columns, 'padded'] : ['padded', columns]);
  const bounds = graph.node('Gemm', [queries, keys], { transB: layout === 'rows' ? 1 : 0 });
  const grouped = graph.node('Reshape', [bounds, graph.constant(int64(-1, GROUP), [2])]);
  const perPatch = graph.node('Reshape', [bounds, graph.constant(int64(0, -1, GROUP), [3])]);
  const least = graph.node('ReduceMin', [perPatch, axis(graph, 2)], { keepdims: 0 });
  const groups = graph.node('Gather', [graph.node('Shape', [least]), index(graph, 1)], { axis: 0 });

  const squared = addMeasured(graph, patches, grouped, least, groups);
  const limits = addLimits(graph, squared, least);
  graph.output(limits, 'limits', 'float32', ['patches']);

  const chosen = addPlaces(graph, graph.node('Less', [least, column(graph, limits)]));
  graph.output(graph.cast(chosen, 'int32'), 'groups', 'int32', ['groups']);
  const members = graph.node('Gather', [grouped, chosen], { axis: 0 });
  const limitOf = graph.node('Gather', [limits, graph.node('Div', [chosen, groups])], { axis: 0 });
  const below = addPlaces(graph, graph.node('Less', [members, column(graph, limitOf)]));
  graph.output(graph.cast(below, 'int32'), 'members', 'int32', ['members']);
  return graph.toModel();
}

/** Squared distances to the first entries of the groups with the smallest bounds, `[patches, measured]`. */
function addMeasured(graph: Graph, patches: Value, grouped: Value, least: Value, groups: Value): Value {
  const vectors = graph.input('vectors', 'float32', ['entries', 'dimensions']);
  const first = graph.input('first', 'int64', [1]);
  const measured = graph.input('measured', 'int64', [1]);
  const [values, places] = graph.nodes('TopK', [least, measured], 2, { largest: 0, axis: 1 });
  const rows = graph.node('Gather', [graph.node('Shape', [least]), index(graph, 0)], { axis: 0 });
  const row = graph.node('Range', [index(graph, 0), rows, index(graph, 1)]);
  const group = graph.node('Add', [places!, column(graph, graph.node('Mul', [row, groups]))]);
  const members = graph.node('Gather', [grouped, group], { axis: 0 });
  const member = graph.node('ArgMin', [members], { axis: 2, keepdims: 0 });
  const start = graph.node('Add', [graph.node('Mul', [places!, index(graph, GROUP)]), first]);
  const entries = graph.node('Add', [start, member]);
  graph.output(graph.cast(entries, 'int32'), 'entries', 'int32', ['patches', 'measured']);

  const near = graph.node('Gather', [vectors, entries], { axis: 0 });
  const difference = graph.node('Sub', [column(graph, patches), near]);
  const squares = graph.node('Mul', [difference, difference]);
  const distances = graph.node('ReduceSum', [squares, axis(graph, 2)], { keepdims: 0 }); // ReduceSumSquare is slower
  const inReach = graph.node('Less', [values!, constant(graph, UNREACHABLE ** 2 / 2)]);
  const squared = graph.node('Where', [inReach, distances, constant(graph, FAR)]);
  graph.output(squared, 'squared', 'float32', ['patches', 'measured']);
  return squared;
}

/** What a bound must be below to matter, `[patches]`. */
function addLimits(graph: Graph, squared: Value, least: Value): Value {
  const norms = graph.input('norms', 'float32', ['patches']);
  const known = graph.input('known', 'float32', ['patches']);
  const count = graph.input('count', 'int64', [1]);
  const unknown = graph.input('unknown', 'float32', [1]);
  const most = graph.input('most', 'int32', [1]);
  const [nearest] = graph.nodes('TopK', [squared, count], 2, { largest: 0, axis: 1 });
  const last = graph.node('ReduceMax', [nearest!, axis(graph, 1)], { keepdims: 0 });
  const reach = graph.node('Min', [graph.node('Add', [last, unknown]), known]);
  const limit = graph.node('Sub', [reach, graph.node('Mul', [norms, constant(graph, 1 - ROUNDING)])]);
  const below = graph.cast(graph.node('Less', [least, column(graph, limit)]), 'int32');
  const many = graph.node('Greater', [
    graph.node('ReduceSum', [below, axis(graph, 1)], { keepdims: 0 }),
    most,
  ]);
  return graph.node('Where', [many, constant(graph, CROWDED), limit]);
}

/** Where a mask is true, counted in one dimension. */
function addPlaces(graph: Graph, mask: Value): Value {
  const flat = graph.node('Reshape', [mask, graph.constant(int64(-1), [1])]);
  return graph.node('Squeeze', [graph.node('NonZero', [flat]), axis(graph, 0)]);
}

function column(graph: Graph, value: Value): Value {
  return graph.node('Unsqueeze', [value, axis(graph, 1)]);
}

function constant(graph: Graph, value: number): Value {
  return graph.constant(Float32Array.of(value), []);
}

function index(graph: Graph, value: number): Value {
  return graph.constant(int64(value), []);
}

function axis(graph: Graph, value: number): Value {
  return graph.constant(int64(value), [1]);
}
