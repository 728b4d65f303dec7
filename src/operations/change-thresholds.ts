import type { Config } from '../config.ts';
import { InspectError, throwIfCancelled } from '../errors.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import {
  attachmentNames,
  loadModel,
  type ModelFacts,
  readAttachment,
  type StoredModel,
  writeVersion,
} from '../patchcore/artifact.ts';
import { type Calibration, calibrate } from '../patchcore/calibration.ts';
import { type ActivationResult, activateNew } from './activate-version.ts';
import { calibrationFacts, calibrationOf } from './calibration-facts.ts';
import { withCategoryLock } from './category-lock.ts';
import { categoryModelFolder } from './places.ts';
import type { Run } from './reporter.ts';

export interface ThresholdRequest {
  readonly category: string;
  /** The share of good parts that may be rejected. */
  readonly maxFalseRejectRate: number;
  /** The share that may be rejected or sent to a person; that of the version in use when left out. */
  readonly reviewRate?: number | undefined;
  /** For the journal. */
  readonly reason: string;
  /** Activate the new version even if the regression check speaks against it. */
  readonly force: boolean;
}

/** Where a version sets its thresholds, and what they stand for; wire names. */
export interface ThresholdFacts {
  readonly fail: number;
  readonly review: number;
  readonly max_false_reject_rate: number;
  readonly review_rate: number;
}

/** The new version and how its thresholds differ; wire names. */
export interface ThresholdChange extends ActivationResult {
  readonly thresholds: { readonly before: ThresholdFacts; readonly after: ThresholdFacts };
}

/**
 * Sets the thresholds of a category anew, on the held-out scores that its model has kept: a new version with the same
 * memory bank, put to use when the regression check does not speak against it. A version is never changed.
 *
 * @throws InspectError `data_invalid` when the thresholds stay as they are or the pictures do not support the rate;
 * `model_not_found`, `model_damaged`, `locked`; what `activateNew` throws.
 */
export function changeThresholds(
  config: Config,
  request: ThresholdRequest,
  run: Run,
): Promise<ThresholdChange> {
  const { category, reason, force } = request;
  checkCategoryName(category);
  const folder = categoryModelFolder(config, category);
  return withCategoryLock(folder, category, async lock => {
    const model = await loadModel(folder, category);
    const old = calibrationOf(model.config);
    const calibration = recalibrated(old, request);
    const content = { ...model, attachments: await attachmentsOf(model) };
    throwIfCancelled(run.signal);
    await lock.confirm();
    const version = await writeVersion(folder, factsOf(model, calibration), content);
    const grounds = { action: 'threshold' as const, reason, force };
    const activation = await activateNew(config, category, version, grounds, run);
    return { ...activation, thresholds: { before: thresholdFacts(old), after: thresholdFacts(calibration) } };
  });
}

/** The thresholds that a rate gives on the scores of a calibration. */
function recalibrated(
  old: Calibration,
  { maxFalseRejectRate, reviewRate = old.requestedReviewRate }: ThresholdRequest,
): Calibration {
  const { n, smallestSupportableRate: smallest } = old;
  if (maxFalseRejectRate < smallest)
    throw new InspectError(
      'data_invalid',
      `${n} held-out pictures support a false-reject rate of ${smallest.toPrecision(3)} at best; ${maxFalseRejectRate} was asked for. Ask for more, or train with more good pictures.`,
    );
  const heldOut = old.scores.map((score, index) => ({ score, mapMaximum: old.mapMaxima[index]! }));
  const fresh = calibrate(heldOut, {
    kind: old.kind,
    heldOutShare: 0,
    method: 'false_reject_rate',
    maxFalseRejectRate,
    reviewRate: Math.max(reviewRate, maxFalseRejectRate),
    sigmas: 0,
    percentile: 0,
  });
  if (fresh.threshold !== old.threshold || fresh.reviewThreshold !== old.reviewThreshold) return fresh;
  throw new InspectError(
    'data_invalid',
    `A false-reject rate of ${maxFalseRejectRate} gives the thresholds that are in use, ${old.threshold} and ${old.reviewThreshold}: ${n} held-out pictures distinguish rates in steps of ${(1 / (n + 1)).toPrecision(3)}. Nothing was changed.`,
  );
}

function factsOf({ config }: StoredModel, calibration: Calibration): ModelFacts {
  const { files: _files, schema_version: _schema, product: _product, ...facts } = config;
  return { ...facts, threshold: calibration.threshold, calibration: calibrationFacts(calibration) };
}

async function attachmentsOf(model: StoredModel): Promise<Record<string, Uint8Array>> {
  const attachments: Record<string, Uint8Array> = {};
  for (const name of attachmentNames(model)) attachments[name] = (await readAttachment(model, name))!;
  return attachments;
}

function thresholdFacts(calibration: Calibration): ThresholdFacts {
  return {
    fail: calibration.threshold,
    review: calibration.reviewThreshold,
    max_false_reject_rate: calibration.maxFalseRejectRate,
    review_rate: calibration.reviewRate,
  };
}
