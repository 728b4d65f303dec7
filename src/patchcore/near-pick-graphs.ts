import { createGraph, int64, type OnnxModel, type Value } from '../onnx/graph.ts';
import { GROUP } from './row-groups.ts';

/** Lists of picks are filled up to a multiple of so many. */
export const SPAN = 8;

/** The next of 1, 2, 3, .., 8, 10, 12, .. spans: few lengths to compute with, and little that is filled up. */
export function filledUp(length: number): number {
  const spans = Math.ceil(length / SPAN);
  const step = 2 ** Math.max(0, Math.floor(Math.log2(spans)) - 2);
  return SPAN * step * Math.ceil(spans / step);
}

/** Squared distances between centres and picks. */
export function centreGraph(dimensions: number): OnnxModel {
  const graph = createGraph('picks_near_centres');
  const centres = graph.input('centres', 'float32', ['groups', dimensions]);
  const picks = graph.input('picks', 'float32', ['picks', dimensions]);
  const norms = graph.input('pick_norms', 'float32', ['picks']);
  const own = graph.node('ReduceSumSquare', [centres, graph.constant(int64(1), [1])], { keepdims: 1 });
  const products = graph.node('MatMul', [centres, graph.node('Transpose', [picks], { perm: [1, 0] })]);
  const doubled = graph.node('Mul', [products, graph.constant(Float32Array.of(-2), [])]);
  const squared = graph.node('Add', [graph.node('Add', [doubled, norms]), own]);
  graph.output(squared, 'squared', 'float32', ['groups', 'picks']);
  return graph.toModel();
}

/** Squared distances between the members of some groups of a block and the picks that each group is told of. */
export function memberGraph(dimensions: number): OnnxModel {
  const graph = createGraph('picks_near_members');
  const points = graph.input('points', 'float32', ['rows', dimensions]);
  const members = graph.input('members', 'int32', ['all', GROUP]);
  const norms = graph.input('norms', 'float32', ['rows']);
  const groups = graph.input('groups', 'int32', ['groups']);
  const picks = graph.input('picks', 'float32', ['picks', dimensions]);
  const pickNorms = graph.input('pick_norms', 'float32', ['picks']);
  const places = graph.input('places', 'int32', ['groups', 'width']);
  const at = (values: Value, where: Value) => graph.node('Gather', [values, where], { axis: 0 });
  const axis = (index: number) => graph.constant(int64(index), [1]);
  const own = at(members, groups);
  // Picks times members: the runtime puts the second matrix into another order first, and members are few.
  const rows = graph.node('Transpose', [at(points, own)], { perm: [0, 2, 1] });
  const products = graph.node('MatMul', [at(picks, places), rows]);
  const doubled = graph.node('Mul', [products, graph.constant(Float32Array.of(-2), [])]);
  const listedNorms = graph.node('Unsqueeze', [at(pickNorms, places), axis(2)]);
  const ownNorms = graph.node('Unsqueeze', [at(norms, own), axis(1)]);
  const sum = graph.node('Add', [graph.node('Add', [doubled, listedNorms]), ownNorms]);
  graph.output(graph.node('Relu', [sum]), 'squared', 'float32', ['groups', 'width', GROUP]);
  const spans = graph.node('Reshape', [sum, graph.constant(int64(0, -1, SPAN, GROUP), [4])]);
  const least = graph.node('ReduceMin', [spans, axis(2)], { keepdims: 0 });
  graph.output(graph.node('Relu', [least]), 'least', 'float32', ['groups', 'spans', GROUP]);
  return graph.toModel();
}
