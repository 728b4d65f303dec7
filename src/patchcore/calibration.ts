import { InspectError } from '../errors.ts';

export type ThresholdMethod = 'false_reject_rate' | 'mean_std' | 'percentile';

/** Whether the scores are of pictures in the bank, each without its own entries, or of pictures kept out of it. */
export type CalibrationKind = 'leave_one_out' | 'split';

/** How the thresholds are set from held-out scores of good parts. */
export interface CalibrationSettings {
  readonly kind: CalibrationKind;
  /** The share of the pictures that `split` keeps out of the bank. */
  readonly heldOutShare: number;
  readonly method: ThresholdMethod;
  /** The share of good parts that may be rejected (method `false_reject_rate`). */
  readonly maxFalseRejectRate: number;
  /** The share of good parts that may be rejected or sent to a person. */
  readonly reviewRate: number;
  /** Deviations above the mean (method `mean_std`). */
  readonly sigmas: number;
  /** Percent of the held-out scores below the threshold (method `percentile`). */
  readonly percentile: number;
}

/** The thresholds and what they rest on. */
export interface Calibration {
  readonly kind: CalibrationKind;
  readonly method: ThresholdMethod;
  /** Held-out pictures. */
  readonly n: number;
  readonly requestedFalseRejectRate: number;
  /** The rate that the threshold stands for: the requested one, or the smallest that n pictures support. */
  readonly maxFalseRejectRate: number;
  readonly requestedReviewRate: number;
  /** The rate that the review threshold stands for; never under the one of the threshold. */
  readonly reviewRate: number;
  readonly smallestSupportableRate: number;
  /** FAIL above this. */
  readonly threshold: number;
  /** REVIEW above this and up to the threshold; never above that one. */
  readonly reviewThreshold: number;
  /** A pixel is part of a region when the anomaly map is above this; by the same rule on the map's maximum. */
  readonly pixelThreshold: number;
  readonly pixelReviewThreshold: number;
  /** Held-out image scores, ascending. */
  readonly scores: readonly number[];
  /** Held-out maxima of the anomaly map, ascending: what the peak of a region is compared with. */
  readonly mapMaxima: readonly number[];
}

/** The image score of one training picture and the maximum of its map, without its own entries in the bank. */
export interface HeldOutScore {
  readonly score: number;
  readonly mapMaximum: number;
}

/** The same with the median distance of its patches, which says whether the picture as a whole is unusual. */
export interface HeldOutPicture extends HeldOutScore {
  readonly typicalDistance: number;
}

/**
 * Sets the thresholds from held-out scores.
 *
 * With n scores sorted, the k-th smallest, k = ceil((n + 1)(1 - alpha)), is exceeded by a new good part with
 * probability alpha at most when good parts are exchangeable with the held-out parts. k > n means that n pictures cannot
 * support alpha; then the smallest rate they can, 1 / (n + 1), is used.
 *
 * @throws InspectError `data_invalid` for fewer than two scores.
 */
export function calibrate(heldOut: readonly HeldOutScore[], settings: CalibrationSettings): Calibration {
  const n = heldOut.length;
  if (n < 2)
    throw new InspectError(
      'data_invalid',
      `Found ${n} picture to calibrate with; at least 2 are needed, and 30 or more are advised.`,
    );
  const scores = ascending(heldOut.map(entry => entry.score));
  const maxima = ascending(heldOut.map(entry => entry.mapMaximum));
  const { kind, method, maxFalseRejectRate, reviewRate } = settings;
  const threshold = thresholdOf(scores, settings);
  const pixelThreshold = thresholdOf(maxima, settings);
  const rate =
    method === 'false_reject_rate' ? supportableRate(n, maxFalseRejectRate) : pValue(scores, threshold);
  return {
    kind,
    method,
    n,
    requestedFalseRejectRate: maxFalseRejectRate,
    maxFalseRejectRate: rate,
    requestedReviewRate: reviewRate,
    reviewRate: Math.max(rate, supportableRate(n, reviewRate)),
    smallestSupportableRate: 1 / (n + 1),
    threshold,
    reviewThreshold: Math.min(threshold, thresholdAt(scores, reviewRate)),
    pixelThreshold,
    pixelReviewThreshold: Math.min(pixelThreshold, thresholdAt(maxima, reviewRate)),
    scores,
    mapMaxima: maxima,
  };
}

/** The share of good parts that score at least this high: (1 + #{scores >= s}) / (n + 1). */
export function pValue(scores: readonly number[], score: number): number {
  const atLeast = scores.filter(heldOut => heldOut >= score).length;
  return (1 + atLeast) / (scores.length + 1);
}

/**
 * The k-th smallest score, k = ceil((n + 1)(1 - rate)), or the largest where the scores do not support the rate.
 *
 * @param scores ascending, at least one
 */
export function thresholdAt(scores: readonly number[], rate: number): number {
  const n = scores.length;
  return scores[Math.min(Math.max(rankFor(n, rate), 1), n) - 1]!;
}

/** The share of good parts expected above the threshold of a rate: at most the rate, in steps of 1 / (n + 1). */
export function expectedRejectRate(n: number, rate: number): number {
  return (n + 1 - Math.min(Math.max(rankFor(n, rate), 1), n)) / (n + 1);
}

/** The rate itself, or the smallest one that n scores support. */
export function supportableRate(n: number, rate: number): number {
  return Math.max(rate, 1 / (n + 1));
}

/** How many held-out pictures a rate needs. */
export function picturesFor(rate: number): number {
  return Math.ceil(1 / rate - 1e-9) - 1;
}

/** ceil((n + 1)(1 - alpha)), with a guard against 0.99 * 100 = 99.00000000000001. */
function rankFor(n: number, rate: number): number {
  return Math.ceil((n + 1) * (1 - rate) - 1e-9);
}

function thresholdOf(
  sorted: readonly number[],
  { method, maxFalseRejectRate, sigmas, percentile }: CalibrationSettings,
): number {
  switch (method) {
    case 'false_reject_rate':
      return thresholdAt(sorted, maxFalseRejectRate);
    case 'mean_std':
      return mean(sorted) + sigmas * deviation(sorted);
    case 'percentile':
      return interpolatedPercentile(sorted, percentile);
  }
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
