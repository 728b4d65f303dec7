import { createGraph, int64, type OnnxModel, type Value } from '../onnx/graph.ts';
import { GROUP } from './bound-keys.ts';
import { SIDE_BY_SIDE } from './entry-groups.ts';
import {
  addBoundLimits,
  addLimits,
  addPlacesBelow,
  addTrueSquares,
  axis,
  column,
  constant,
  index,
} from './look-graph.ts';

/** Greater than 1 by what the rounding of a distance may be. */
const ROUNDING = 1.0001;

/**
 * Measures the entries of the nearest group that the bounds call nearest, and finds the groups that reach into the ball
 * that these say.
 */
export function nearGroupGraph(columns: number, dimensions: number): OnnxModel {
  const graph = createGraph('near_groups');
  const patches = graph.input('patches', 'float32', ['patches', dimensions]);
  const queries = graph.input('queries', 'float32', ['patches', columns]);
  const vectors = graph.input('vectors', 'float32', ['all', dimensions]);
  const members = graph.input('members', 'int32', ['groups', GROUP]);
  const keys = graph.input('keys', 'float32', ['groups', columns, GROUP]);
  const centres = graph.input('centres', 'float32', ['padded', columns]);
  const reachKeys = graph.input('reach', 'float32', ['padded', columns + 1]);
  const measured = graph.input('measured', 'int64', [1]);

  const toCentres = graph.node('Gemm', [queries, centres], { transB: 1 });
  const nearest = graph.node('ArgMin', [toCentres], { axis: 1, keepdims: 0 });
  const own = graph.node('MatMul', [
    column(graph, queries),
    graph.node('Gather', [keys, nearest], { axis: 0 }),
  ]);
  const bounds = graph.node('Squeeze', [own, axis(graph, 1)]);
  const [values, places] = graph.nodes('TopK', [bounds, measured], 2, { largest: 0, axis: 1 });
  const ofNearest = graph.node('Gather', [members, nearest], { axis: 0 });
  const entries = graph.node('GatherElements', [ofNearest, places!], { axis: 1 });
  graph.output(entries, 'entries', 'int32', ['patches', 'measured']);
  const squared = addTrueSquares(graph, { patches, vectors, entries, bounds: values! });
  const { reach, limits } = addLimits(graph, squared);
  graph.output(limits, 'limits', 'float32', ['patches']);

  const radius = graph.node('Mul', [graph.node('Sqrt', [reach]), constant(graph, ROUNDING)]);
  const balls = graph.node('Concat', [queries, column(graph, radius)], { axis: 1 });
  const gaps = graph.node('Gemm', [balls, reachKeys], { transB: 1 });
  const widened = graph.node('Sub', [graph.node('Mul', [radius, radius]), reach]);
  const gapLimits = graph.node('Add', [limits, widened]);
  const sideBySide = graph.node('Reshape', [gaps, graph.constant(int64(0, -1, SIDE_BY_SIDE), [3])]);
  const least = graph.node('ReduceMin', [sideBySide, axis(graph, 2)], { keepdims: 0 });
  const perPatch = graph.node('Gather', [graph.node('Shape', [least]), index(graph, 1)], { axis: 0 });
  const { chosen, below } = addPlacesBelow(graph, {
    rows: graph.node('Reshape', [gaps, graph.constant(int64(-1, SIDE_BY_SIDE), [2])]),
    least,
    limit: column(graph, gapLimits),
    limitOf: row => graph.node('Gather', [gapLimits, graph.node('Div', [row, perPatch])], { axis: 0 }),
  });
  graph.output(graph.cast(chosen, 'int32'), 'pieces', 'int32', ['pieces']);
  graph.output(graph.cast(below, 'int32'), 'places', 'int32', ['pairs']);
  return graph.toModel();
}

/**
 * Bounds of the members of some groups that are below the limits of some patches: `rows` of `[groups * together]` with
 * such members, their places in these rows, which follow each other, and the bounds.
 */
export function memberGraph(columns: number): OnnxModel {
  const graph = createGraph('bounds_of_members');
  const queries = graph.input('queries', 'float32', ['patches', columns]);
  const limits = graph.input('limits', 'float32', ['patches']);
  const keys = graph.input('keys', 'float32', ['all_groups', columns, GROUP]);
  const groups = graph.input('groups', 'int32', ['groups']);
  const patches = graph.input('patches', 'int32', ['groups', 'together']);
  const at = (values: Value, where: Value) => graph.node('Gather', [values, where], { axis: 0 });
  const flat = graph.constant(int64(-1), [1]);
  const bounds = graph.node('MatMul', [at(queries, patches), at(keys, groups)]);
  const limit = graph.node('Reshape', [at(limits, patches), flat]);
  const rows = graph.node('Reshape', [bounds, graph.constant(int64(-1, GROUP), [2])]);
  const { chosen, values, below } = addPlacesBelow(graph, {
    rows,
    least: graph.node('ReduceMin', [rows, axis(graph, 1)], { keepdims: 0 }),
    limit,
    limitOf: row => at(limit, row),
  });
  graph.output(graph.cast(chosen, 'int32'), 'rows', 'int32', ['rows']);
  graph.output(graph.cast(below, 'int32'), 'members', 'int32', ['pairs']);
  graph.output(at(graph.node('Reshape', [values, flat]), below), 'bounds', 'float32', ['pairs']);
  return graph.toModel();
}

/** True squared distances to one entry each, and what bounds must be below to matter then. */
export function nearerGraph(dimensions: number): OnnxModel {
  const graph = createGraph('nearer');
  const patches = graph.input('patches', 'float32', ['patches', dimensions]);
  const vectors = graph.input('vectors', 'float32', ['all', dimensions]);
  const entries = graph.input('entries', 'int32', ['patches']);
  const norms = graph.input('norms', 'float32', ['patches']);
  const near = graph.node('Gather', [vectors, entries], { axis: 0 });
  const difference = graph.node('Sub', [patches, near]);
  const squares = graph.node('Mul', [difference, difference]);
  const squared = graph.node('ReduceSum', [squares, axis(graph, 1)], { keepdims: 0 });
  graph.output(squared, 'squared', 'float32', ['patches']);
  graph.output(addBoundLimits(graph, squared, norms), 'limits', 'float32', ['patches']);
  return graph.toModel();
}
