/** The squared distance, in float64, of a row to the nearest of the first `size` chosen rows, known to be at most `limit`. */
export type ExactDistances = (row: number, size: number, limit: number) => number;

/** Columns summed between two looks at whether the sum is already too large. */
const STRIDE = 16;

/**
 * Direct distances to a growing list of chosen rows. What was computed for a row is kept, so asking again costs only
 * the rows chosen since.
 */
export function createExactDistances(
  points: Float32Array,
  dimensions: number,
  chosen: Int32Array,
): ExactDistances {
  const known = new Map<number, { distance: number; upTo: number }>();
  return (row, size, limit) => {
    const entry = known.get(row) ?? { distance: limit, upTo: 0 };
    for (; entry.upTo < size && entry.distance > 0; entry.upTo++) {
      entry.distance = squaredDistanceBelow(points, dimensions, row, chosen[entry.upTo]!, entry.distance);
    }
    known.set(row, entry);
    return entry.distance;
  };
}

/** The squared distance of two rows where it is below `limit`, else `limit`. */
function squaredDistanceBelow(
  points: Float32Array,
  dimensions: number,
  a: number,
  b: number,
  limit: number,
): number {
  let sum = 0;
  for (let from = 0, x = a * dimensions, y = b * dimensions; from < dimensions; from += STRIDE) {
    const end = x + Math.min(STRIDE, dimensions - from);
    for (; x < end; x++, y++) {
      const difference = points[x]! - points[y]!;
      sum += difference * difference;
    }
    if (sum >= limit) return limit;
  }
  return sum;
}
