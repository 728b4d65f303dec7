import { UNREACHABLE } from './memory-bank.ts';
import type { RotatedBank } from './principal-axes.ts';

/** Entries whose bounds are looked through as one, so keys are padded to a multiple of this. */
export const GROUP = 64;
/** Entries of one product, at most, where many patches are looked for at once. */
const SEGMENT = 32_768;
/** Farther than an entry that takes no part, which must not give its place to one that does not exist. */
export const NO_ENTRY = 2 * UNREACHABLE ** 2;

/**
 * What the bounds of all entries are computed from: their coordinates along the first axes, the norm of the rest, and the
 * squared norm. Places beyond the entries are out of reach.
 */
export interface BoundKeys {
  /** `[padded, columns]` */
  readonly keys: Float32Array;
  /** Axes and two more. */
  readonly columns: number;
  readonly segments: readonly KeySegment[];
}

/** The keys of some successive entries. */
export interface KeySegment {
  readonly from: number;
  readonly entries: number;
  /** A multiple of `GROUP`. */
  readonly padded: number;
  /** `[padded, columns]` */
  readonly keys: Float32Array;
}

/** The keys of a bank's bounds along its first axes. */
export function boundKeys(rotated: RotatedBank, rank: number): BoundKeys {
  const columns = rank + 2;
  const entries = rotated.squaredNorms.length;
  const keys = new Float32Array(columns * paddedTo(entries));
  for (let entry = 0; entry < entries; entry++) writeKey(rotated, entry, rank, keys, entry * columns, 1);
  for (let end = (entries + 1) * columns - 1; end < keys.length; end += columns) keys[end] = NO_ENTRY;
  return { keys, columns, segments: segmentsOf(keys, columns, entries) };
}

/** Writes an entry's coordinates, the norm of the rest and the squared norm to `keys`, from `at` on, `step` apart. */
export function writeKey(
  { coordinates, rank: stride, squaredNorms }: RotatedBank,
  entry: number,
  rank: number,
  keys: Float32Array,
  at: number,
  step: number,
): void {
  let kept = 0;
  for (let axis = 0; axis < rank; axis++) {
    const value = coordinates[entry * stride + axis]!;
    keys[at + axis * step] = value;
    kept += value * value;
  }
  keys[at + rank * step] = Math.sqrt(Math.max(0, squaredNorms[entry]! - kept));
  keys[at + (rank + 1) * step] = squaredNorms[entry]!;
}

function segmentsOf(keys: Float32Array, columns: number, entries: number): readonly KeySegment[] {
  const size = paddedTo(Math.ceil(entries / Math.ceil(entries / SEGMENT)));
  return Array.from({ length: Math.ceil(entries / size) }, (_, index) => {
    const from = index * size;
    const own = keys.subarray(from * columns, (from + size) * columns);
    return { from, entries: Math.min(size, entries - from), padded: own.length / columns, keys: own };
  });
}

function paddedTo(entries: number): number {
  return Math.ceil(entries / GROUP) * GROUP;
}
