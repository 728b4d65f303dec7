import type { Config } from '../config.ts';
import { InspectError, throwIfCancelled } from '../errors.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import type { Lock } from '../lock.ts';
import { type StoredModel, writeVersion } from '../patchcore/artifact.ts';
import type { Calibration, HeldOutScore } from '../patchcore/calibration.ts';
import type { Verdict } from '../patchcore/decision.ts';
import { bankEntries, entriesOf } from '../patchcore/memory-bank.ts';
import { recalibrate, sparingDefects } from '../patchcore/recalibrate.ts';
import { type ActivationResult, activateNew } from './activate-version.ts';
import { calibrationOf } from './calibration-facts.ts';
import { withCategoryLock } from './category-lock.ts';
import { growModel, grownContent } from './grow-model.ts';
import { type OpenCategory, openCategory } from './open-category.ts';
import { categoryModelFolder } from './places.ts';
import type { Run } from './reporter.ts';
import { scoreKnownDefects } from './score-known-defects.ts';
import { taughtFacts } from './taught-facts.ts';
import { type FreshPicture, readPicturesToTeach } from './taught-pictures.ts';

export interface TeachRequest {
  readonly category: string;
  /** Pictures of good parts. */
  readonly pictures: readonly string[];
  /** For the journal; needed to force. */
  readonly reason?: string | undefined;
  /** Activate the new version even if the regression check speaks against it. */
  readonly force?: boolean | undefined;
  /** False to leave the new version out of use. */
  readonly activate?: boolean | undefined;
}

/** A taught picture; wire names. */
export interface TaughtPicture {
  readonly path: string;
  readonly sha256: string;
  /** By the version in use before. */
  readonly verdict_before: Verdict;
  readonly score_before: number;
  /** Against the new bank without the picture's own entries: as a like part scores that was not taught. */
  readonly held_out_score: number;
  /** That the bank took from it. */
  readonly entries: number;
}

/** What `teach --normal --json` prints; wire names. */
export interface Teaching extends ActivationResult {
  readonly pictures: readonly TaughtPicture[];
  readonly known: readonly string[];
  readonly patches: number;
  readonly uncovered_patches: number;
  readonly covering_radius: number;
  readonly entries_before: number;
  readonly entries: number;
  readonly thresholds: { readonly before: Thresholds; readonly after: Thresholds };
  /** The thresholds would have risen further, but known defects would have been judged more mildly. */
  readonly spared_defects: boolean;
  readonly timings: { readonly total_ms: number };
}

interface Thresholds {
  readonly fail: number;
  readonly review: number;
  readonly max_false_reject_rate: number;
  readonly review_rate: number;
}

/**
 * Teaches a category that some parts are good: what the memory bank does not cover of them joins it, the thresholds are
 * set anew on the stored held-out scores and those of the taught pictures, and the new version is put to use when the
 * regression check does not speak against it. The training pictures are not needed.
 *
 * @throws InspectError as `readPicturesToTeach`, and `data_invalid` when nothing is new; the version in use stays.
 */
export async function teachNormal(config: Config, request: TeachRequest, run: Run): Promise<Teaching> {
  const { category, pictures } = request;
  checkCategoryName(category);
  if (pictures.length === 0)
    throw new InspectError('invalid_argument', 'Name pictures of good parts with --normal FILE….');
  const folder = categoryModelFolder(config, category);
  return withCategoryLock(folder, category, async lock => {
    const opened = await openCategory(config, category, new Set(), pictures.length, run.signal);
    try {
      return await teachLocked(config, request, { opened, folder, lock }, run);
    } finally {
      await opened.close();
    }
  });
}

interface Place {
  readonly opened: OpenCategory;
  /** The category's model folder. */
  readonly folder: string;
  readonly lock: Lock;
}

async function teachLocked(
  config: Config,
  { category, pictures, reason, force, activate }: TeachRequest,
  { opened, folder, lock }: Place,
  run: Run,
): Promise<Teaching> {
  const started = performance.now();
  const { model } = opened;
  const { fresh, known } = await readPicturesToTeach(opened, pictures);
  const before = await judgeAll(opened, fresh, run);
  // 1. The bank takes in what it does not cover.
  const { grown, heldOut, index } = await growModel(opened, fresh, run);
  // 2. The thresholds, on all held-out scores.
  const old = calibrationOf(model.config);
  const raised = recalibrate(old, heldOutOf(model), heldOut);
  const defects = await scoreKnownDefects({ opened, folder, bank: grown.bank, index: index?.index }, run);
  const calibration = sparingDefects(raised, old, defects);
  // 3. The new version, and whether it may be used.
  const facts = taughtFacts(model, {
    pictures: fresh.map(({ sha256 }) => sha256),
    grown,
    calibration,
    index,
  });
  throwIfCancelled(run.signal);
  const content = await grownContent(opened, { fresh, grown, heldOut, index }, run);
  await lock.confirm();
  const version = await writeVersion(folder, facts, content);
  const grounds = { action: 'teach' as const, reason, force, activate };
  const activation = await activateNew(config, category, version, grounds, run);
  return {
    ...activation,
    pictures: fresh.map(({ path, sha256 }, place) => ({
      path,
      sha256,
      ...before[place]!,
      held_out_score: heldOut[place]!.score,
      entries: entriesOf(grown.bank, model.trainingImages.length + place).length,
    })),
    known,
    patches: grown.patches,
    uncovered_patches: grown.uncovered,
    covering_radius: grown.radius,
    entries_before: bankEntries(model.bank),
    entries: bankEntries(grown.bank),
    thresholds: { before: thresholdsOf(old), after: thresholdsOf(calibration) },
    spared_defects:
      calibration.threshold < raised.threshold || calibration.reviewThreshold < raised.reviewThreshold,
    timings: { total_ms: Math.round(performance.now() - started) },
  };
}

async function judgeAll(category: OpenCategory, fresh: readonly FreshPicture[], { signal }: Run) {
  const before: { readonly verdict_before: Verdict; readonly score_before: number }[] = [];
  for (const { image } of fresh) {
    throwIfCancelled(signal);
    const { decision, score } = await category.detect(image);
    before.push({ verdict_before: decision, score_before: score });
  }
  return before;
}

function heldOutOf({ trainingImages }: StoredModel): readonly HeldOutScore[] {
  return trainingImages.map(image => ({
    score: image.held_out_score,
    mapMaximum: image.held_out_map_maximum,
  }));
}

function thresholdsOf(calibration: Calibration): Thresholds {
  return {
    fail: calibration.threshold,
    review: calibration.reviewThreshold,
    max_false_reject_rate: calibration.maxFalseRejectRate,
    review_rate: calibration.reviewRate,
  };
}
