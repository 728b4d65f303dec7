import { createGraph, float, type OnnxModel } from '../onnx/graph.ts';
import { openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { blocksOf, gatherPoints, type Points } from './points.ts';

/** Squared distances between points by matrix products. */
export interface CoresetKernels {
  /** How far a squared distance from products may be from the true one. */
  readonly slack: number;
  /** Squared norms, `[rows]`. */
  readonly norms: Float32Array;
  /** Squared distances between rows and other rows, `[rows, others]`. */
  squaredDistances(rows: Int32Array, others: Int32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Rows whose norms are computed at once. */
const BLOCK = 4096;

/**
 * Rounding of |a|^2 + |b|^2 - 2ab in float32, in units of the largest |a|^2: twice the measured maximum at 128
 * columns, which is 0.8e-6 for real projections and 1.5e-6 for points far from the origin.
 */
const RELATIVE_SLACK = 3e-6;

/** Opens the products for some points. */
export async function openCoresetKernels(points: Points, options: SessionOptions): Promise<CoresetKernels> {
  const { dimensions } = points;
  const norms = await squaredNorms(points);
  const session = await openSession(distanceGraph(dimensions), { ...options, shapesVary: true });
  const gathered = (rows: Int32Array) => tensor(gatherPoints(points, rows), rows.length, dimensions);
  const normsOf = (rows: Int32Array) => Float32Array.from(rows, row => norms[row]!);
  return {
    slack: RELATIVE_SLACK * norms.reduce((largest, norm) => Math.max(largest, norm), 0),
    norms,
    async squaredDistances(rows, others) {
      const { squared } = await session.run({
        rows: gathered(rows),
        norms: tensor(normsOf(rows), rows.length, 1),
        others: gathered(others),
        other_norms: tensor(normsOf(others), others.length),
      });
      return squared!.data as Float32Array;
    },
    close: () => session.close(),
  };
}

/** |a|^2 + |b|^2 - 2ab, which rounding must not make negative. */
function distanceGraph(dimensions: number): OnnxModel {
  const graph = createGraph('squared_distances');
  const rows = graph.input('rows', 'float32', ['rows', dimensions]);
  const norms = graph.input('norms', 'float32', ['rows', 1]);
  const others = graph.input('others', 'float32', ['others', dimensions]);
  const otherNorms = graph.input('other_norms', 'float32', ['others']);
  const partial = graph.node('Gemm', [rows, others, otherNorms], { transB: 1, alpha: float(-2) });
  const squared = graph.node('Relu', [graph.node('Add', [partial, norms])]);
  graph.output(squared, 'squared', 'float32', ['rows', 'others']);
  return graph.toModel();
}

async function squaredNorms(points: Points): Promise<Float32Array> {
  const norms = new Float32Array(points.rows);
  for await (const { from, block } of blocksOf(points, BLOCK)) {
    for (let row = from, i = 0; i < block.length; row++) {
      let sum = 0;
      for (const end = i + points.dimensions; i < end; i++) sum += block[i]! * block[i]!;
      norms[row] = sum;
    }
  }
  return norms;
}
