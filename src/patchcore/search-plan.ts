import type { SessionOptions } from '../onnx/session.ts';
import { gatherRows } from './matrix-rows.ts';
import { bankEntries, entriesOf, type MemoryBank } from './memory-bank.ts';
import type { NearestSearch } from './nearest.ts';
import type { SearchPlan } from './progressive-nearest.ts';

/** Patches to measure a search with, and the picture they came from: its entries take no part. */
export interface MeasuredPatches {
  /** `[patches, dimensions]` */
  readonly patches: Float32Array;
  readonly picture: number;
}

/** Multiply-adds per patch below which the full product takes a few milliseconds and no plan is worth measuring. */
const SMALL = 1_000_000;
/** Axes that the bounds of candidates are computed with: turning patches to more takes longer than it saves. */
const AXES = 192;
/** Axes of the first bounds of every entry. */
const RANKS = [32, 48, 64, 96, 128] as const;
/** The same of entries in groups: 48 to 96 take about as long, since few are computed. */
const GROUPED_RANK = 64;
/** Multiply-adds of the full product that take as long as turning the bank. */
const TURNING = 6e10;

/**
 * The progressive ways to search a bank that are worth measuring: in groups, and with bounds of every entry along more
 * and more axes; none where it is small.
 */
export function searchPlans(
  bank: MemoryBank,
  { device }: Pick<SessionOptions, 'device'>,
): readonly SearchPlan[] {
  const { dimensions } = bank;
  if (device !== 'cpu' || bankEntries(bank) * dimensions < SMALL) return [];
  const axes = Math.min(AXES, Math.floor(dimensions / 2));
  const grouped = { rank: Math.min(GROUPED_RANK, axes), grouped: true, axes };
  return [grouped, ...RANKS.filter(rank => rank < axes).map(rank => ({ rank, grouped: false, axes }))];
}

/** The plan for a few patches, without measuring: in groups, with few axes, as turning the bank takes time too, or none. */
export function quickPlan(
  bank: MemoryBank,
  patches: number,
  options: Pick<SessionOptions, 'device'>,
): SearchPlan | null {
  if (patches * bankEntries(bank) * bank.dimensions < TURNING) return null;
  const [plan] = searchPlans(bank, options);
  return plan ? { ...plan, axes: Math.min(2 * plan.rank, plan.axes) } : null;
}

/**
 * The entries of the picture that has most, repeated, as patches to measure a search with. In a bank of all patches, they are as far from those of other pictures as an unknown part's patches are. The
 * fewer were chosen the farther apart they lie, and a good part's patches lie among them, so each is moved up to a quarter
 * of the way to its nearest entry of another picture.
 */
export async function patchesAmongEntries(
  bank: MemoryBank,
  search: NearestSearch,
  count: number,
): Promise<MeasuredPatches> {
  const { vectors, dimensions, provenance } = bank;
  const pictures = Int32Array.from({ length: bankEntries(bank) }, (_, entry) => provenance[3 * entry]!);
  const picture = mostFrequent(pictures);
  const own = entriesOf(bank, picture);
  const rows = Int32Array.from({ length: count }, (_, patch) => own[patch % own.length]!);
  const entries = gatherRows(vectors, dimensions, rows);
  const nearest = await search.nearest(entries, 1, picture);
  const chosen = Math.min(1, bankEntries(bank) / (new Set(pictures).size * count));
  const near = gatherRows(vectors, dimensions, nearest.entries);
  return { picture, patches: entries.map((value, i) => value + ((1 - chosen) * (near[i]! - value)) / 4) };
}

function mostFrequent(values: Int32Array): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((most, next) => (next[1] > most[1] ? next : most))[0];
}
