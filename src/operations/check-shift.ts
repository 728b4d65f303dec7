import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config, ConfigKey } from '../config.ts';
import { InspectError, throwIfCancelled } from '../errors.ts';
import { guardReadings, type InputGuard } from '../guard/input-guard.ts';
import { isImageName } from '../image/codec.ts';
import { type GuardedDetection, guardedPicture } from './model-guard.ts';
import { type OpenCategory, openCategory } from './open-category.ts';
import type { Run } from './reporter.ts';
import {
  type MeasuredPicture,
  measureShifts,
  pairsNeeded,
  pairsOf,
  type QuantityShift,
  type Reference,
} from './shift-report.ts';

export interface ShiftRequest {
  readonly category: string;
  /** Folder with today's pictures of the golden parts. */
  readonly golden: string;
  /** Folder with pictures of the same parts from when all was well; the training stands for them when left out. */
  readonly reference?: string | undefined;
  /** Probability of a change being reported when there is none. */
  readonly alpha: number;
  readonly explicit: ReadonlySet<ConfigKey>;
}

/** What `check --json` prints; wire names. */
export interface ShiftCheck {
  readonly category: string;
  readonly model_version: string;
  readonly ok: boolean;
  readonly pictures: number;
  /** Null when today's pictures were compared with the training. */
  readonly reference_pictures: number | null;
  readonly pairs: number;
  readonly alpha: number;
  readonly shifts: readonly QuantityShift[];
  /** Golden parts that do not pass today. */
  readonly not_passed: readonly {
    readonly picture: string;
    readonly decision: GuardedDetection['decision'];
    readonly reason: string;
  }[];
  readonly notes: readonly string[];
}

/**
 * Checks camera, light and focus before a shift: today's pictures of golden parts against those from when all was
 * well, or against the training.
 *
 * @throws InspectError `data_not_found`, `data_invalid` for a model without input guard; those of loading a model.
 */
export async function checkShift(config: Config, request: ShiftRequest, run: Run): Promise<ShiftCheck> {
  const { category, golden, reference, alpha, explicit } = request;
  const goldenFiles = await picturesIn(golden);
  const referenceFiles = reference === undefined ? null : await picturesIn(reference);
  const expected = goldenFiles.length + (referenceFiles?.length ?? 0);
  const opened = await openCategory(config, category, explicit, expected, run.signal);
  try {
    const { guard, model } = opened;
    if (guard === null) throw withoutGuard(category, model.version);
    const today = await measureAll(opened, guard, golden, goldenFiles, run);
    const then = referenceFiles && (await measureAll(opened, guard, reference!, referenceFiles, run));
    const before = then?.map(({ measured }) => measured) ?? null;
    const now = today.map(({ measured }) => measured);
    const shifts = measureShifts(now, referenceOf(opened, guard, before), alpha);
    const notPassed = today
      .filter(({ detection }) => detection.decision !== 'PASS')
      .map(({ measured, detection }) => ({
        picture: measured.name,
        decision: detection.decision,
        reason: detection.reason,
      }));
    const pairs = before ? pairsOf(now, before).length : 0;
    return {
      category,
      model_version: model.version,
      ok: notPassed.length === 0 && !shifts.some(({ changed }) => changed),
      pictures: now.length,
      reference_pictures: before?.length ?? null,
      pairs,
      alpha,
      shifts,
      not_passed: notPassed,
      notes: notesOn(before !== null, now.length, pairs, alpha),
    };
  } finally {
    await opened.close();
  }
}

async function measureAll(
  opened: OpenCategory,
  guard: InputGuard,
  folder: string,
  files: readonly string[],
  { reporter, signal }: Run,
) {
  const measured: { readonly measured: MeasuredPicture; readonly detection: GuardedDetection }[] = [];
  for (const [index, name] of files.entries()) {
    throwIfCancelled(signal);
    const image = await opened.read(join(folder, name));
    const detection = await opened.detect(image);
    const picture = guardedPicture(opened, image, detection);
    const { sharpness, brightness, right, down } = guardReadings(guard, picture);
    measured.push({
      measured: { name, score: detection.score, sharpness, brightness, right, down },
      detection,
    });
    reporter.progress('inspecting', index + 1, files.length);
  }
  return measured;
}

function referenceOf(
  { model }: OpenCategory,
  { limits }: InputGuard,
  pictures: readonly MeasuredPicture[] | null,
): Reference {
  const { scores } = model.config.calibration;
  const at = (share: number) => scores[Math.floor(share * (scores.length - 1))]!;
  const { sharpness, brightness, right, down } = limits;
  // Scores have a long upper tail, which a standard deviation would follow.
  const score = { center: at(0.5), deviation: Math.max((at(0.84) - at(0.16)) / 2, 1e-6) };
  return { pictures, scores, usual: { score, sharpness, brightness, right, down } };
}

function notesOn(withReference: boolean, pictures: number, pairs: number, alpha: number): readonly string[] {
  const needed = pairsNeeded(alpha);
  if (!withReference)
    return [
      'Compared with the training pictures. Golden parts are compared more sharply with their own pictures from a good day: give these as the reference.',
    ];
  if (pairs >= needed) return [];
  if (pairs >= 5)
    return [
      `${pairs} pairs cannot prove a shift at this level, only that a part does not pass; take ${needed} or more.`,
    ];
  return [
    `${pairs} of ${pictures} pictures have a reference of the same name; all are compared as two sets, which sees less. Give pictures of the same part the same name.`,
  ];
}

/** The names of the pictures in a folder, sorted. */
async function picturesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(cause => {
    throw new InspectError(
      'data_not_found',
      `The folder ${folder} cannot be read (${cause.code}). Name a folder with pictures of golden parts.`,
      { cause },
    );
  });
  const pictures = names.filter(isImageName).sort();
  if (pictures.length > 0) return pictures;
  throw new InspectError(
    'data_not_found',
    `There are no pictures in ${folder}. Put today's pictures of the golden parts there.`,
  );
}

function withoutGuard(category: string, version: string): InspectError {
  return new InspectError(
    'data_invalid',
    `Version ${version} of "${category}" has no input guard, so it does not know what its pictures were like. Train it with 20 or more pictures and without --guard-rate none.`,
  );
}
