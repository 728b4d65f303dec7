import { likeness } from '../alignment/likeness.ts';
import { THUMBNAIL } from './picture-statistics.ts';

/** How a picture lies over a reference. */
export interface Placement {
  /** How far it is moved to the right and down, as shares of the picture's width and height. */
  readonly right: number;
  readonly down: number;
  /** How alike the two are there: 1 when equal, about 0.4 when unrelated; see `likeness`. */
  readonly match: number;
}

/** The farthest that is looked for, in pixels of the thumbnail: a little under a fifth of the picture. */
const REACH = 6;

/** Finds where a thumbnail fits a reference best, to parts of a pixel; both `[THUMBNAIL, THUMBNAIL]`. */
export function placementOn(reference: Float32Array, thumbnail: Float32Array): Placement {
  const span = 2 * REACH + 1;
  const matches = new Float64Array(span * span);
  let best = 0;
  for (let place = 0; place < matches.length; place++) {
    const [right, down] = [(place % span) - REACH, Math.floor(place / span) - REACH];
    matches[place] = correlation(reference, thumbnail, right, down);
    if (matches[place]! > matches[best]!) best = place;
  }
  const [column, row] = [best % span, Math.floor(best / span)];
  const along = (step: number, at: number) =>
    at === 0 || at === span - 1
      ? 0
      : peakBetween(matches[best - step]!, matches[best]!, matches[best + step]!);
  return {
    right: (column - REACH + along(1, column)) / THUMBNAIL,
    down: (row - REACH + along(span, row)) / THUMBNAIL,
    match: matchAt(reference, thumbnail, column - REACH, row - REACH),
  };
}

/** Pearson's correlation over the part in which both lie when the thumbnail is moved back. */
function correlation(reference: Float32Array, thumbnail: Float32Array, right: number, down: number): number {
  let [count, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  for (let row = Math.max(0, -down); row < THUMBNAIL - Math.max(0, down); row++) {
    for (let column = Math.max(0, -right); column < THUMBNAIL - Math.max(0, right); column++) {
      const a = reference[row * THUMBNAIL + column]!;
      const b = thumbnail[(row + down) * THUMBNAIL + column + right]!;
      count++;
      sumA += a;
      sumB += b;
      sumAA += a * a;
      sumBB += b * b;
      sumAB += a * b;
    }
  }
  const spread = (sumAA - (sumA * sumA) / count) * (sumBB - (sumB * sumB) / count);
  // A plane without content fits nowhere; below a thousandth of a grey level it is rounding.
  return spread < 1e-6 ? 0 : (sumAB - (sumA * sumB) / count) / Math.sqrt(spread);
}

/** How alike both are where they lie over each other. */
function matchAt(reference: Float32Array, thumbnail: Float32Array, right: number, down: number): number {
  const [a, b]: [number[], number[]] = [[], []];
  for (let row = Math.max(0, -down); row < THUMBNAIL - Math.max(0, down); row++) {
    for (let column = Math.max(0, -right); column < THUMBNAIL - Math.max(0, right); column++) {
      a.push(reference[row * THUMBNAIL + column]!);
      b.push(thumbnail[(row + down) * THUMBNAIL + column + right]!);
    }
  }
  return likeness(a, b);
}

/** Where the parabola through three neighbouring values has its top, from -0.5 to 0.5 of a step. */
function peakBetween(before: number, at: number, after: number): number {
  const bend = before - 2 * at + after;
  return bend >= 0 ? 0 : (before - after) / (2 * bend);
}
