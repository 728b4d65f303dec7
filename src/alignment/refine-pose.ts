import type { Plane } from '../image/image.ts';
import { type Pose, poseFrom } from './pose.ts';
import { sampleUnder } from './pose-on-plane.ts';
import { type NormalSums, solveShift, solveShiftAndTurn } from './pose-step.ts';

/** A reference with what its grey levels do when the part moves a little. */
export interface RefinementLevel {
  readonly plane: Plane;
  /** Width by height of the pictures as they were taken. */
  readonly aspect: number;
  /** Change of grey level for a move of a row's height to the right and down, and for a turn of one radian. */
  readonly right: Float32Array;
  readonly down: Float32Array;
  readonly turn: Float32Array;
}

/** What a refinement may change, and when it ends. */
export interface Refinement {
  /** Whether the angle is found, too, or stays. */
  readonly turns: boolean;
  readonly steps: number;
}

/** Steps smaller than this end the refinement, in rows of the reference. */
const SETTLED = 0.02;
/** Differences beyond so many mean differences count less (Huber). */
const USUAL = 1.5;

/** Prepares a reference for `refinePose`. */
export function refinementLevel(plane: Plane, aspect: number): RefinementLevel {
  const { width, height, data } = plane;
  const perColumn = (aspect * height) / width;
  const level = () => new Float32Array(data.length);
  const [right, down, turn] = [level(), level(), level()];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      right[at] = (data[at + 1]! - data[at - 1]!) / (2 * perColumn);
      down[at] = (data[at + width]! - data[at - width]!) / 2;
      turn[at] = down[at]! * (x + 0.5 - width / 2) * perColumn - right[at]! * (y + 0.5 - height / 2);
    }
  }
  return { plane, aspect, right, down, turn };
}

/**
 * Moves a pose to where picture and reference fit best: inverse compositional Gauss-Newton steps (Baker and Matthews
 * 2004), with brightness and contrast brought to those of the reference, and with Huber's weights, so that a defect
 * pulls little.
 *
 * @param picture of the extents of the level
 * @returns where it came to; `start` when one of the two has no content there
 */
export function refinePose(
  level: RefinementLevel,
  picture: Plane,
  start: Pose,
  { turns, steps }: Refinement,
): Pose {
  const { plane, aspect } = level;
  const under = new Float32Array(plane.data.length);
  let pose = start;
  let usual = Number.POSITIVE_INFINITY;
  for (let step = 0; step < steps; step++) {
    sampleUnder(picture, pose, aspect, under);
    if (!bringToLight(plane.data, under)) return start;
    const sums = addUp(level, under, usual);
    const change = turns ? solveShiftAndTurn(sums) : solveShift(sums);
    if (change === null) return start;
    const [right, down, turn] = change;
    const moved = {
      right: right / (plane.height * aspect),
      down: down / plane.height,
      angle: (turn * 180) / Math.PI,
    };
    pose = poseFrom(moved, pose, aspect);
    usual = USUAL * Math.max(sums.apart / sums.count, 0.01);
    if (Math.hypot(right, down) + (Math.abs(turn) * plane.height) / 2 < SETTLED) break;
  }
  return pose;
}

/**
 * How sharply a reference says how far it is turned, beside how sharply it says where it lies: 0 for a disc, 0.5 for a
 * board. Both as the root of the change of grey level for a small move, the turn's at half the picture's height and less
 * what a shift explains of it.
 */
export function sharpnessOfTurn(level: RefinementLevel): number {
  const still = new Float32Array(level.plane.data.length);
  const { rr, rd, rt, dd, dt, tt } = addUp(level, still, Number.POSITIVE_INFINITY);
  const determinant = rr * dd - rd * rd;
  if (!(determinant > 0)) return 0;
  const unexplained = tt - (dd * rt * rt - 2 * rd * rt * dt + rr * dt * dt) / determinant;
  return Math.sqrt(Math.max(0, unexplained) / ((rr + dd) / 2)) / (level.plane.height / 2);
}

/** Brings `under` to the brightness and contrast of the reference; false where either has no content. */
function bringToLight(reference: Float32Array, under: Float32Array): boolean {
  let [count, a, b, aa, bb] = [0, 0, 0, 0, 0];
  for (let at = 0; at < under.length; at++) {
    const value = under[at]!;
    if (Number.isNaN(value)) continue;
    const level = reference[at]!;
    count++;
    a += level;
    b += value;
    aa += level * level;
    bb += value * value;
  }
  if (count < under.length / 4) return false;
  const [ofReference, ofPicture] = [aa / count - (a / count) ** 2, bb / count - (b / count) ** 2];
  // Below a tenth of a grey level there is only rounding.
  if (ofReference < 0.01 || ofPicture < 0.01) return false;
  const gain = Math.sqrt(ofReference / ofPicture);
  const offset = a / count - (gain * b) / count;
  for (let at = 0; at < under.length; at++) under[at] = gain * under[at]! + offset;
  return true;
}

/** @param usual differences beyond this weigh less */
function addUp(
  { plane, right, down, turn }: RefinementLevel,
  under: Float32Array,
  usual: number,
): NormalSums {
  let [rr, rd, rt, dd, dt, tt, r, d, t, apart, count] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let at = 0; at < under.length; at++) {
    const difference = under[at]! - plane.data[at]!;
    if (Number.isNaN(difference)) continue;
    const size = Math.abs(difference);
    const weight = size > usual ? usual / size : 1;
    const [x, y, z] = [right[at]!, down[at]!, turn[at]!];
    const [wx, wy, wz] = [weight * x, weight * y, weight * z];
    rr += wx * x;
    rd += wx * y;
    rt += wx * z;
    dd += wy * y;
    dt += wy * z;
    tt += wz * z;
    r += wx * difference;
    d += wy * difference;
    t += wz * difference;
    apart += size;
    count++;
  }
  return { rr, rd, rt, dd, dt, tt, r, d, t, apart, count };
}
