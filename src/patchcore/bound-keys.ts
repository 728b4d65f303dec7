import { UNREACHABLE } from './memory-bank.ts';
import { leadingCoordinates, type RotatedBank } from './principal-axes.ts';

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

/**
 * What a bound's product needs of every entry: leading coordinates, the norm of the rest, and the squared norm.
 *
 * @returns `[entries, rank + 2]`
 */
export function boundKeys(rotated: RotatedBank, rank: number): Float32Array {
  const leading = leadingCoordinates(rotated, rank);
  const entries = rotated.squaredNorms.length;
  const columns = rank + 2;
  const keys = new Float32Array(entries * columns);
  for (let entry = 0; entry < entries; entry++) {
    const squaredNorm = rotated.squaredNorms[entry]!;
    let kept = 0;
    for (let i = entry * rank; i < (entry + 1) * rank; i++) kept += leading[i]! * leading[i]!;
    keys.set(leading.subarray(entry * rank, (entry + 1) * rank), entry * columns);
    keys[entry * columns + rank] = Math.sqrt(Math.max(0, squaredNorm - kept));
    keys[entry * columns + rank + 1] = squaredNorm;
  }
  return keys;
}

/** Keys as a product reads them fastest: pieces with an entry in every column. */
export function keySegments(keys: Float32Array, columns: number): readonly KeySegment[] {
  const entries = keys.length / columns;
  const size = Math.ceil(entries / Math.ceil(entries / SEGMENT));
  return Array.from({ length: Math.ceil(entries / size) }, (_, index) => {
    const from = index * size;
    return segmentOf(keys, columns, from, Math.min(size, entries - from));
  });
}

function segmentOf(keys: Float32Array, columns: number, from: number, entries: number): KeySegment {
  const padded = Math.ceil(entries / GROUPS) * GROUPS;
  const turned = new Float32Array(columns * padded);
  for (let column = 0; column < columns; column++)
    for (let entry = 0; entry < entries; entry++)
      turned[column * padded + entry] = keys[(from + entry) * columns + column]!;
  // Farther than an entry that takes no part, which must not give its place to one that does not exist.
  turned.fill(2 * UNREACHABLE ** 2, (columns - 1) * padded + entries, columns * padded);
  return { from, entries, padded, keys: turned };
}
