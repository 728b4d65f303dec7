import type { BoundAnswer, Pairs } from './distance-bounds.ts';
import { CROWDED } from './look-graph.ts';
import { joined } from './matrix-rows.ts';

/** Pairs of patches and entries with their bounds. */
export interface BoundedPairs extends Pairs {
  readonly bounds: Float32Array;
}

/** What was measured of every patch, one entry or more each. */
export type Measured = Omit<BoundAnswer, 'pairs'>;

/** Entries a patch may be near to, at most, and the most of all there are, before other bounds are quicker. */
const MOST_ENTRIES = 64;
const MOST_OF_ALL = 1 / 256;
/** The same of all such patches together: other bounds begin with bringing all entries into another order. */
const MOST_OF_CROWDED = 1 / 4;

/** The pairs that are wanted, by their numbers. */
function pairsWhere(
  { patches, entries, bounds }: BoundedPairs,
  isWanted: (pair: number) => boolean,
): BoundedPairs {
  const kept = emptyPairs(patches.length);
  let count = 0;
  for (let pair = 0; pair < patches.length; pair++) {
    if (!isWanted(pair)) continue;
    kept.patches[count] = patches[pair]!;
    kept.entries[count] = entries[pair]!;
    kept.bounds[count++] = bounds[pair]!;
  }
  return firstPairs(kept, count);
}

/** Room for so many pairs. */
export function emptyPairs(length: number): BoundedPairs {
  return {
    patches: new Int32Array(length),
    entries: new Int32Array(length),
    bounds: new Float32Array(length),
  };
}

/** The first of some pairs; they stay where they are. */
export function firstPairs({ patches, entries, bounds }: BoundedPairs, count: number): BoundedPairs {
  return {
    patches: patches.subarray(0, count),
    entries: entries.subarray(0, count),
    bounds: bounds.subarray(0, count),
  };
}

/** Pairs one after the other. */
export function joinPairs(parts: readonly BoundedPairs[]): BoundedPairs {
  return {
    patches: joined(
      parts.map(part => part.patches),
      Int32Array,
    ),
    entries: joined(
      parts.map(part => part.entries),
      Int32Array,
    ),
    bounds: joined(
      parts.map(part => part.bounds),
      Float32Array,
    ),
  };
}

/** The entry with the least bound of every patch, or what is given where it has none. */
export function bestOf({ patches, entries, bounds }: BoundedPairs, otherwise: Int32Array): Int32Array {
  const best = otherwise.slice();
  const least = new Float32Array(best.length).fill(Number.POSITIVE_INFINITY);
  for (let pair = 0; pair < patches.length; pair++) {
    const patch = patches[pair]!;
    if (bounds[pair]! >= least[patch]!) continue;
    least[patch] = bounds[pair]!;
    best[patch] = entries[pair]!;
  }
  return best;
}

/** For every patch, the nearer of two entries; the first where both are the same. */
export function nearerOf(one: Measured, other: Measured): Measured {
  const isNew = (patch: number) => other.entries[patch] !== one.entries[patch];
  const isNearer = (patch: number) => isNew(patch) && other.squared[patch]! < one.squared[patch]!;
  return {
    entries: one.entries.map((entry, patch) => (isNearer(patch) ? other.entries[patch]! : entry)),
    squared: one.squared.map((value, patch) => (isNearer(patch) ? other.squared[patch]! : value)),
    limits: one.limits.map((limit, patch) => (isNearer(patch) ? other.limits[patch]! : limit)),
  };
}

/**
 * What was measured, and the pairs below the limits that were not, except those of crowded patches.
 *
 * @param isCrowded 1 for patches that were not looked for, `[patches]`
 * @param all entries of the bank
 */
export function answerOf(
  { entries, squared, limits }: Measured,
  found: BoundedPairs,
  isCrowded: Uint8Array,
  all: number,
): BoundAnswer {
  const perPatch = entries.length / limits.length;
  const isMeasured = (patch: number, entry: number) => {
    for (let place = patch * perPatch; place < (patch + 1) * perPatch; place++)
      if (entries[place] === entry) return true;
    return false;
  };
  const open = pairsWhere(found, pair => {
    const patch = found.patches[pair]!;
    return found.bounds[pair]! < limits[patch]! && !isMeasured(patch, found.entries[pair]!);
  });
  const hasMany = withMany(open.patches, limits.length, all);
  return {
    entries,
    squared,
    limits: limits.map((limit, patch) => (isCrowded[patch] || hasMany[patch] ? CROWDED : limit)),
    pairs: pairsWhere(open, pair => !hasMany[open.patches[pair]!]),
  };
}

/** 1 for patches of so many pairs that other bounds are quicker, `[patches]`. */
function withMany(patches: Int32Array, rows: number, entries: number): Uint8Array {
  const counts = new Int32Array(rows);
  for (const patch of patches) counts[patch]!++;
  const most = Math.max(MOST_ENTRIES, entries * MOST_OF_ALL);
  const inAll = counts.reduce((sum, count) => sum + (count > most ? count : 0), 0);
  return Uint8Array.from(counts, count => (count > most && inAll > entries * MOST_OF_CROWDED ? 1 : 0));
}
