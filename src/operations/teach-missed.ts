import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { loadModel } from '../patchcore/artifact.ts';
import { pValue } from '../patchcore/calibration.ts';
import type { Verdict } from '../patchcore/decision.ts';
import { addToRegressionSet } from './manage-regression.ts';
import { categoryModelFolder } from './places.ts';
import type { Run } from './reporter.ts';

export interface MissedRequest {
  readonly category: string;
  /** Pictures of defective parts that were passed. */
  readonly pictures: readonly string[];
  /** Where the defects are; none, or one for each picture. */
  readonly masks: readonly string[];
  readonly reason?: string | undefined;
}

/** An escape, and what it would take to catch it with the model as it is; wire names. */
export interface MissedPicture {
  readonly path: string;
  readonly sha256: string;
  readonly verdict: Verdict;
  readonly anomaly_score: number;
  /** The largest held-out score below the picture's: as a threshold it makes the picture fail. Null when none is below. */
  readonly catching_threshold: number | null;
  /** The share of good parts that such a threshold rejects, (1 + #{held-out scores >= s}) / (n + 1). */
  readonly catching_false_reject_rate: number;
  readonly rejects_per_1000: number;
}

/** What `teach --missed --json` prints; wire names. */
export interface MissedReport {
  readonly category: string;
  readonly version: string;
  readonly fail_threshold: number;
  readonly review_threshold: number;
  readonly max_false_reject_rate: number;
  readonly pictures: readonly MissedPicture[];
  /** Pictures that were in the regression set already. */
  readonly known: readonly string[];
  readonly regression_pictures: number;
}

/**
 * Puts defective parts that were passed into the regression set, and tells which threshold would have caught them and
 * what that costs in false rejects, from the held-out scores of the version in use. The model is not changed.
 *
 * @throws InspectError as `addToRegressionSet`.
 */
export async function teachMissed(config: Config, request: MissedRequest, run: Run): Promise<MissedReport> {
  const { category, pictures, masks, reason } = request;
  if (pictures.length === 0)
    throw new InspectError(
      'invalid_argument',
      'Name pictures of defects that were passed with --missed FILE….',
    );
  const addition = await addToRegressionSet(
    config,
    { category, good: [], defects: pictures, masks, reason: reason ?? 'missed in production' },
    run,
  );
  const { config: model } = await loadModel(
    categoryModelFolder(config, category),
    category,
    addition.version,
  );
  const { calibration, threshold } = model;
  return {
    category,
    version: addition.version,
    fail_threshold: threshold,
    review_threshold: calibration.review_threshold,
    max_false_reject_rate: calibration.max_false_reject_rate,
    pictures: addition.added.map(({ path, sha256, judgement }) => ({
      path,
      sha256,
      verdict: judgement.verdict as Verdict, // one that is refused is not added
      ...costOfCatching(calibration.scores, judgement.anomaly_score!),
    })),
    known: addition.known,
    regression_pictures: addition.pictures,
  };
}

/** @param scores held-out scores of good pictures, ascending */
function costOfCatching(scores: readonly number[], score: number) {
  const rate = pValue(scores, score);
  return {
    anomaly_score: score,
    catching_threshold: scores.filter(heldOut => heldOut < score).at(-1) ?? null,
    catching_false_reject_rate: rate,
    rejects_per_1000: Math.round(1000 * rate),
  };
}
