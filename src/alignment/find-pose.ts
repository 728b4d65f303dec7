import type { Plane } from '../image/image.ts';
import { coarseSearch, FARTHEST_SHIFT, findCandidates } from './coarse-pose.ts';
import { halved } from './grey-picture.ts';
import { likeness } from './likeness.ts';
import type { Pose } from './pose.ts';
import { sampleUnder } from './pose-on-plane.ts';
import { type RefinementLevel, refinementLevel, refinePose } from './refine-pose.ts';

/** Where a part was found. */
export interface FoundPose {
  readonly pose: Pose;
  /** How alike picture and reference are there; see `likeness`. */
  readonly match: number;
  /** False where the search has left its range: the part is not there, or looks the same from all sides. */
  readonly inRange: boolean;
}

/** Finds how the part lies in a small grey picture of the reference's side. */
export type PoseFinder = (picture: Plane) => FoundPose;

/** The farthest turn that is looked for, in degrees. */
export const FARTHEST_TURN = 20;
/** Turns that are tried first; the refinement covers what lies between. */
const ANGLES = [0, -6, 6, -12, 12, -18, 18];
/** Of these so many are refined. */
const TRIED = 3;
/** Steps of the refinement at a quarter of the size, at half and in full. */
const STEPS = [6, 4, 2] as const;

/**
 * Prepares a reference for finding poses: phase correlation for a few angles at a quarter of the size, then refinement
 * from coarse to fine.
 *
 * @param reference a square whose side is a power of two
 * @param aspect width by height of the pictures as they were taken
 * @param turns whether the part may be turned
 */
export function poseFinder(reference: Plane, aspect: number, turns: boolean): PoseFinder {
  const half = halved(reference);
  const quarter = halved(half);
  const levels = [quarter, half, reference].map(plane => refinementLevel(plane, aspect));
  const coarse = coarseSearch(quarter, aspect, turns ? ANGLES : [0]);
  return picture => {
    const ofHalf = halved(picture);
    const ofQuarter = halved(ofHalf);
    const [first, ...others] = findCandidates(coarse, ofQuarter)
      .slice(0, TRIED)
      .map(pose => {
        const refined = refinePose(levels[0]!, ofQuarter, pose, { turns, steps: STEPS[0] });
        return { pose: refined, match: matchAt(levels[0]!, ofQuarter, refined) };
      });
    let { pose } = others.reduce((best, other) => (other.match > best.match ? other : best), first!);
    pose = refinePose(levels[1]!, ofHalf, pose, { turns, steps: STEPS[1] });
    pose = refinePose(levels[2]!, picture, pose, { turns, steps: STEPS[2] });
    return { pose, match: matchAt(levels[1]!, ofHalf, pose), inRange: isInRange(pose) };
  };
}

function matchAt({ plane, aspect }: RefinementLevel, picture: Plane, pose: Pose): number {
  const under = new Float32Array(plane.data.length);
  sampleUnder(picture, pose, aspect, under);
  const both = new Float32Array(plane.data.length);
  let shown = 0;
  for (let at = 0; at < under.length; at++) {
    if (Number.isNaN(under[at]!)) continue;
    both[shown] = plane.data[at]!;
    under[shown++] = under[at]!;
  }
  return shown < under.length / 4 ? 0 : likeness(both.subarray(0, shown), under.subarray(0, shown));
}

function isInRange({ right, down, angle }: Pose): boolean {
  return Math.max(Math.abs(right), Math.abs(down)) <= FARTHEST_SHIFT && Math.abs(angle) <= FARTHEST_TURN;
}
