import type { ModelFacts } from '../patchcore/artifact.ts';
import type { Calibration } from '../patchcore/calibration.ts';
import type { CheckedPictures } from './training-pictures.ts';

/** What `train --json` prints; wire names. */
export interface TrainingSummary {
  readonly category: string;
  readonly version: string;
  readonly folder: string;
  readonly backbone: string;
  readonly layers: readonly string[];
  readonly image_size: number;
  readonly device: string;
  readonly pictures: number;
  readonly skipped: CheckedPictures['skipped'];
  readonly patches: number;
  readonly entries: number;
  readonly dimensions: number;
  readonly threshold: number;
  readonly pixel_threshold: number;
  readonly threshold_method: string;
  readonly requested_false_reject_rate: number;
  readonly max_false_reject_rate: number;
  readonly smallest_supportable_rate: number;
  readonly timings: { readonly total_ms: number };
}

interface Outcome {
  readonly folder: string;
  readonly version: string;
  readonly device: string;
  readonly skipped: CheckedPictures['skipped'];
  readonly totalMs: number;
}

/** Sums a training up for programs. */
export function trainingSummary(
  facts: ModelFacts,
  { folder, version, device, skipped, totalMs }: Outcome,
): TrainingSummary {
  const { calibration, coreset } = facts;
  return {
    category: facts.category,
    version,
    folder,
    backbone: facts.backbone.name,
    layers: facts.layers,
    image_size: facts.preprocessing.image_size,
    device,
    pictures: facts.training_set.pictures,
    skipped,
    patches: coreset.patches,
    entries: coreset.entries,
    dimensions: facts.dimensions,
    threshold: facts.threshold,
    pixel_threshold: calibration.pixel_threshold,
    threshold_method: calibration.method,
    requested_false_reject_rate: calibration.requested_false_reject_rate,
    max_false_reject_rate: calibration.max_false_reject_rate,
    smallest_supportable_rate: calibration.smallest_supportable_rate,
    timings: { total_ms: Math.round(totalMs) },
  };
}

/** What the threshold promises, in one sentence. */
export function calibrationNote({
  method,
  n,
  threshold,
  requestedFalseRejectRate,
  maxFalseRejectRate,
  smallestSupportableRate,
}: Calibration): string {
  const percent = (share: number) => `${Number((100 * share).toPrecision(2))} %`;
  const at = `The threshold is ${threshold.toFixed(3)}`;
  if (method !== 'false_reject_rate')
    return `${at}, by ${method} over the held-out scores of ${n} good pictures.`;
  if (requestedFalseRejectRate >= smallestSupportableRate) {
    return `${at}: about ${percent(maxFalseRejectRate)} of good parts will be rejected (leave-one-picture-out over ${n} good pictures).`;
  }
  const needed = Math.ceil(1 / requestedFalseRejectRate) - 1;
  return `${at}: ${n} good pictures support a false-reject rate of ${percent(maxFalseRejectRate)} at best, not the ${percent(requestedFalseRejectRate)} asked for; that needs ${needed} good pictures.`;
}
