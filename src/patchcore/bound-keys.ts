import { UNREACHABLE } from './memory-bank.ts';
import type { NormPlaces } from './nearest.ts';
import type { RotatedBank } from './principal-axes.ts';

/** Entries whose bounds are looked through as one, so keys are padded to a multiple of this. */
export const GROUP = 64;
/** Entries of one product, at most. */
const SEGMENT = 32_768;
/** Entries whose columns are written together: a line of the cache. */
const BLOCK = 16;

/**
 * What the bounds of some successive entries are computed from: their coordinates along so many axes, the norm of the
 * rest, and the squared norm. Places beyond the entries are out of reach.
 */
export interface KeySegment {
  readonly from: number;
  readonly entries: number;
  /** A multiple of `GROUP`. */
  readonly padded: number;
  readonly keys: Float32Array;
  /** Where the entries' squared norms stand among the keys. */
  readonly norms: NormPlaces;
}

/** Farther than an entry that takes no part, which must not give its place to one that does not exist. */
const NO_ENTRY = 2 * UNREACHABLE ** 2;

/** The keys along the first axes, an entry in every column, `[rank + 2, padded]`: as one product reads them fastest. */
export function columnSegments(rotated: RotatedBank, rank: number): readonly KeySegment[] {
  return segments(rotated, (from, entries) => columnSegment(rotated, rank, from, entries));
}

/** The keys along all axes, an entry in every row, `[padded, axes + 2]`: as single entries are read fastest. */
export function rowKeys(rotated: RotatedBank): Float32Array {
  const { coordinates, rank, squaredNorms } = rotated;
  const columns = rank + 2;
  const keys = new Float32Array(columns * paddedTo(squaredNorms.length));
  for (let entry = 0; entry < squaredNorms.length; entry++) {
    keys.set(coordinates.subarray(entry * rank, (entry + 1) * rank), entry * columns);
    keys[entry * columns + rank] = normOfRest(rotated, rank, entry);
    keys[entry * columns + rank + 1] = squaredNorms[entry]!;
  }
  for (let end = squaredNorms.length * columns; end < keys.length; end += columns)
    keys[end + columns - 1] = NO_ENTRY;
  return keys;
}

/** Pieces of `rowKeys`; they share its memory. */
export function rowSegments(rotated: RotatedBank, keys: Float32Array): readonly KeySegment[] {
  const columns = rotated.rank + 2;
  return segments(rotated, (from, entries) => {
    const padded = paddedTo(entries);
    const own = keys.subarray(from * columns, (from + padded) * columns);
    const norms = { norms: own, stride: columns, offset: columns - 1 };
    return { from, entries, padded, keys: own, norms };
  });
}

function segments(
  { squaredNorms }: RotatedBank,
  segmentOf: (from: number, entries: number) => KeySegment,
): readonly KeySegment[] {
  const all = squaredNorms.length;
  const size = paddedTo(Math.ceil(all / Math.ceil(all / SEGMENT)));
  return Array.from({ length: Math.ceil(all / size) }, (_, index) =>
    segmentOf(index * size, Math.min(size, all - index * size)),
  );
}

function paddedTo(entries: number): number {
  return Math.ceil(entries / GROUP) * GROUP;
}

function columnSegment(rotated: RotatedBank, rank: number, from: number, entries: number): KeySegment {
  const { coordinates, rank: axes, squaredNorms } = rotated;
  const padded = paddedTo(entries);
  const keys = new Float32Array((rank + 2) * padded);
  for (let block = 0; block < entries; block += BLOCK) {
    const end = Math.min(block + BLOCK, entries);
    for (let column = 0; column < rank; column++)
      for (let entry = block; entry < end; entry++)
        keys[column * padded + entry] = coordinates[(from + entry) * axes + column]!;
  }
  for (let entry = 0; entry < entries; entry++)
    keys[rank * padded + entry] = normOfRest(rotated, rank, from + entry);
  keys.set(squaredNorms.subarray(from, from + entries), (rank + 1) * padded);
  keys.fill(NO_ENTRY, (rank + 1) * padded + entries);
  return { from, entries, padded, keys, norms: { norms: keys, stride: 1, offset: (rank + 1) * padded } };
}

/** What is left of a centred entry's norm beyond its leading coordinates. */
function normOfRest({ coordinates, rank: axes, squaredNorms }: RotatedBank, rank: number, entry: number) {
  let kept = 0;
  for (let i = entry * axes; i < entry * axes + rank; i++) kept += coordinates[i]! * coordinates[i]!;
  return Math.sqrt(Math.max(0, squaredNorms[entry]! - kept));
}
