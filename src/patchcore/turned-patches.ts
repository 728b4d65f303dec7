import { createGraph, type Graph, int64, type OnnxModel, type Value } from '../onnx/graph.ts';
import { openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { rowsOf } from './matrix-rows.ts';
import type { RotatedBank } from './principal-axes.ts';

/** Patches along the axes of a rotated bank, ready for the product that gives lower bounds. */
export interface TurnedPatches {
  /** Squared norms of the centred patches, `[patches]`. */
  readonly norms: Float32Array;
  /** Queries of the first bounds, `[patches, rank + 2]`: `-2 q_1 .. -2 q_rank, -2 |q_rest|, 1`. */
  readonly leading: Float32Array;
  /** The same along all axes, `[patches, axes + 2]`. */
  readonly all: Float32Array;
}

/** Turns patches to the axes of a rotated bank. */
export interface Turning {
  turn(patches: Float32Array): Promise<TurnedPatches>;
  close(): Promise<void>;
}

/** @param rank axes of the first bounds */
export async function openTurning(
  rotated: RotatedBank,
  rank: number,
  options: SessionOptions,
): Promise<Turning> {
  const session = await openSession(turnGraph(rotated, rank), options);
  const dimensions = rotated.centre.length;
  return {
    async turn(patches) {
      const { norms, leading, all } = await session.run({
        patches: tensor(patches, patches.length / dimensions, dimensions),
      });
      return {
        norms: norms!.data as Float32Array,
        leading: leading!.data as Float32Array,
        all: all!.data as Float32Array,
      };
    },
    close: () => session.close(),
  };
}

/** Some of the patches, by their rows, ascending. */
export function pickTurned(turned: TurnedPatches, rows: readonly number[]): TurnedPatches {
  const { norms, leading, all } = turned;
  return {
    norms: rowsOf(norms, 1, rows),
    leading: rowsOf(leading, leading.length / norms.length, rows),
    all: rowsOf(all, all.length / norms.length, rows),
  };
}

function turnGraph(rotated: RotatedBank, rank: number): OnnxModel {
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

function addSquaredNorms(graph: Graph, rows: Value): Value {
  return graph.node('ReduceSumSquare', [rows, axis(graph, 1)], { keepdims: 1 });
}

function axis(graph: Graph, index: number): Value {
  return graph.constant(int64(index), [1]);
}
