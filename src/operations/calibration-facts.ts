import type { Config } from '../config.ts';
import type { Calibration, CalibrationSettings } from '../patchcore/calibration.ts';
import type { ModelConfig } from '../schemas/model.ts';

/** What the options say about the thresholds. */
export function calibrationSettings(config: Config): CalibrationSettings {
  return {
    kind: config.calibration === 'split' ? 'split' : 'leave_one_out',
    heldOutShare: config.calibrationShare,
    method: config.thresholdMethod,
    maxFalseRejectRate: config.maxFalseRejectRate,
    reviewRate: config.reviewRate,
    sigmas: config.thresholdSigmas,
    percentile: config.thresholdPercentile,
  };
}

/** A calibration as `config.json` records it; wire names. */
export function calibrationFacts(calibration: Calibration): ModelConfig['calibration'] {
  return {
    kind: calibration.kind,
    method: calibration.method,
    n: calibration.n,
    requested_false_reject_rate: calibration.requestedFalseRejectRate,
    max_false_reject_rate: calibration.maxFalseRejectRate,
    requested_review_rate: calibration.requestedReviewRate,
    review_rate: calibration.reviewRate,
    smallest_supportable_rate: calibration.smallestSupportableRate,
    review_threshold: calibration.reviewThreshold,
    pixel_threshold: calibration.pixelThreshold,
    pixel_review_threshold: calibration.pixelReviewThreshold,
    scores: [...calibration.scores],
    map_maxima: [...calibration.mapMaxima],
  };
}

/** The calibration that a model's `config.json` records. */
export function calibrationOf({
  calibration,
  threshold,
}: Pick<ModelConfig, 'calibration' | 'threshold'>): Calibration {
  return {
    kind: calibration.kind,
    method: calibration.method,
    n: calibration.n,
    requestedFalseRejectRate: calibration.requested_false_reject_rate,
    maxFalseRejectRate: calibration.max_false_reject_rate,
    requestedReviewRate: calibration.requested_review_rate,
    reviewRate: calibration.review_rate,
    smallestSupportableRate: calibration.smallest_supportable_rate,
    threshold,
    reviewThreshold: calibration.review_threshold,
    pixelThreshold: calibration.pixel_threshold,
    pixelReviewThreshold: calibration.pixel_review_threshold,
    scores: calibration.scores,
    mapMaxima: calibration.map_maxima,
  };
}

/** The rules about regions that a model's `config.json` records, and how large a pixel is. */
export function rulesOf({ rules = {} }: Pick<ModelConfig, 'rules'>) {
  return {
    rules: { minRegionArea: rules.min_region_area, maxRegions: rules.max_regions },
    mmPerPx: rules.mm_per_px,
  };
}
