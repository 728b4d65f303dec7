import type { SessionOptions } from '../onnx/session.ts';
import { gatherRows } from './matrix-rows.ts';
import { bankEntries, entriesOf, type MemoryBank } from './memory-bank.ts';
import type { Neighbours } from './nearest.ts';
import type { SearchPlan } from './progressive-nearest.ts';

/** Multiply-adds per patch below which the full product takes a few milliseconds and no plan is worth measuring. */
const SMALL = 1_000_000;
/** Axes that the bounds of candidates are computed with: turning patches to more takes longer than it saves. */
const AXES = 192;
/** Axes of every entry's bound. */
const RANKS = [32, 48, 64, 96, 128] as const;
/** The rank that is taken unmeasured. */
const QUICK_RANK = 48;
/** Multiply-adds of the full product that take as long as turning the bank. */
const TURNING = 6e10;

/** The progressive ways to search a bank that are worth measuring, with more and more axes; none where it is small. */
export function searchPlans(
  bank: MemoryBank,
  { device }: Pick<SessionOptions, 'device'>,
): readonly SearchPlan[] {
  const { dimensions } = bank;
  if (device !== 'cpu' || bankEntries(bank) * dimensions < SMALL) return [];
  const axes = Math.min(AXES, Math.floor(dimensions / 2));
  return RANKS.filter(rank => rank < axes).map(rank => ({ rank, axes }));
}

/** The plan for a few patches, without measuring: few axes, as turning the bank takes time too, or none at all. */
export function quickPlan(
  bank: MemoryBank,
  patches: number,
  options: Pick<SessionOptions, 'device'>,
): SearchPlan | null {
  if (patches * bankEntries(bank) * bank.dimensions < TURNING) return null;
  const plans = searchPlans(bank, options);
  const plan = plans.find(({ rank }) => rank === QUICK_RANK) ?? plans[0];
  return plan ? { rank: plan.rank, axes: Math.min(2 * plan.rank, plan.axes) } : null;
}

/** The entries of the picture that has most, repeated, `[count, dimensions]`. */
export function entriesOfOnePicture(
  bank: MemoryBank,
  count: number,
): { entries: Float32Array; picture: number } {
  const { vectors, dimensions, provenance } = bank;
  const pictures = Int32Array.from({ length: bankEntries(bank) }, (_, entry) => provenance[3 * entry]!);
  const picture = mostFrequent(pictures);
  const own = entriesOf(bank, picture);
  const rows = Int32Array.from({ length: count }, (_, patch) => own[patch % own.length]!);
  return { entries: gatherRows(vectors, dimensions, rows), picture };
}

/**
 * Patches to measure a search with, `[count, dimensions]`. In a bank of all patches, entries are as far from those of
 * other pictures as an unknown part's patches are. The fewer were chosen the farther apart they lie, and a good part's
 * patches lie among them, so each is moved up to a quarter of the way to its nearest entry of another picture.
 */
export function patchesAmongEntries(
  bank: MemoryBank,
  entries: Float32Array,
  nearest: Neighbours,
  patchesPerPicture: number,
): Float32Array {
  const pictures = new Set(bank.provenance.filter((_, i) => i % 3 === 0)).size;
  const chosen = Math.min(1, bankEntries(bank) / (pictures * patchesPerPicture));
  const near = gatherRows(bank.vectors, bank.dimensions, nearest.entries);
  return entries.map((value, i) => value + ((1 - chosen) * (near[i]! - value)) / 4);
}

function mostFrequent(values: Int32Array): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((most, next) => (next[1] > most[1] ? next : most))[0];
}
