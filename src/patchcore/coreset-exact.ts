import type { Selection } from './coreset-selection.ts';

/**
 * The squared distance, in float64, of a row to the nearest chosen one.
 *
 * @param approximate the same from float32 products, within the slack
 * @param mayBeNearest whether a pick that `selection.nearest` does not cover yet can be the nearest
 */
export type ExactDistances = (
  row: number,
  approximate: number,
  mayBeNearest?: (pick: number) => boolean,
) => number;

/** Columns summed between two looks at whether the sum is already too large. */
const STRIDE = 16;

/**
 * Direct distances to the growing list of chosen rows. The approximate distances tell which batch of picks holds the
 * nearest one, so only that batch is looked at, or all when another batch is about as near. What was computed for a
 * row is kept: asking again costs only what was chosen since.
 */
export function createExactDistances(
  points: Float32Array,
  dimensions: number,
  selection: Selection,
  slack: number,
): ExactDistances {
  const { chosen, nearest } = selection;
  const known = new Float64Array(nearest.distances.length).fill(Number.POSITIVE_INFINITY);
  const upTo = new Int32Array(known.length);
  return (row, approximate, mayBeNearest = () => true) => {
    const limit = approximate + 2 * slack;
    const distinct = nearest.others[row]! > limit;
    const first = distinct ? nearest.starts[nearest.batches[row]!]! : 0;
    const end = distinct ? nearest.starts[nearest.batches[row]! + 1]! : nearest.size;
    let distance = known[row]!;
    for (let pick = Math.max(first, upTo[row]!); pick < end && distance > 0; pick++)
      distance = squaredDistanceBelow(points, dimensions, row, chosen[pick]!, distance);
    for (let pick = Math.max(nearest.size, upTo[row]!); pick < selection.size && distance > 0; pick++)
      if (mayBeNearest(pick))
        distance = squaredDistanceBelow(points, dimensions, row, chosen[pick]!, distance);
    known[row] = distance;
    upTo[row] = selection.size;
    return distance;
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
