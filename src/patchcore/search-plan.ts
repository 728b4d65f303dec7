import type { SessionOptions } from '../onnx/session.ts';
import { bankEntries, entriesOf, type MemoryBank } from './memory-bank.ts';
import type { SearchPlan } from './progressive-nearest.ts';

/** Multiply-adds per patch below which the full product takes a few milliseconds and no plan is worth measuring. */
const SMALL = 1_000_000;
/** Axes that bounds are refined with, at most: turning a bank to more takes longer than it saves. */
const MOST_AXES = 384;
/** Axes and checked entries of the first round; the second has all axes. */
const FIRST_ROUNDS = [
  { rank: 64, checked: 8 },
  { rank: 96, checked: 16 },
  { rank: 128, checked: 8 },
  { rank: 192, checked: 16 },
] as const;
const SECOND_CHECKED = 16;

/**
 * The ways to search a bank that are worth measuring; the full product is always among them. First rounds won or came
 * close on banks of resnet18, compact (384 dimensions), resnet50 and wide_resnet50_2 (1,536).
 */
export function searchPlans(
  bank: MemoryBank,
  { device }: Pick<SessionOptions, 'device'>,
): readonly SearchPlan[] {
  const { dimensions } = bank;
  const rank = Math.min(MOST_AXES, Math.floor(dimensions / 2));
  const firstRounds = FIRST_ROUNDS.filter(first => first.rank < rank);
  if (device !== 'cpu' || bankEntries(bank) * dimensions < SMALL) return [[]];
  return [[], ...firstRounds.map(first => [first, { rank, checked: SECOND_CHECKED }])];
}

/** The plan for a few pictures, without measuring: one round with few axes, as turning the bank takes time too. */
export function quickPlan(bank: MemoryBank, options: Pick<SessionOptions, 'device'>): SearchPlan {
  return searchPlans(bank, options).length > 1 ? [{ rank: 96, checked: 16 }] : [];
}

/**
 * Patches to measure a search with, `[count, dimensions]`: the entries of the picture that has most, repeated. Searched
 * without that picture, they are patches of a part that the bank does not know, and rather unusual ones.
 */
export function typicalPatches(bank: MemoryBank, count: number): { patches: Float32Array; picture: number } {
  const { vectors, dimensions, provenance } = bank;
  const pictures = Int32Array.from({ length: bankEntries(bank) }, (_, entry) => provenance[3 * entry]!);
  const picture = mostFrequent(pictures);
  const entries = entriesOf(bank, picture);
  const patches = new Float32Array(count * dimensions);
  for (let patch = 0; patch < count; patch++) {
    const entry = entries[patch % entries.length]!;
    patches.set(vectors.subarray(entry * dimensions, (entry + 1) * dimensions), patch * dimensions);
  }
  return { patches, picture };
}

function mostFrequent(values: Int32Array): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((most, next) => (next[1] > most[1] ? next : most))[0];
}
