/** Where rows lie, along the first axes of a matrix. */
export interface RowPlaces {
  /** `[rows, stride]` */
  readonly coordinates: Float32Array;
  readonly axes: number;
  readonly stride: number;
}

/** Rows that tell along which axis to halve. */
const SAMPLED = 256;

/**
 * Reorders rows, in place, so that every `size` of them lie close together: by halving, each time along the axis on which
 * they vary most (Bentley's k-d tree, 1975).
 */
export function bringTogether(rows: Int32Array, places: RowPlaces, size: number): void {
  if (rows.length <= size) return;
  const axis = widestAxis(places, rows);
  const half = size * Math.floor(Math.ceil(rows.length / size) / 2);
  const { coordinates, stride } = places;
  bringSmallestForward(rows, half, row => coordinates[row * stride + axis]!);
  bringTogether(rows.subarray(0, half), places, size);
  bringTogether(rows.subarray(half), places, size);
}

/** The axis along which some rows have the largest variance, as far as a sample of them tells. */
function widestAxis({ coordinates, axes, stride }: RowPlaces, rows: Int32Array): number {
  const sums = new Float64Array(axes);
  const squares = new Float64Array(axes);
  const step = Math.ceil(rows.length / SAMPLED);
  const sampled = Math.ceil(rows.length / step);
  for (let place = 0; place < rows.length; place += step)
    for (let axis = 0; axis < axes; axis++) {
      const value = coordinates[rows[place]! * stride + axis]!;
      sums[axis]! += value;
      squares[axis]! += value * value;
    }
  let widest = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let axis = 0; axis < axes; axis++) {
    const variance = squares[axis]! - sums[axis]! ** 2 / sampled;
    if (variance > most) [widest, most] = [axis, variance];
  }
  return widest;
}

/** Reorders rows, in place, so that the `count` with the smallest coordinates come first (Hoare 1961). */
function bringSmallestForward(rows: Int32Array, count: number, coordinate: (row: number) => number): void {
  for (let left = 0, right = rows.length - 1; left < right; ) {
    const pivot = coordinate(rows[(left + right) >> 1]!);
    let i = left;
    let j = right;
    while (i <= j) {
      while (coordinate(rows[i]!) < pivot) i++;
      while (coordinate(rows[j]!) > pivot) j--;
      if (i > j) break;
      const row = rows[i]!;
      rows[i++] = rows[j]!;
      rows[j--] = row;
    }
    if (count <= j) right = j;
    else if (count >= i) left = i;
    else return;
  }
}
