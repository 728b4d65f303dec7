import { FARTHEST_SHIFT } from './coarse-pose.ts';
import { FARTHEST_TURN, type FoundPose } from './find-pose.ts';

/** What is asked for: only the place of the part, or its angle as well. */
export type AlignmentKind = 'translation' | 'rigid';

/** How the pictures of a category are aligned before they are inspected. */
export interface Alignment {
  readonly kind: AlignmentKind;
  /** Whether the angle is found; also a rigid alignment does not where the part says nothing of it. */
  readonly turns: boolean;
  /** Width by height of the training pictures. */
  readonly aspect: number;
  /** Mean of the aligned training pictures, `[GREY_SIDE, GREY_SIDE]`. */
  readonly reference: Uint8Array;
  readonly limits: AlignmentLimits;
}

/** How far a part may lie from its place, and how well it must fit there. */
export interface AlignmentLimits {
  /** Share of the picture's shorter side. */
  readonly shift: number;
  /** Degrees, either way. */
  readonly angle: number;
  readonly match: number;
}

/** Why a picture cannot be aligned, with what was found and what is allowed. */
export interface AlignmentFault {
  readonly what: 'match' | 'shift' | 'angle';
  readonly value: number;
  readonly limit: number;
}

/** So much is always allowed: a station that repeats itself well must not be narrower, and a defect takes off some match. */
const LEAST = { shift: 0.05, angle: 5, match: 0.15 };
/** Shifts and turns may be this much larger than the largest of the training pictures. */
const SHIFT_ROOM = 1.5;
/** The match may be this much farther below the middle than the lowest of the training pictures. */
const MATCH_ROOM = 2;
/** A match below this is hardly more than that of pictures of different things. */
export const UNRELATED = 0.5;

/**
 * Sets the limits from where the training parts were found. They leave so much room that they add next to nothing to
 * the share of good parts that the input guard sends to REVIEW.
 *
 * @param found at least one
 */
export function limitsFor(found: readonly FoundPose[], aspect: number): AlignmentLimits {
  const matches = found.map(({ match }) => match).sort((a, b) => a - b);
  const middle = matches[Math.floor(matches.length / 2)]!;
  const largest = (of: (pose: FoundPose) => number) => Math.max(...found.map(of));
  return {
    shift: between(LEAST.shift, SHIFT_ROOM * largest(pose => shiftOf(pose, aspect)), FARTHEST_SHIFT),
    angle: between(LEAST.angle, SHIFT_ROOM * largest(({ pose }) => Math.abs(pose.angle)), FARTHEST_TURN),
    match: Math.max(UNRELATED, middle - Math.max(LEAST.match, MATCH_ROOM * (middle - matches[0]!))),
  };
}

/** What keeps a part that was found from being aligned; null where nothing does. */
export function faultOf(
  found: FoundPose,
  { limits, aspect }: Pick<Alignment, 'limits' | 'aspect'>,
): AlignmentFault | null {
  const { match, pose, inRange } = found;
  if (match < limits.match) return { what: 'match', value: match, limit: limits.match };
  const shift = shiftOf(found, aspect);
  const turn = Math.abs(pose.angle);
  if (shift > limits.shift || (!inRange && turn <= limits.angle))
    return { what: 'shift', value: shift, limit: limits.shift };
  return turn > limits.angle || !inRange ? { what: 'angle', value: pose.angle, limit: limits.angle } : null;
}

/** How far a part is moved, as a share of the picture's shorter side. */
function shiftOf({ pose }: Pick<FoundPose, 'pose'>, aspect: number): number {
  return Math.hypot(pose.right * aspect, pose.down) / Math.min(aspect, 1);
}

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
