import { createGraph, int64, type OnnxModel } from '../onnx/graph.ts';
import { openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import type { MemoryBank } from './memory-bank.ts';
import { createRandom } from './random.ts';

/** Orthonormal axes that hold most of a memory bank's variance. */
export interface BankAxes {
  /** The number of axes. */
  readonly rank: number;
  /** What is subtracted before turning, `[dimensions]`. */
  readonly centre: Float32Array;
  /** Orthonormal columns, `[dimensions, rank]`. */
  readonly basis: Float32Array;
}

/** A memory bank seen along its leading principal axes. */
export interface RotatedBank extends BankAxes {
  /** The entries' coordinates, `[entries, rank]`. */
  readonly coordinates: Float32Array;
  /** Squared norms of the centred entries over all dimensions, `[entries]`. */
  readonly squaredNorms: Float32Array;
}

/** Entries that the axes are found from; the bank begins with those that lie farthest apart. */
const SAMPLE = 4096;
const SEED = 1;
/** Entries that are turned at once. */
const TURNED = 16_384;

/**
 * Finds axes that hold most of a bank's variance, by one step of randomised subspace iteration (Halko et al. 2011).
 * They need not be the principal ones: any orthonormal axes give correct bounds, good ones give tight ones.
 *
 * @param rank number of axes, at most the bank's dimensions
 */
export async function findAxes(
  { vectors, dimensions }: Pick<MemoryBank, 'vectors' | 'dimensions'>,
  rank: number,
  options: SessionOptions,
): Promise<BankAxes> {
  const sample = vectors.subarray(0, Math.min(vectors.length, SAMPLE * dimensions));
  const centre = meanOf(sample, dimensions);
  const random = createRandom(SEED);
  const start = Float32Array.from({ length: dimensions * rank }, () => random.normal());
  const session = await openSession(rangeGraph(centre, rank), options);
  const inputs = {
    entries: tensor(sample, sample.length / dimensions, dimensions),
    start: tensor(start, dimensions, rank),
  };
  const { range } = await session.run(inputs).finally(() => session.close());
  return { rank, centre, basis: orthonormalColumns(range!.data as Float32Array, dimensions, rank) };
}

/** Finds leading axes of a bank and turns it to them. */
export async function rotateBank(
  bank: MemoryBank,
  rank: number,
  options: SessionOptions,
): Promise<RotatedBank> {
  return turnBank(bank, await findAxes(bank, rank, options), options);
}

/** Turns a bank to given axes, some entries at a time: what is centred on the way is as large as the bank. */
export async function turnBank(
  { vectors, dimensions }: Pick<MemoryBank, 'vectors' | 'dimensions'>,
  axes: BankAxes,
  options: SessionOptions,
): Promise<RotatedBank> {
  const entries = vectors.length / dimensions;
  const coordinates = new Float32Array(entries * axes.rank);
  const squaredNorms = new Float32Array(entries);
  const session = await openSession(turnGraph(axes), options);
  try {
    for (let from = 0; from < entries; from += TURNED) {
      const rows = vectors.subarray(from * dimensions, (from + TURNED) * dimensions);
      const turned = await session.run({ entries: tensor(rows, rows.length / dimensions, dimensions) });
      coordinates.set(turned.coordinates!.data as Float32Array, from * axes.rank);
      squaredNorms.set(turned.norms!.data as Float32Array, from);
    }
  } finally {
    await session.close();
  }
  return { ...axes, coordinates, squaredNorms };
}

/** X^T X start, for centred entries X. */
function rangeGraph(centre: Float32Array, rank: number): OnnxModel {
  const graph = createGraph('range');
  const dimensions = centre.length;
  const entries = graph.input('entries', 'float32', ['entries', dimensions]);
  const start = graph.input('start', 'float32', [dimensions, rank]);
  const centred = graph.node('Sub', [entries, graph.constant(centre, [1, dimensions])]);
  const range = graph.node('Gemm', [centred, graph.node('MatMul', [centred, start])], { transA: 1 });
  graph.output(range, 'range', 'float32', [dimensions, rank]);
  return graph.toModel();
}

function turnGraph({ centre, basis, rank }: BankAxes): OnnxModel {
  const graph = createGraph('turn');
  const dimensions = centre.length;
  const entries = graph.input('entries', 'float32', ['entries', dimensions]);
  const centred = graph.node('Sub', [entries, graph.constant(centre, [1, dimensions])]);
  const coordinates = graph.node('MatMul', [centred, graph.constant(basis, [dimensions, rank])]);
  graph.output(coordinates, 'coordinates', 'float32', ['entries', rank]);
  const norms = graph.node('ReduceSumSquare', [centred, graph.constant(int64(1), [1])], { keepdims: 0 });
  graph.output(norms, 'norms', 'float32', ['entries']);
  return graph.toModel();
}

/** Gram-Schmidt in float64 on the columns of `[rows, columns]`, the ones with the largest norm first. */
function orthonormalColumns(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const vectors = Array.from({ length: columns }, (_, column) =>
    Float64Array.from({ length: rows }, (_, row) => matrix[row * columns + column]!),
  );
  vectors.sort((a, b) => dot(b, b) - dot(a, a));
  for (const [index, vector] of vectors.entries()) {
    for (let earlier = 0; earlier < index; earlier++) subtractProjection(vector, vectors[earlier]!);
    const norm = Math.sqrt(dot(vector, vector));
    for (let row = 0; row < rows; row++) vector[row] = norm > 0 ? vector[row]! / norm : 0;
  }
  return Float32Array.from(
    { length: rows * columns },
    (_, i) => vectors[i % columns]![Math.floor(i / columns)]!,
  );
}

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  const along = dot(vector, unit);
  for (let row = 0; row < vector.length; row++) vector[row]! -= along * unit[row]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function meanOf(vectors: Float32Array, dimensions: number): Float32Array {
  const sums = new Float64Array(dimensions);
  for (let from = 0; from < vectors.length; from += dimensions) {
    for (let column = 0; column < dimensions; column++) sums[column]! += vectors[from + column]!;
  }
  return Float32Array.from(sums, sum => (sum * dimensions) / vectors.length);
}
