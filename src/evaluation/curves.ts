import { type Ranking, rankByScore } from './ranking.ts';

/** A curve for drawing; the arrays have one entry a point. */
export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** The lowest score called defective at the point; infinite where nothing is. */
  readonly scores: Float64Array;
}

/** Points that a drawn curve keeps at most: denser than the eye resolves at 900 pixels. */
const MOST_POINTS = 500;

/**
 * The ROC curve, x = false-positive rate, y = true-positive rate, from (0, 0) to (1, 1), thinned to at most
 * `mostPoints` points; null unless there are good parts (label 0) and defects.
 */
export function rocCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  mostPoints = MOST_POINTS,
): Curve | null {
  const ranking = rankByScore(scores, labels);
  if (ranking.positives === 0 || ranking.negatives === 0) return null;
  return thin(
    {
      x: startingAt(0, share(ranking.falsePositives, ranking.negatives)),
      y: startingAt(0, share(ranking.truePositives, ranking.positives)),
      scores: startingAt(Number.POSITIVE_INFINITY, ranking.scores),
    },
    mostPoints,
  );
}

/**
 * The precision-recall curve, x = recall, y = precision, from (0, 1) to recall 1, thinned to at most `mostPoints` points;
 * null unless there are good parts (label 0) and defects.
 */
export function precisionRecallCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  mostPoints = MOST_POINTS,
): Curve | null {
  const ranking = rankByScore(scores, labels);
  if (ranking.positives === 0 || ranking.negatives === 0) return null;
  return thin(
    {
      x: startingAt(0, share(ranking.truePositives, ranking.positives)),
      y: startingAt(1, precisions(ranking)),
      scores: startingAt(Number.POSITIVE_INFINITY, ranking.scores),
    },
    mostPoints,
  );
}

function share(counts: Float64Array, total: number): Float64Array {
  return counts.map(count => count / total);
}

function precisions({ truePositives, falsePositives }: Ranking): Float64Array {
  return truePositives.map((count, i) => count / (count + falsePositives[i]!));
}

function startingAt(first: number, values: Float64Array): Float64Array {
  const all = new Float64Array(values.length + 1);
  all[0] = first;
  all.set(values, 1);
  return all;
}

/** Drops points inside straight segments, then keeps points evenly along the path if there are still too many. */
function thin(curve: Curve, mostPoints: number): Curve {
  const bends = indicesWhere(curve.x.length, i => i === 0 || i === curve.x.length - 1 || bendsAt(curve, i));
  const corners = pick(curve, bends);
  if (corners.x.length <= mostPoints) return corners;
  const travelled = pathLengths(corners);
  const stride = travelled.at(-1)! / (mostPoints - 2);
  const last = corners.x.length - 1;
  return pick(
    corners,
    indicesWhere(
      corners.x.length,
      i =>
        i === 0 || i === last || Math.floor(travelled[i]! / stride) > Math.floor(travelled[i - 1]! / stride),
    ),
  );
}

function bendsAt({ x, y }: Curve, i: number): boolean {
  const [dx, dy] = [x[i]! - x[i - 1]!, y[i]! - y[i - 1]!];
  const [ex, ey] = [x[i + 1]! - x[i]!, y[i + 1]! - y[i]!];
  // Relative to the steps' lengths: with many pictures a right-angled corner has very short sides.
  return (
    Math.abs(dx * ey - dy * ex) > 1e-9 * Math.hypot(dx, dy) * Math.hypot(ex, ey) || dx * ex + dy * ey < 0
  );
}

function pathLengths({ x, y }: Curve): Float64Array {
  const lengths = new Float64Array(x.length);
  for (let i = 1; i < x.length; i++) {
    lengths[i] = lengths[i - 1]! + Math.abs(x[i]! - x[i - 1]!) + Math.abs(y[i]! - y[i - 1]!);
  }
  return lengths;
}

function indicesWhere(length: number, keep: (index: number) => boolean): number[] {
  return Array.from({ length }, (_, index) => index).filter(keep);
}

function pick(curve: Curve, indices: readonly number[]): Curve {
  const take = (values: Float64Array) => Float64Array.from(indices, index => values[index]!);
  return { x: take(curve.x), y: take(curve.y), scores: take(curve.scores) };
}
