import { throwIfCancelled } from '../errors.ts';
import type { CoresetOptions } from './coreset.ts';
import { openCoresetKernels } from './coreset-kernels.ts';
import { farthestRows } from './coreset-selection.ts';
import { openFullNearest } from './full-nearest.ts';
import { gatherRows } from './matrix-rows.ts';
import { bankEntries, type MemoryBank } from './memory-bank.ts';
import { pointsInMemory } from './points.ts';

/** Entries whose nearest other entry is looked up to know how densely a bank lies. */
const SAMPLE = 512;
/** Of their distances to the nearest other entry, the share that is left below as spread by the projection. */
const SPREAD = 0.1;
/** Rows whose mutual distances a round looks at. */
const CANDIDATES = 1024;
/** Rows that are shown picks at once: 16 MB of distances to as many picks as there are candidates. */
const AT_ONCE = 4096;

/**
 * The covering radius of a bank, as far as the bank alone tells: how far a patch of a training picture may be from its
 * nearest entry, max over m in M of min over n in M_C of |m - n| (Roth et al. 2022, equation 5).
 *
 * Greedy k-centre selection adds the patch that is farthest from all entries, so when it ends no patch is farther from
 * the bank than the closest two entries are from each other. The selection works on projections, which spread distances
 * by some 6 %, so a low quantile of the entries' distances to their nearest other entry stands for the smallest one.
 */
export async function coveringRadius(bank: MemoryBank, options: CoresetOptions): Promise<number> {
  const entries = bankEntries(bank);
  if (entries < 2) return 0;
  const count = Math.min(entries, SAMPLE);
  const sample = Array.from({ length: count }, (_, place) => Math.floor((place * entries) / count));
  const nearest = await openFullNearest(bank, options);
  try {
    const found = await nearest.nearest(gatherRows(bank.vectors, bank.dimensions, sample), 2);
    const others = found.distances.filter((_, place) => place % 2 === 1).sort();
    return others[Math.floor(others.length * SPREAD)]!;
  } finally {
    await nearest.close();
  }
}

/**
 * Chooses the patches that a bank lacks: greedy k-centre selection that starts from the bank and ends when no patch is
 * farther than `radius` from the bank or a chosen patch. With `radius` the bank's own covering radius, the bank with the
 * chosen patches covers the new pictures as well as it covers its training pictures.
 *
 * @param patches `[patches, dimensions]`
 * @param distances of every patch to the bank, `[patches]`
 * @returns indices in order of choice
 */
export async function coverPatches(
  patches: Float32Array,
  distances: Float32Array,
  radius: number,
  options: CoresetOptions,
): Promise<Int32Array> {
  const limit = radius ** 2;
  const uncovered = Int32Array.from(distances.keys()).filter(patch => distances[patch]! > radius);
  if (uncovered.length === 0) return uncovered;
  const dimensions = patches.length / distances.length;
  const points = pointsInMemory(gatherRows(patches, dimensions, uncovered), dimensions);
  const squared = Float32Array.from(uncovered, patch => distances[patch]! ** 2);
  const kernels = await openCoresetKernels(points, options);
  const all = Int32Array.from(uncovered.keys());
  const chosen: number[] = [];
  try {
    while (squared.some(distance => distance > limit)) {
      throwIfCancelled(options.signal);
      const { rows, bound } = farthestRows(squared, CANDIDATES);
      const mutual = await kernels.squaredDistances(rows, rows);
      const picks = pickFarthest(rows, squared, mutual, Math.max(bound, limit));
      for (const pick of picks) chosen.push(uncovered[pick]!);
      for (let from = 0; from < all.length; from += AT_ONCE) {
        const some = all.subarray(from, from + AT_ONCE);
        lowerRows(squared.subarray(from, from + AT_ONCE), await kernels.squaredDistances(some, picks));
      }
      for (const pick of picks) squared[pick] = -1;
      options.onProgress?.(chosen.length, uncovered.length);
    }
    return Int32Array.from(chosen);
  } finally {
    await kernels.close();
  }
}

/** Picks the farthest of some rows as long as it is at least `bound` away, the first one in any case. */
function pickFarthest(
  rows: Int32Array,
  squared: Float32Array,
  mutual: Float32Array,
  bound: number,
): Int32Array {
  const distances = Float32Array.from(rows, row => squared[row]!);
  const picks: number[] = [];
  for (let farthest = indexOfLargest(distances); ; farthest = indexOfLargest(distances)) {
    if (picks.length > 0 && distances[farthest]! <= bound) return Int32Array.from(picks);
    picks.push(rows[farthest]!);
    for (let row = 0; row < rows.length; row++)
      distances[row] = Math.min(distances[row]!, mutual[farthest * rows.length + row]!);
    distances[farthest] = -1;
  }
}

/** @param distances squared, to some picks, `[rows, picks]` */
function lowerRows(squared: Float32Array, distances: Float32Array): void {
  const picks = distances.length / squared.length;
  for (let i = 0; i < distances.length; i++) {
    const row = Math.floor(i / picks);
    if (distances[i]! < squared[row]!) squared[row] = distances[i]!;
  }
}

function indexOfLargest(values: Float32Array): number {
  let largest = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[largest]!) largest = i;
  return largest;
}
