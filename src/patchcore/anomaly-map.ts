import { type Graph, int64, type Value } from '../onnx/graph.ts';

/** Extents of the patch grid. */
export interface PatchGrid {
  readonly height: number;
  readonly width: number;
}

/** Extents of an anomaly map in pixels, and the deviation of the Gaussian over it in the same pixels. */
export interface MapShape {
  readonly height: number;
  readonly width: number;
  readonly sigma: number;
}

/** Deviation of the Gaussian in pixels of the network's input, as in the reference implementation. */
export const SMOOTHING_SIGMA = 4;
/** The Gaussian is cut off at this many deviations (scipy.ndimage's `truncate`). */
const TRUNCATE = 4;

/** The map with a pixel for every pixel of the network's input, a square of `side` pixels. */
export function mapOfInput(side: number): MapShape {
  return { height: side, width: side, sigma: SMOOTHING_SIGMA };
}

/**
 * Adds the anomaly map: patch distances enlarged bilinearly to the map's size and smoothed by a Gaussian with mirrored
 * borders. Both steps are linear and separable, so together they are map = R D C^T with two small matrices.
 *
 * @param distances `[grid.height * grid.width]`
 * @returns map `[height, width]`
 */
export function addAnomalyMap(
  graph: Graph,
  distances: Value,
  grid: PatchGrid,
  { height, width, sigma }: MapShape,
): Value {
  const shape = graph.constant(int64(grid.height, grid.width), [2]);
  const rows = graph.constant(enlargeAndSmooth(grid.height, height, sigma), [height, grid.height]);
  const columns = graph.constant(transpose(enlargeAndSmooth(grid.width, width, sigma), width, grid.width), [
    grid.width,
    width,
  ]);
  return graph.node('MatMul', [
    graph.node('MatMul', [rows, graph.node('Reshape', [distances, shape])]),
    columns,
  ]);
}

/** The matrix `[side, cells]` that enlarges a line of cells bilinearly (half-pixel centres) and then smooths it. */
function enlargeAndSmooth(cells: number, side: number, sigma: number): Float32Array {
  const enlarge = enlargement(cells, side);
  const kernel = gaussian(sigma);
  const radius = (kernel.length - 1) / 2;
  const matrix = new Float64Array(side * cells);
  for (let pixel = 0; pixel < side; pixel++) {
    for (let offset = -radius; offset <= radius; offset++) {
      const source = mirrored(pixel + offset, side);
      for (let cell = 0; cell < cells; cell++) {
        matrix[pixel * cells + cell]! += kernel[offset + radius]! * enlarge[source * cells + cell]!;
      }
    }
  }
  return Float32Array.from(matrix);
}

/** Bilinear weights `[side, cells]`, borders repeated. */
function enlargement(cells: number, side: number): Float64Array {
  const weights = new Float64Array(side * cells);
  for (let pixel = 0; pixel < side; pixel++) {
    const position = Math.min(Math.max(((pixel + 0.5) * cells) / side - 0.5, 0), cells - 1);
    const cell = Math.floor(position);
    weights[pixel * cells + cell]! += 1 - (position - cell);
    weights[pixel * cells + Math.min(cell + 1, cells - 1)]! += position - cell;
  }
  return weights;
}

/** A normalised Gaussian; one value when sigma is 0. */
function gaussian(sigma: number): Float64Array {
  const radius = Math.round(TRUNCATE * sigma);
  const values = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    radius === 0 ? 1 : Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map(value => value / sum);
}

/** The index that a position outside 0..side-1 mirrors to, the border pixel repeated (d c b a | a b c d | d c b a). */
function mirrored(position: number, side: number): number {
  const period = 2 * side;
  const wrapped = ((position % period) + period) % period;
  return wrapped < side ? wrapped : period - 1 - wrapped;
}

function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return matrix.map((_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]!);
}
