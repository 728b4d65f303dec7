import { UNREACHABLE } from './memory-bank.ts';
import type { RotatedBank } from './principal-axes.ts';

/** Entries of one product, at most. */
const SEGMENT = 32_768;
/** Entries are looked through in so many interleaved groups, so a segment has a multiple of this. */
export const GROUPS = 8;

/** The keys of some successive entries, a column each. */
export interface KeySegment {
  readonly from: number;
  readonly entries: number;
  /** Columns, of which those beyond the entries are out of reach. */
  readonly padded: number;
  /** `[rank + 2, padded]` */
  readonly keys: Float32Array;
}

/** Entries whose columns are written together: a line of the cache. */
const BLOCK = 16;

/**
 * What a bound's product along all axes needs of every entry: its coordinates, the norm of the rest, and the squared norm.
 *
 * @returns `[entries, rank + 2]`
 */
export function boundKeys(rotated: RotatedBank): Float32Array {
  const { coordinates, rank, squaredNorms } = rotated;
  const columns = rank + 2;
  const keys = new Float32Array(squaredNorms.length * columns);
  for (let entry = 0; entry < squaredNorms.length; entry++) {
    keys.set(coordinates.subarray(entry * rank, (entry + 1) * rank), entry * columns);
    keys[entry * columns + rank] = normOfRest(rotated, rank, entry);
    keys[entry * columns + rank + 1] = squaredNorms[entry]!;
  }
  return keys;
}

/** The same with fewer axes, as a product reads it fastest: pieces with an entry in every column. */
export function keySegments(rotated: RotatedBank, rank: number): readonly KeySegment[] {
  const entries = rotated.squaredNorms.length;
  const size = Math.ceil(entries / Math.ceil(entries / SEGMENT));
  return Array.from({ length: Math.ceil(entries / size) }, (_, index) => {
    const from = index * size;
    return segmentOf(rotated, rank, from, Math.min(size, entries - from));
  });
}

function segmentOf(rotated: RotatedBank, rank: number, from: number, entries: number): KeySegment {
  const { coordinates, rank: axes, squaredNorms } = rotated;
  const padded = Math.ceil(entries / GROUPS) * GROUPS;
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
  // Farther than an entry that takes no part, which must not give its place to one that does not exist.
  keys.fill(2 * UNREACHABLE ** 2, (rank + 1) * padded + entries);
  return { from, entries, padded, keys };
}

/** What is left of a centred entry's norm beyond its leading coordinates. */
function normOfRest({ coordinates, rank: axes, squaredNorms }: RotatedBank, rank: number, entry: number) {
  let kept = 0;
  for (let i = entry * axes; i < entry * axes + rank; i++) kept += coordinates[i]! * coordinates[i]!;
  return Math.sqrt(Math.max(0, squaredNorms[entry]! - kept));
}
