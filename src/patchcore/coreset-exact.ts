import type { Selection } from './coreset-selection.ts';
import type { Points } from './points.ts';

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
 * Direct distances to the growing list of chosen rows. The approximate distances tell which pick is the nearest one, so
 * only that is looked at, or all when another one is about as near. What was computed for a row is kept: asking again
 * costs only what was chosen since.
 */
export function createExactDistances(points: Points, selection: Selection, slack: number): ExactDistances {
  const { vectors, nearest } = selection;
  const { dimensions } = points;
  // Most rows are never asked for; what is not written here takes no memory.
  const known = new Float64Array(nearest.distances.length);
  const upTo = new Int32Array(known.length);
  return (row, approximate, mayBeNearest = () => true) => {
    const vector = points.row(row);
    const limit = approximate + 2 * slack;
    const distinct = nearest.others[row]! > limit;
    const first = distinct ? nearest.picks[row]! : 0;
    const end = distinct ? first + 1 : nearest.known;
    let distance = upTo[row] === 0 ? Number.POSITIVE_INFINITY : known[row]!;
    for (let pick = Math.max(first, upTo[row]!); pick < end && distance > 0; pick++)
      distance = squaredDistanceBelow(vector, vectors, pick * dimensions, distance);
    for (let pick = Math.max(nearest.known, upTo[row]!); pick < selection.size && distance > 0; pick++)
      if (mayBeNearest(pick)) distance = squaredDistanceBelow(vector, vectors, pick * dimensions, distance);
    known[row] = distance;
    upTo[row] = selection.size;
    return distance;
  };
}

/** The squared distance of a vector to the row that starts at `at`, where it is below `limit`, else `limit`. */
function squaredDistanceBelow(vector: Float32Array, rows: Float32Array, at: number, limit: number): number {
  let sum = 0;
  for (let from = 0, y = at; from < vector.length; from += STRIDE) {
    const end = Math.min(from + STRIDE, vector.length);
    for (let x = from; x < end; x++, y++) {
      const difference = vector[x]! - rows[y]!;
      sum += difference * difference;
    }
    if (sum >= limit) return limit;
  }
  return sum;
}
