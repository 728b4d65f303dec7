import { type Calibration, expectedRejectRate, picturesFor, thresholdAt } from '../patchcore/calibration.ts';

/** Scores of pictures whose truth is known. */
export interface LabelledScores {
  readonly good: readonly number[];
  readonly defective: readonly number[];
}

/** What another false-reject rate would bring; wire names. */
export interface WhatIf {
  readonly rate: number;
  readonly fail_threshold: number;
  readonly expected_rejects_per_1000: number;
  /** Of the labelled pictures; null without any. */
  readonly good_rejected: number | null;
  readonly defects_caught: number | null;
  /** Whether this is the rate that the model has. */
  readonly in_use: boolean;
}

/** A rate that the pictures do not support, and how many it would take; wire names. */
export interface StricterRate {
  readonly rate: number;
  readonly pictures_needed: number;
  readonly more_good_pictures: number;
}

type Scores = Pick<Calibration, 'n' | 'scores' | 'smallestSupportableRate'>;

const USUAL_RATES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
const STRICT_RATES = [0.02, 0.01, 0.005, 0.002, 0.001];

/** The rates that the held-out scores support, ascending, each with its threshold and its consequences. */
export function whatIfTable(
  calibration: Scores & Pick<Calibration, 'maxFalseRejectRate' | 'method'>,
  labelled: LabelledScores | null,
  asked: readonly number[] = [],
): readonly WhatIf[] {
  const { n, scores, smallestSupportableRate: smallest, maxFalseRejectRate, method } = calibration;
  const current = method === 'false_reject_rate' ? maxFalseRejectRate : null;
  const wanted = [...(current === null ? [] : [current]), ...asked];
  // Rates between two steps of 1 / (n + 1) have the same threshold; one of them is enough unless they were asked for.
  const steps = new Set(wanted.map(rate => expectedRejectRate(n, rate)));
  const others = [...USUAL_RATES, smallest].filter(rate => {
    const step = expectedRejectRate(n, rate);
    if (rate < smallest || steps.has(step)) return false;
    steps.add(step);
    return true;
  });
  return [...new Set([...wanted, ...others])]
    .filter(rate => rate >= smallest)
    .sort((a, b) => a - b)
    .map(rate => {
      const threshold = thresholdAt(scores, rate);
      return {
        rate,
        fail_threshold: threshold,
        expected_rejects_per_1000: 1000 * expectedRejectRate(n, rate),
        good_rejected: countAbove(labelled?.good, threshold),
        defects_caught: countAbove(labelled?.defective, threshold),
        in_use: rate === current,
      };
    });
}

/**
 * How many good pictures rates would need that the calibration does not support.
 *
 * @param trainingPictures all good pictures, of which the calibration's n are held out
 */
export function stricterRates(
  { n, smallestSupportableRate }: Scores,
  trainingPictures: number,
): readonly StricterRate[] {
  return STRICT_RATES.filter(rate => rate < smallestSupportableRate).map(rate => {
    const needed = picturesFor(rate);
    return {
      rate,
      pictures_needed: needed,
      more_good_pictures: Math.ceil(((needed - n) * trainingPictures) / n - 1e-9),
    };
  });
}

function countAbove(scores: readonly number[] | undefined, threshold: number): number | null {
  if (scores === undefined || scores.length === 0) return null;
  return scores.filter(score => score > threshold).length;
}
