import { createGraph, type Graph, int64, type OnnxModel, type Value } from '../onnx/graph.ts';
import { GROUP } from './bound-keys.ts';
import { UNREACHABLE } from './memory-bank.ts';
import { FAR } from './nearest.ts';

/** The limit of a patch that too many entries may be near. */
export const CROWDED = -FAR;
/** float32 rounding of a bound, relative to the squared norm of the patch. */
const ROUNDING = 4e-6;

/**
 * The bounds never leave the graph: they are many, and only their least of every group and the few below the limit are
 * needed. The limit comes from true distances to the entries that the bounds call nearest.
 */
export function lookGraph(columns: number, dimensions: number): OnnxModel {
  const graph = createGraph('look');
  const patches = graph.input('patches', 'float32', ['patches', dimensions]);
  const queries = graph.input('queries', 'float32', ['patches', columns]);
  const keys = graph.input('keys', 'float32', ['padded', columns]);
  const bounds = graph.node('Gemm', [queries, keys], { transB: 1 });
  const grouped = graph.node('Reshape', [bounds, graph.constant(int64(-1, GROUP), [2])]);
  const perPatch = graph.node('Reshape', [bounds, graph.constant(int64(0, -1, GROUP), [3])]);
  const least = graph.node('ReduceMin', [perPatch, axis(graph, 2)], { keepdims: 0 });
  const groups = graph.node('Gather', [graph.node('Shape', [least]), index(graph, 1)], { axis: 0 });

  const squared = addMeasured(graph, patches, grouped, least, groups);
  const limits = addUncrowded(graph, addLimits(graph, squared).limits, least);
  graph.output(limits, 'limits', 'float32', ['patches']);

  const { chosen, below } = addPlacesBelow(graph, {
    rows: grouped,
    least,
    limit: column(graph, limits),
    limitOf: row => graph.node('Gather', [limits, graph.node('Div', [row, groups])], { axis: 0 }),
  });
  graph.output(graph.cast(chosen, 'int32'), 'groups', 'int32', ['groups']);
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

  return addTrueSquares(graph, { patches, vectors, entries, bounds: values! });
}

/** The output `squared`: true squared distances to some entries, `[patches, *]`, `FAR` where the bound is out of reach. */
export function addTrueSquares(
  graph: Graph,
  {
    patches,
    vectors,
    entries,
    bounds,
  }: Readonly<Record<'patches' | 'vectors' | 'entries' | 'bounds', Value>>,
): Value {
  const near = graph.node('Gather', [vectors, entries], { axis: 0 });
  const difference = graph.node('Sub', [column(graph, patches), near]);
  const squares = graph.node('Mul', [difference, difference]);
  const distances = graph.node('ReduceSum', [squares, axis(graph, 2)], { keepdims: 0 }); // ReduceSumSquare is slower
  const inReach = graph.node('Less', [bounds, constant(graph, UNREACHABLE ** 2 / 2)]);
  const squared = graph.node('Where', [inReach, distances, constant(graph, FAR)]);
  graph.output(squared, 'squared', 'float32', ['patches', 'measured']);
  return squared;
}

/**
 * What a squared distance must be below to matter, `[patches]`, and what a bound must be, which is less by the patch's
 * squared norm.
 */
export function addLimits(graph: Graph, squared: Value): { readonly reach: Value; readonly limits: Value } {
  const norms = graph.input('norms', 'float32', ['patches']);
  const known = graph.input('known', 'float32', ['patches']);
  const count = graph.input('count', 'int64', [1]);
  const unknown = graph.input('unknown', 'float32', [1]);
  const [nearest] = graph.nodes('TopK', [squared, count], 2, { largest: 0, axis: 1 });
  const last = graph.node('ReduceMax', [nearest!, axis(graph, 1)], { keepdims: 0 });
  const reach = graph.node('Min', [graph.node('Add', [last, unknown]), known]);
  return { reach, limits: addBoundLimits(graph, reach, norms) };
}

/** What bounds must be below where squared distances have to be below `reach`. */
export function addBoundLimits(graph: Graph, reach: Value, norms: Value): Value {
  return graph.node('Sub', [reach, graph.node('Mul', [norms, constant(graph, 1 - ROUNDING)])]);
}

/** The limits, `CROWDED` where many groups have bounds below it. */
function addUncrowded(graph: Graph, limits: Value, least: Value): Value {
  const most = graph.input('most', 'int32', [1]);
  const below = graph.cast(graph.node('Less', [least, column(graph, limits)]), 'int32');
  const many = graph.node('Greater', [
    graph.node('ReduceSum', [below, axis(graph, 1)], { keepdims: 0 }),
    most,
  ]);
  return graph.node('Where', [many, constant(graph, CROWDED), limits]);
}

/** Values of which few are below their limits. */
export interface Bounded {
  /** `[rows, size]` */
  readonly rows: Value;
  /** The least of every row. */
  readonly least: Value;
  /** What it must be below. */
  readonly limit: Value;
  /** The limits of some rows, by their numbers. */
  limitOf(rows: Value): Value;
}

/** The rows with values below their limits, and which places of these rows, which follow each other, those values have. */
export function addPlacesBelow(graph: Graph, { rows, least, limit, limitOf }: Bounded) {
  const chosen = addPlaces(graph, graph.node('Less', [least, limit]));
  const values = graph.node('Gather', [rows, chosen], { axis: 0 });
  const below = addPlaces(graph, graph.node('Less', [values, column(graph, limitOf(chosen))]));
  return { chosen, values, below };
}

/** Where a mask is true, counted in one dimension. */
function addPlaces(graph: Graph, mask: Value): Value {
  const flat = graph.node('Reshape', [mask, graph.constant(int64(-1), [1])]);
  return graph.node('Squeeze', [graph.node('NonZero', [flat]), axis(graph, 0)]);
}

export function column(graph: Graph, value: Value): Value {
  return graph.node('Unsqueeze', [value, axis(graph, 1)]);
}

export function constant(graph: Graph, value: number): Value {
  return graph.constant(Float32Array.of(value), []);
}

export function index(graph: Graph, value: number): Value {
  return graph.constant(int64(value), []);
}

export function axis(graph: Graph, value: number): Value {
  return graph.constant(int64(value), [1]);
}
