import type { ModelFacts } from '../patchcore/artifact.ts';
import { type Calibration, picturesFor } from '../patchcore/calibration.ts';
import { bankEntries } from '../patchcore/memory-bank.ts';
import type { Training } from '../patchcore/train.ts';
import { INDEX_PAYS } from '../patchcore/training-index.ts';
import type { ActivationResult } from './activate-version.ts';
import type { RegressionCheck } from './regression-check.ts';
import type { CheckedPictures } from './training-pictures.ts';
import type { TrainingCost } from './training-words.ts';

/** What `train --json` prints; wire names. */
export interface TrainingSummary {
  readonly category: string;
  readonly version: string;
  readonly folder: string;
  /** The version in use before. */
  readonly from: string | null;
  /** False when the regression check keeps the version that was in use before, or it was to stay out of use. */
  readonly activated: boolean;
  readonly forced: boolean;
  /** The id of the line in the journal; null where nothing was put to use. */
  readonly activation: string | null;
  readonly regression: RegressionCheck;
  readonly backbone: string;
  readonly precision: string;
  readonly layers: readonly string[];
  readonly image_size: number;
  /** Of a model that sees pictures in tiles. */
  readonly tiling?: ModelFacts['preprocessing']['tiling'];
  /** How many of a picture's patches are inspected; absent where all are. */
  readonly region_of_interest?: ModelFacts['region_of_interest'];
  readonly device: string;
  readonly pictures: number;
  readonly copies: CheckedPictures['copies'];
  readonly skipped: CheckedPictures['skipped'];
  readonly patches: number;
  readonly entries: number;
  readonly dimensions: number;
  /** Of a bank that is searched through an index. */
  readonly index?: ModelFacts['index'];
  readonly threshold: number;
  readonly review_threshold: number;
  readonly pixel_threshold: number;
  readonly threshold_method: string;
  readonly calibration: string;
  /** Pictures that the thresholds rest on. */
  readonly calibration_pictures: number;
  readonly requested_false_reject_rate: number;
  readonly max_false_reject_rate: number;
  readonly review_rate: number;
  readonly smallest_supportable_rate: number;
  /** What was foretold; null when none of the first pictures could be read. */
  readonly estimate: CostOnTheWire | null;
  /** The most that the process has held so far, as the operating system counts it. */
  readonly peak_memory_bytes: number;
  readonly disk_bytes: number;
  readonly timings: { readonly total_ms: number };
}

interface CostOnTheWire {
  readonly seconds: number;
  readonly peak_memory_bytes: number;
  readonly disk_bytes: number;
}

interface Outcome extends Omit<ActivationResult, 'category'> {
  readonly folder: string;
  readonly device: string;
  readonly checked: Pick<CheckedPictures, 'copies' | 'skipped'>;
  readonly estimate: TrainingCost | null;
  readonly cost: TrainingCost;
}

/** Says whether the approximate index that was asked for was built, and how good it is. */
export function indexNote({ index, bank }: Training): string {
  const entries = bankEntries(bank).toLocaleString('en');
  return index
    ? `The bank of ${entries} entries is searched through an index: of ${index.patches.toLocaleString('en')} held-out patches it found the nearest entry for ${(100 * index.recall).toFixed(1)} %.`
    : `The bank has ${entries} entries: below ${INDEX_PAYS.toLocaleString('en')} the exact search is fast enough, so it is used and no index is built.`;
}

/** Sums a training up for programs. */
export function trainingSummary(
  facts: ModelFacts,
  { folder, device, checked, estimate, cost, ...activation }: Outcome,
): TrainingSummary {
  const { calibration, coreset } = facts;
  const { tiling } = facts.preprocessing;
  return {
    category: facts.category,
    folder,
    ...activation,
    backbone: facts.backbone.name,
    precision: facts.precision,
    layers: facts.layers,
    image_size: facts.preprocessing.image_size,
    ...(tiling && { tiling }),
    ...(facts.region_of_interest && { region_of_interest: facts.region_of_interest }),
    device,
    pictures: facts.training_set.pictures,
    copies: checked.copies,
    skipped: checked.skipped,
    patches: coreset.patches,
    entries: coreset.entries,
    dimensions: facts.dimensions,
    ...(facts.index && { index: facts.index }),
    threshold: facts.threshold,
    review_threshold: calibration.review_threshold,
    pixel_threshold: calibration.pixel_threshold,
    threshold_method: calibration.method,
    calibration: calibration.kind,
    calibration_pictures: calibration.n,
    requested_false_reject_rate: calibration.requested_false_reject_rate,
    max_false_reject_rate: calibration.max_false_reject_rate,
    review_rate: calibration.review_rate,
    smallest_supportable_rate: calibration.smallest_supportable_rate,
    estimate: estimate && onTheWire(estimate),
    peak_memory_bytes: cost.peakBytes,
    disk_bytes: cost.diskBytes,
    timings: { total_ms: Math.round(1000 * cost.seconds) },
  };
}

function onTheWire({ seconds, peakBytes, diskBytes }: TrainingCost): CostOnTheWire {
  return {
    seconds: Number(seconds.toFixed(1)),
    peak_memory_bytes: Math.round(peakBytes),
    disk_bytes: diskBytes,
  };
}

/** What the thresholds promise, in a sentence or two. */
export function calibrationNote(calibration: Calibration): string {
  const { method, n, threshold, reviewThreshold, requestedFalseRejectRate, smallestSupportableRate } =
    calibration;
  const limits = `FAIL above ${threshold.toFixed(3)}, REVIEW above ${reviewThreshold.toFixed(3)}`;
  if (method !== 'false_reject_rate')
    return `${limits}, by ${method} over the held-out scores of ${n} good pictures.`;
  const promise = `${limits}: ${promisedRate(calibration)}`;
  if (requestedFalseRejectRate >= smallestSupportableRate) return promise;
  const needed = picturesFor(requestedFalseRejectRate);
  return `${promise} That is the least that ${n} held-out pictures support; the ${percent(requestedFalseRejectRate)} asked for needs ${needed}.`;
}

/** The rate of a calibration with what stands behind it, as a sentence. */
function promisedRate({ kind, n, maxFalseRejectRate }: Calibration): string {
  const rate = percent(maxFalseRejectRate);
  return kind === 'split'
    ? `at most ${rate} of good parts will be rejected (split calibration over ${n} good pictures kept out of the memory bank).`
    : `about ${rate} of good parts will be rejected (leave-one-picture-out over ${n} good pictures).`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
