import { normalDistribution } from './normal.ts';

/** A test of whether values have shifted. */
export interface RankTest {
  /** Two-sided. */
  readonly pValue: number;
  readonly exact: boolean;
}

/** Up to so many values the distribution is counted out, ties included; beyond, the normal approximation is used. */
const MOST_EXACT = 30;

/**
 * Wilcoxon's signed-rank test on paired differences; zeros are left out, ties share their ranks.
 *
 * @returns p = 1 when no difference is left
 */
export function signedRankTest(differences: readonly number[]): RankTest {
  const values = differences.filter(difference => difference !== 0);
  if (values.length === 0) return { pValue: 1, exact: true };
  const doubled = doubledRanks(values.map(Math.abs));
  const positive = sum(doubled.filter((_, at) => values[at]! > 0));
  const total = sum(doubled);
  if (values.length <= MOST_EXACT)
    return { pValue: twoSided(countSums(doubled, null), positive), exact: true };
  const variance = sum(doubled.map(rank => rank ** 2)) / 4;
  return { pValue: normalP(positive - total / 2, variance), exact: false };
}

/** Mann and Whitney's test on two independent samples (Wilcoxon's rank sum); ties share their ranks. */
export function rankSumTest(first: readonly number[], second: readonly number[]): RankTest {
  const all = [...first, ...second];
  if (first.length === 0 || second.length === 0) return { pValue: 1, exact: true };
  const doubled = doubledRanks(all);
  const observed = sum(doubled.slice(0, first.length));
  if (all.length <= MOST_EXACT)
    return { pValue: twoSided(countSums(doubled, first.length), observed), exact: true };
  const mean = sum(doubled) / all.length;
  const spread = sum(doubled.map(rank => (rank - mean) ** 2)) / (all.length - 1);
  const variance = (first.length * second.length * spread) / all.length;
  return { pValue: normalP(observed - first.length * mean, variance), exact: false };
}

/** Twice the ranks, 1 for the smallest value, so that shared ranks are whole numbers. */
function doubledRanks(values: readonly number[]): readonly number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return values.map(value => sorted.indexOf(value) + sorted.lastIndexOf(value) + 2);
}

/** How many subsets of the ranks, of the given size or of any, have each sum. */
function countSums(ranks: readonly number[], size: number | null): Float64Array {
  const total = sum(ranks);
  const counts = Array.from({ length: size === null ? 1 : size + 1 }, () => new Float64Array(total + 1));
  counts[0]![0] = 1;
  for (const rank of ranks) {
    if (size === null) addShifted(counts[0]!, rank, counts[0]!);
    else for (let taken = size; taken > 0; taken--) addShifted(counts[taken - 1]!, rank, counts[taken]!);
  }
  return counts.at(-1)!;
}

/** Adds the counts, moved up by a rank; from the top, so that source and target may be the same. */
function addShifted(counts: Float64Array, rank: number, out: Float64Array): void {
  for (let at = out.length - 1; at >= rank; at--) out[at]! += counts[at - rank]!;
}

function twoSided(counts: Float64Array, observed: number): number {
  const all = sum(counts);
  const below = sum(counts.subarray(0, observed + 1)) / all;
  const above = sum(counts.subarray(observed)) / all;
  return Math.min(1, 2 * Math.min(below, above));
}

/** With the correction for continuity: doubled ranks move in steps of two. */
function normalP(distance: number, variance: number): number {
  if (variance === 0) return 1;
  return Math.min(1, 2 * normalDistribution(-Math.max(0, Math.abs(distance) - 1) / Math.sqrt(variance)));
}

function sum(values: readonly number[] | Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
