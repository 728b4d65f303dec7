import { type Calibration, type CalibrationSettings, calibrate, type HeldOutScore } from './calibration.ts';
import type { Verdict } from './decision.ts';

/** A known defect: what the old version says of it, and its score by the new bank. */
export interface KnownDefect {
  readonly before: Verdict;
  readonly score: number;
}

/**
 * Sets the thresholds of a model anew when good parts were added to its memory bank, by the rule they were set with.
 *
 * Leave-one-out: on the old held-out scores, as they were stored, and on those of the new pictures. A patch's distance
 * can only shrink when the bank grows, so the stored scores stand for distances that are now smaller or the same.
 * Split: on the stored scores alone, as the new pictures are in the bank; what was proven for parts like those that were
 * kept out is not touched by a bank from which nothing is farther.
 *
 * @param known of the model's pictures, in the order they were trained and taught
 */
export function recalibrate(
  old: Calibration,
  known: readonly HeldOutScore[],
  added: readonly HeldOutScore[],
): Calibration {
  return old.kind === 'split' ? old : calibrate([...known, ...added], settingsOf(old));
}

/**
 * Lowers raised thresholds again as far as it takes to judge the known defects as before: to the largest held-out score
 * below them, never under the old threshold. The rates become those that the lowered thresholds stand for.
 */
export function sparingDefects(
  fresh: Calibration,
  old: Calibration,
  defects: readonly KnownDefect[],
): Calibration {
  const failing = defects.filter(({ before }) => before === 'FAIL').map(({ score }) => score);
  const caught = defects.filter(({ before }) => before !== 'PASS').map(({ score }) => score);
  const threshold = lowered(fresh.threshold, old.threshold, failing, fresh.scores);
  const review = lowered(fresh.reviewThreshold, old.reviewThreshold, caught, fresh.scores);
  const reviewThreshold = Math.min(review, threshold);
  return {
    ...fresh,
    threshold,
    reviewThreshold,
    ...(threshold < fresh.threshold && { maxFalseRejectRate: shareAbove(fresh.scores, threshold) }),
    ...(reviewThreshold < fresh.reviewThreshold && { reviewRate: shareAbove(fresh.scores, reviewThreshold) }),
  };
}

function lowered(fresh: number, old: number, defects: readonly number[], scores: readonly number[]): number {
  const lowest = defects
    .filter(score => score > old) // what the bank covers now no threshold brings back
    .reduce((least, score) => Math.min(least, score), Number.POSITIVE_INFINITY);
  if (fresh < lowest) return fresh;
  return Math.max(old, scores.filter(score => score < lowest).at(-1) ?? old);
}

/** The rate that a threshold stands for: (1 + #{scores > threshold}) / (n + 1). */
function shareAbove(scores: readonly number[], threshold: number): number {
  return (1 + scores.filter(score => score > threshold).length) / (scores.length + 1);
}

/** The settings that gave a calibration; those of `mean_std` and `percentile` follow from the threshold they gave. */
function settingsOf(old: Calibration): CalibrationSettings {
  return {
    kind: old.kind,
    heldOutShare: 0,
    method: old.method,
    maxFalseRejectRate: old.requestedFalseRejectRate,
    reviewRate: old.requestedReviewRate,
    sigmas: sigmasOf(old),
    percentile: percentileOf(old),
  };
}

function sigmasOf({ scores, threshold }: Calibration): number {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length);
  return deviation === 0 ? 0 : (threshold - mean) / deviation;
}

/** The percentile whose linear interpolation gives the threshold. */
function percentileOf({ scores, threshold }: Calibration): number {
  const above = scores.findIndex(score => score >= threshold);
  if (above <= 0) return above === 0 ? 0 : 100;
  const [low, high] = [scores[above - 1]!, scores[above]!];
  return (100 * (above - 1 + (threshold - low) / (high - low))) / (scores.length - 1);
}
