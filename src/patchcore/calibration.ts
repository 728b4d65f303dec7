import { InspectError } from '../errors.ts';

export type ThresholdMethod = 'false_reject_rate' | 'mean_std' | 'percentile';

/** How the threshold is set from held-out scores of good parts. */
export interface CalibrationSettings {
  readonly method: ThresholdMethod;
  /** The share of good parts that may be rejected (method `false_reject_rate`). */
  readonly maxFalseRejectRate: number;
  /** Deviations above the mean (method `mean_std`). */
  readonly sigmas: number;
  /** Percent of the held-out scores below the threshold (method `percentile`). */
  readonly percentile: number;
}

/** The threshold and what it rests on. */
export interface Calibration {
  readonly kind: 'leave_one_out';
  readonly method: ThresholdMethod;
  /** Held-out pictures. */
  readonly n: number;
  readonly requestedFalseRejectRate: number;
  /** The rate that the threshold stands for: the requested one, or the smallest that n pictures support. */
  readonly maxFalseRejectRate: number;
  readonly smallestSupportableRate: number;
  /** A picture fails when its score is above this. */
  readonly threshold: number;
  /** A pixel is part of a region when the anomaly map is above this; by the same rule on the map's maximum. */
  readonly pixelThreshold: number;
  /** Held-out image scores, ascending. */
  readonly scores: readonly number[];
}

/** The image score of one training picture and the maximum of its map, without its own entries in the bank. */
export interface HeldOutScore {
  readonly score: number;
  readonly mapMaximum: number;
}

/**
 * Sets the thresholds from leave-one-picture-out scores.
 *
 * With n scores sorted, the k-th smallest, k = ceil((n + 1)(1 - alpha)), is exceeded by a new good part with
 * probability alpha when good parts are exchangeable with the training parts. k > n means that n pictures cannot
 * support alpha; then the smallest rate they can, 1 / (n + 1), is used.
 */
export function calibrate(heldOut: readonly HeldOutScore[], settings: CalibrationSettings): Calibration {
  const scores = ascending(heldOut.map(entry => entry.score));
  const maxima = ascending(heldOut.map(entry => entry.mapMaximum));
  const n = scores.length;
  if (n < 2)
    throw new InspectError(
      'data_invalid',
      `Found ${n} picture to calibrate with; at least 2 are needed, and 30 or more are advised.`,
    );
  const smallestSupportableRate = 1 / (n + 1);
  const threshold = thresholdOf(scores, settings);
  const byRate = Math.max(settings.maxFalseRejectRate, smallestSupportableRate);
  return {
    kind: 'leave_one_out',
    method: settings.method,
    n,
    requestedFalseRejectRate: settings.maxFalseRejectRate,
    maxFalseRejectRate: settings.method === 'false_reject_rate' ? byRate : pValue(scores, threshold),
    smallestSupportableRate,
    threshold,
    pixelThreshold: thresholdOf(maxima, settings),
    scores,
  };
}

/** The share of good parts that score at least this high: (1 + #{scores >= s}) / (n + 1). */
export function pValue(scores: readonly number[], score: number): number {
  const atLeast = scores.filter(heldOut => heldOut >= score).length;
  return (1 + atLeast) / (scores.length + 1);
}

function thresholdOf(
  sorted: readonly number[],
  { method, maxFalseRejectRate, sigmas, percentile }: CalibrationSettings,
): number {
  switch (method) {
    case 'false_reject_rate':
      return sorted[Math.min(rankFor(sorted.length, maxFalseRejectRate), sorted.length) - 1]!;
    case 'mean_std':
      return mean(sorted) + sigmas * deviation(sorted);
    case 'percentile':
      return interpolatedPercentile(sorted, percentile);
  }
}

/** ceil((n + 1)(1 - alpha)), with a guard against 0.99 * 100 = 99.00000000000001. */
function rankFor(n: number, rate: number): number {
  return Math.ceil((n + 1) * (1 - rate) - 1e-9);
}

/** numpy.percentile's linear interpolation. */
function interpolatedPercentile(sorted: readonly number[], percentile: number): number {
  const position = ((sorted.length - 1) * percentile) / 100;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Population standard deviation, as numpy.std. */
function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map(value => (value - centre) ** 2)));
}

function ascending(values: readonly number[]): readonly number[] {
  return [...values].sort((a, b) => a - b);
}
