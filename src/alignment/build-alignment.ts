import { setImmediate } from 'node:timers/promises';
import { throwIfCancelled } from '../errors.ts';
import type { Plane } from '../image/image.ts';
import { type Alignment, type AlignmentKind, limitsFor } from './alignment.ts';
import { type FoundPose, poseFinder } from './find-pose.ts';
import { GREY_SIDE, greyPlane } from './grey-picture.ts';
import { IN_PLACE, type Pose, poseFrom } from './pose.ts';
import { sampleUnder } from './pose-on-plane.ts';
import { refinementLevel, sharpnessOfTurn } from './refine-pose.ts';

/** An alignment, and how it finds the pictures that it was made from. */
export interface BuiltAlignment {
  readonly alignment: Alignment;
  /** In the order of the pictures. */
  readonly found: readonly FoundPose[];
}

export interface BuildRun {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** The mean of so many pictures is as good as that of more. */
const MOST_PICTURES = 60;
/** Pictures that may begin the reference, and others that each is compared with. */
const FIRST_TRIED = 5;
const COMPARED = 8;
/** Rounds of aligning all pictures and taking their mean. */
const ROUNDS = 3;
/** A reference that says less of its angle is as good as round; see `sharpnessOfTurn`. */
const SHARP_TURN = 0.1;
/** In a category of parts that lie at any angle many are found out of range. */
const MOST_OUT_OF_RANGE = 0.1;
/** A match so many deviations below the middle is that of a picture of something else. */
const OUTLYING = 6;
const LEAST_DEVIATION = 0.01;

/**
 * Makes the reference that pictures are aligned to, out of the pictures themselves: one of them first, then three times
 * the mean of all, aligned to the mean before. The place and angle of the reference are the middle of theirs. Where the
 * part says nothing of its angle, because it is round or lies at any angle, only its place is found. Other work goes on
 * meanwhile.
 *
 * @param pictures grey pictures, see `greyPicture`; at least one
 * @param aspect width by height of the pictures as they were taken
 * @throws InspectError `cancelled`.
 */
export async function buildAlignment(
  pictures: readonly Uint8Array[],
  kind: AlignmentKind,
  aspect: number,
  { signal, onProgress }: BuildRun = {},
): Promise<BuiltAlignment> {
  const some = spread(pictures, MOST_PICTURES).map(greyPlane);
  const rigid = kind === 'rigid' ? await buildReference(some, aspect, true, signal) : null;
  const turns = rigid !== null && tellsAngle(rigid, aspect);
  const { reference } = turns ? rigid : await buildReference(some, aspect, false, signal);
  const find = poseFinder(reference, aspect, turns);
  const found: FoundPose[] = [];
  for (const picture of pictures) {
    await pause(signal);
    found.push(find(greyPlane(picture)));
    onProgress?.(found.length, pictures.length);
  }
  const outside = outlying(found);
  const limits = limitsFor(
    found.filter((_, index) => !outside.has(index)),
    aspect,
  );
  return { alignment: { kind, turns, aspect, reference: Uint8Array.from(reference.data), limits }, found };
}

/** Lets the process see what else has come, such as a wish to stop. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  throwIfCancelled(signal);
}

interface Reference {
  readonly reference: Plane;
  /** Where the reference of the last round was found in the pictures. */
  readonly found: readonly FoundPose[];
}

async function buildReference(
  pictures: readonly Plane[],
  aspect: number,
  turns: boolean,
  signal: AbortSignal | undefined,
): Promise<Reference> {
  let reference = firstReference(pictures, aspect, turns);
  let found: FoundPose[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const find = poseFinder(reference, aspect, turns);
    found = [];
    for (const picture of pictures) {
      await pause(signal);
      found.push(find(picture));
    }
    reference = meanOf(pictures, found, aspect);
  }
  return { reference, found };
}

/** Of a few pictures the one that the others fit best; a picture of something else must not be it. */
function firstReference(pictures: readonly Plane[], aspect: number, turns: boolean): Plane {
  const tried = spread(pictures, FIRST_TRIED).map(reference => {
    const find = poseFinder(reference, aspect, turns);
    const matches = spread(pictures, COMPARED).map(picture => find(picture).match);
    return { reference, match: matches.sort((a, b) => a - b)[matches.length >> 1]! };
  });
  return tried.reduce((best, other) => (other.match > best.match ? other : best)).reference;
}

function spread<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]!);
}

/** The mean of the pictures that fit, each brought to the middle of their places; whole grey levels. */
function meanOf(pictures: readonly Plane[], found: readonly FoundPose[], aspect: number): Plane {
  const outside = outlying(found);
  const fitting = [...found.keys()].filter(index => !outside.has(index));
  const middle = middleOf(fitting.map(index => found[index]!.pose));
  const pixels = GREY_SIDE * GREY_SIDE;
  const [sums, counts] = [new Float64Array(pixels), new Float64Array(pixels)];
  const under = new Float32Array(pixels);
  for (const index of fitting) {
    sampleUnder(pictures[index]!, poseFrom(middle, found[index]!.pose, aspect), aspect, under);
    for (let at = 0; at < under.length; at++) {
      if (Number.isNaN(under[at]!)) continue;
      sums[at]! += under[at]!;
      counts[at]!++;
    }
  }
  const level = sums.reduce((sum, value) => sum + value, 0) / counts.reduce((sum, value) => sum + value, 0);
  const data = Float32Array.from(sums, (sum, at) => Math.round(counts[at]! > 0 ? sum / counts[at]! : level));
  return { width: GREY_SIDE, height: GREY_SIDE, data };
}

function middleOf(poses: readonly Pose[]): Pose {
  const mean = (of: (pose: Pose) => number) => poses.reduce((sum, pose) => sum + of(pose), 0) / poses.length;
  if (poses.length === 0) return IN_PLACE;
  return { right: mean(pose => pose.right), down: mean(pose => pose.down), angle: mean(pose => pose.angle) };
}

/** The numbers of pictures that were found out of range, or that fit far worse than the others. */
function outlying(found: readonly FoundPose[]): ReadonlySet<number> {
  const matches = found.filter(({ inRange }) => inRange).map(({ match }) => match);
  const middle = median(matches);
  // 1.48 median deviations are a standard deviation of normal values.
  const deviation = Math.max(LEAST_DEVIATION, 1.48 * median(matches.map(match => Math.abs(match - middle))));
  const outside = [...found.keys()].filter(index => {
    const { match, inRange } = found[index]!;
    return !inRange || match < middle - OUTLYING * deviation;
  });
  // Where hardly any fits there is nothing to be an outlier of.
  return new Set(outside.length <= found.length / 2 ? outside : []);
}

function tellsAngle({ reference, found }: Reference, aspect: number): boolean {
  const outOfRange = found.filter(({ inRange }) => !inRange).length;
  if (outOfRange > MOST_OUT_OF_RANGE * found.length) return false;
  return sharpnessOfTurn(refinementLevel(reference, aspect)) >= SHARP_TURN;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
