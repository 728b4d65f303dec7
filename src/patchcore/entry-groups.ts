import { GROUP, NO_ENTRY, writeKey } from './bound-keys.ts';
import { bringTogether } from './bring-together.ts';
import type { RotatedBank } from './principal-axes.ts';

/**
 * A bank's entries in groups that lie close together, seen along leading axes and by the norm of the rest, where no two
 * points are farther apart than in truth.
 */
export interface EntryGroups {
  readonly groups: number;
  /** Groups, filled up to a multiple of `SIDE_BY_SIDE`. */
  readonly padded: number;
  /** Axes and two more. */
  readonly columns: number;
  /** Entries, `[groups, GROUP]`; the last group is filled up with entries that are out of reach. */
  readonly members: Int32Array;
  /** What the bounds of the members are computed from, `[groups, columns, GROUP]`; the last column is the squared norm. */
  readonly keys: Float32Array;
  /** The same of the groups' midst, `[padded, columns]`; those beyond the groups are out of reach. */
  readonly centres: Float32Array;
  /**
   * The same, less the square of the radius, and minus twice the radius: the product with `q, d, 1`, less than
   * `d^2 - |q|^2`, says that the group reaches into the ball of radius d around q. `[padded, columns + 1]`
   */
  readonly reach: Float32Array;
  /** Where an entry's squared norm stands among the keys. */
  normPlace(entry: number): number;
}

/** Groups that are looked at as one; those that follow each other lie close together, too. */
export const SIDE_BY_SIDE = 16;
/** Axes that entries are divided along, at most. */
const DIVIDED = 16;
/** Greater than 1 by what the rounding of a radius may be. */
const ROUNDING = 1.0001;

/** @param rank leading axes of the rotated bank that the bounds are computed with */
export function groupEntries(rotated: RotatedBank, rank: number): EntryGroups {
  const { coordinates, rank: stride, squaredNorms } = rotated;
  const entries = squaredNorms.length;
  const groups = Math.ceil(entries / GROUP);
  const columns = rank + 2;
  const members = new Int32Array(groups * GROUP);
  for (let place = 0; place < entries; place++) members[place] = place;
  bringTogether(members.subarray(0, entries), { coordinates, stride, axes: Math.min(DIVIDED, rank) }, GROUP);
  const keys = new Float32Array(groups * columns * GROUP);
  const padded = SIDE_BY_SIDE * Math.ceil(groups / SIDE_BY_SIDE);
  const centres = new Float32Array(padded * columns);
  const reach = new Float32Array(padded * (columns + 1));
  const normPlaces = new Int32Array(entries);
  for (let group = 0; group < groups; group++) {
    const at = group * columns * GROUP;
    const size = Math.min(GROUP, entries - group * GROUP);
    for (let place = 0; place < size; place++) {
      const entry = members[group * GROUP + place]!;
      writeKey(rotated, entry, rank, keys, at + place, GROUP);
      normPlaces[entry] = at + (columns - 1) * GROUP + place;
    }
    keys.fill(NO_ENTRY, at + (columns - 1) * GROUP + size, at + columns * GROUP);
    const ball = ballAround(keys.subarray(at, at + columns * GROUP), size, columns - 1);
    centres.set([...ball.centre, ball.squaredNorm], group * columns);
    reach.set([...ball.centre, ball.squaredNorm - ball.radius ** 2, -2 * ball.radius], group * (columns + 1));
  }
  for (let group = groups; group < padded; group++) {
    centres[(group + 1) * columns - 1] = NO_ENTRY;
    reach[(group + 1) * (columns + 1) - 2] = NO_ENTRY;
  }
  return { groups, padded, columns, members, keys, centres, reach, normPlace: entry => normPlaces[entry]! };
}

/** The mean of points `[axes, GROUP]`, of which there are `size`, and how far the farthest is from it. */
function ballAround(points: Float32Array, size: number, axes: number) {
  const centre = new Float32Array(axes);
  const squared = new Float64Array(size);
  let squaredNorm = 0;
  for (let axis = 0; axis < axes; axis++) {
    const along = points.subarray(axis * GROUP, axis * GROUP + size);
    let sum = 0;
    for (const value of along) sum += value;
    centre[axis] = sum / size;
    const middle = centre[axis]!;
    squaredNorm += middle * middle;
    for (let place = 0; place < size; place++) squared[place]! += (along[place]! - middle) ** 2;
  }
  return { centre, squaredNorm, radius: ROUNDING * Math.sqrt(Math.max(...squared)) };
}
