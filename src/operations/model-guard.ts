import type { Alignment } from '../alignment/alignment.ts';
import type { Pose } from '../alignment/pose.ts';
import { InspectError } from '../errors.ts';
import { statisticsInPlace } from '../guard/aligned-thumbnail.ts';
import { alignmentFinding } from '../guard/alignment-finding.ts';
import { guardFromDocument, guardToDocument } from '../guard/guard-document.ts';
import { findingSentence, guardedDecision } from '../guard/guarded-decision.ts';
import { calibrateGuard, type GuardedPicture, type InputGuard, widenGuard } from '../guard/input-guard.ts';
import { pictureStatistics } from '../guard/picture-statistics.ts';
import { findUnusual, type InputFinding } from '../guard/unusual.ts';
import type { Image } from '../image/image.ts';
import { readAttachment, type StoredModel } from '../patchcore/artifact.ts';
import type { HeldOutPicture } from '../patchcore/calibration.ts';
import type { Detection } from '../patchcore/detect.ts';
import type { Training } from '../patchcore/train.ts';
import { InputGuardDocument } from '../schemas/input-guard.ts';
import { parseDocument } from './json-document.ts';
import { poseOf } from './model-alignment.ts';
import type { TrainingAlignment } from './training-alignment.ts';
import type { ReadPictures } from './training-pictures.ts';

/** A detection whose verdict heeds whether the picture can be judged at all. */
export interface GuardedDetection extends Detection {
  /** The most telling first; empty for a picture like those of the training, and without a guard. */
  readonly inputFindings: readonly InputFinding[];
}

/** An input finding; wire names. */
export interface InputFindingFacts {
  readonly reason: InputFinding['reason'];
  readonly reading: InputFinding['reading'];
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** 1 at the limit, 2 at twice its distance from the middle. */
  readonly excess: number;
  readonly sentence: string;
}

/** What a model judges pictures as photographs by. */
export interface Judging {
  readonly guard: InputGuard | null;
  readonly alignment: Alignment | null;
}

const GUARD = 'input_guard.json';

/** The model file with the input guard; none when it is switched off or the pictures are too few. */
export function guardFile(
  { heldOut }: Pick<Training, 'heldOut'>,
  { pictures, statistics }: Pick<ReadPictures, 'pictures' | 'statistics'>,
  rate: number | null,
  aligned: TrainingAlignment | null,
): Readonly<Record<string, Uint8Array>> {
  if (rate === null) return {};
  const inPlace = (name: string, index: number) =>
    statisticsInPlace(statistics.get(name)!, aligned?.poses[index] ?? null, aligned?.alignment.aspect ?? 1);
  const guarding = pictures.map(({ name }, index) => ({
    statistics: inPlace(name, index),
    typicalDistance: heldOut[index]!.typicalDistance,
  }));
  return fileOf(calibrateGuard(guarding, rate));
}

/** The guard of a model, or null when it has none. */
export async function readGuard(model: Pick<StoredModel, 'folder' | 'config'>): Promise<InputGuard | null> {
  const bytes = await readAttachment(model, GUARD);
  if (bytes === null) return null;
  const parsed = parseDocument(InputGuardDocument, new TextDecoder().decode(bytes));
  if (parsed.fault === null) return guardFromDocument(parsed.document);
  throw new InspectError(
    'model_damaged',
    `The model file ${model.folder}/${GUARD} is damaged: ${parsed.fault}. Restore the file or train again.`,
  );
}

/** The file of a guard that also lets taught pictures through; none for a model without one. */
export async function widenedGuardFile(
  model: Pick<StoredModel, 'folder' | 'config'>,
  alignment: Alignment | null,
  taught: readonly { readonly image: Image; readonly pose: Pose | null }[],
  heldOut: readonly HeldOutPicture[],
): Promise<Readonly<Record<string, Uint8Array>>> {
  const guard = await readGuard(model);
  if (guard === null) return {};
  const pictures = taught.map(({ image, pose }, index) => ({
    statistics: statisticsInPlace(pictureStatistics(image), pose, alignment?.aspect ?? 1),
    typicalDistance: heldOut[index]!.typicalDistance,
  }));
  return fileOf(widenGuard(guard, pictures));
}

/** What was detected in a picture, with a verdict that heeds the guard and whether the picture was aligned. */
export function guarded(judging: Judging, image: Image, detection: Detection): GuardedDetection {
  const { guard } = judging;
  const { found, fault } = detection.alignment ?? { fault: null };
  const inputFindings = [
    ...(found && fault !== null ? [alignmentFinding(fault, found, image)] : []),
    ...(guard === null ? [] : findUnusual(guard, guardedPicture(judging, image, detection))),
  ];
  return { ...detection, ...guardedDecision(detection, inputFindings), inputFindings };
}

/** A picture as the guard sees it: with the part in its place, where it was brought there. */
export function guardedPicture(
  { alignment }: Pick<Judging, 'alignment'>,
  image: Image,
  detection: Pick<Detection, 'alignment' | 'typicalDistance'>,
): GuardedPicture {
  const statistics = pictureStatistics(image);
  return {
    statistics: statisticsInPlace(statistics, poseOf(detection.alignment), alignment?.aspect ?? 1),
    typicalDistance: detection.typicalDistance,
  };
}

/** A finding in words and numbers. */
export function inputFindingFacts(finding: InputFinding): InputFindingFacts {
  const { reason, reading, value, low, high, excess } = finding;
  return { reason, reading, value, low, high, excess, sentence: findingSentence(finding) };
}

function fileOf(guard: InputGuard | null): Readonly<Record<string, Uint8Array>> {
  if (guard === null) return {};
  return { [GUARD]: Buffer.from(`${JSON.stringify(guardToDocument(guard), null, 2)}\n`) };
}
