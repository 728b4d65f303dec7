import type { Calibration } from '../patchcore/calibration.ts';
import type { EvaluationReport } from '../schemas/report.ts';
import { clopperPearson, type Interval } from '../statistics/intervals.ts';
import { type CalibrationWords, calibrationWords } from './calibration-words.ts';
import { type CostSuggestion, cheapestThreshold, type MistakeCosts } from './threshold-by-cost.ts';
import { type StricterRate, stricterRates, type WhatIf, whatIfTable } from './what-if.ts';

/** A count out of so many with its exact 95 % confidence interval; wire names. */
export interface MeasuredShare {
  readonly count: number;
  readonly of: number;
  /** Null when `of` is 0. */
  readonly rate: number | null;
  readonly interval: Interval | null;
}

/** What labelled pictures showed; wire names. */
export interface MeasuredRates {
  readonly source: string;
  readonly false_rejects: MeasuredShare;
  readonly escapes: MeasuredShare;
  readonly good_to_review: MeasuredShare;
  readonly defects_to_review: MeasuredShare;
}

/** What a model promises and what stands behind it, as `calibration --json` prints it. */
export interface CalibrationCard extends CalibrationWords {
  readonly category: string;
  readonly model_version: string;
  readonly kind: Calibration['kind'];
  readonly method: Calibration['method'];
  readonly n: number;
  readonly training_pictures: number;
  /** How many patches of a picture the promise is about; null when it is all of them. */
  readonly region_of_interest: InspectedPatches | null;
  readonly requested_false_reject_rate: number;
  readonly max_false_reject_rate: number;
  readonly requested_review_rate: number;
  readonly review_rate: number;
  readonly smallest_supportable_rate: number;
  /** The false-reject rate that this one calibration stays under with 95 % confidence. */
  readonly plausible_false_reject_rate: number;
  readonly fail_threshold: number;
  readonly review_threshold: number;
  readonly pixel_threshold: number;
  readonly pixel_review_threshold: number;
  readonly measured: MeasuredRates | null;
  readonly what_if: readonly WhatIf[];
  readonly stricter: readonly StricterRate[];
  readonly cost: CostSuggestion | null;
}

/** How many patches of a picture are inspected. */
export interface InspectedPatches {
  readonly patches: number;
  readonly of: number;
}

/** What a card is made from. */
export interface CardInput {
  readonly category: string;
  readonly version: string;
  readonly calibration: Calibration;
  readonly trainingPictures: number;
  /** Of a model with a region of interest. */
  readonly regionOfInterest?: InspectedPatches | undefined;
  /** Whether a rule limits the number of regions. */
  readonly hasCountRule: boolean;
  /** An evaluation of this model, and where it came from. */
  readonly evaluation: { readonly source: string; readonly report: LabelledReport } | null;
  /** Further rates for the what-if table. */
  readonly rates: readonly number[];
  readonly costs: MistakeCosts | null;
}

export type LabelledReport = Pick<EvaluationReport, 'images' | 'verdicts'>;

/**
 * Makes the calibration card of a model.
 *
 * @throws InspectError as `cheapestThreshold` when costs are given.
 */
export function calibrationCard(input: CardInput): CalibrationCard {
  const { calibration, trainingPictures, evaluation } = input;
  const { n, scores, threshold } = calibration;
  // The rate of one calibration is distributed like Beta(rejected + 1, n - rejected); this is its 95th percentile.
  const plausibleRate = clopperPearson(scores.filter(score => score > threshold).length, n, 0.9)[1];
  const labelled = evaluation && labelledScores(evaluation.report);
  return {
    category: input.category,
    model_version: input.version,
    kind: calibration.kind,
    method: calibration.method,
    n,
    training_pictures: trainingPictures,
    region_of_interest: input.regionOfInterest ?? null,
    requested_false_reject_rate: calibration.requestedFalseRejectRate,
    max_false_reject_rate: calibration.maxFalseRejectRate,
    requested_review_rate: calibration.requestedReviewRate,
    review_rate: calibration.reviewRate,
    smallest_supportable_rate: calibration.smallestSupportableRate,
    plausible_false_reject_rate: plausibleRate,
    fail_threshold: threshold,
    review_threshold: calibration.reviewThreshold,
    pixel_threshold: calibration.pixelThreshold,
    pixel_review_threshold: calibration.pixelReviewThreshold,
    ...calibrationWords(calibration, plausibleRate, input.hasCountRule),
    measured: evaluation && measuredRates(evaluation.source, evaluation.report),
    what_if: whatIfTable(calibration, labelled, input.rates),
    stricter: stricterRates(calibration, trainingPictures),
    cost: input.costs && cheapestThreshold(calibration, labelled?.defective ?? [], input.costs),
  };
}

function labelledScores({ images }: LabelledReport) {
  const scoresOf = (wanted: 'good' | 'defect') =>
    images.filter(({ label }) => label === wanted).map(image => image.anomaly_score);
  return { good: scoresOf('good'), defective: scoresOf('defect') };
}

function measuredRates(source: string, { verdicts: { good, defective } }: LabelledReport): MeasuredRates {
  const goods = good.pass + good.review + good.fail;
  const defects = defective.pass + defective.review + defective.fail;
  return {
    source,
    false_rejects: measuredShare(good.fail, goods),
    escapes: measuredShare(defective.pass, defects),
    good_to_review: measuredShare(good.review, goods),
    defects_to_review: measuredShare(defective.review, defects),
  };
}

function measuredShare(count: number, of: number): MeasuredShare {
  return of === 0
    ? { count, of, rate: null, interval: null }
    : { count, of, rate: count / of, interval: clopperPearson(count, of) };
}
