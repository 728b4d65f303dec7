import { bankEntries, type MemoryBank } from './memory-bank.ts';
import type { SearchPlan } from './progressive-nearest.ts';

/** Multiply-adds per patch below which the full product takes a few milliseconds and no plan is worth measuring. */
const SMALL = 1_000_000;
/** Dimensions from which two rounds may win over one. */
const LONG = 768;
/** Axes beyond which turning the bank takes longer than it saves. */
const MOST_AXES = 384;

/**
 * The ways to search a bank that are worth measuring; the full product is always among them. Ranks are shares of the
 * dimensions that won on resnet18, compact (384) and resnet50 (1,536) banks.
 */
export function searchPlans(bank: MemoryBank): readonly SearchPlan[] {
  const { dimensions } = bank;
  if (bankEntries(bank) * dimensions < SMALL || dimensions < 96) return [[]];
  const rank = (share: number) => Math.min(MOST_AXES, 8 * Math.round(dimensions / share / 8));
  if (dimensions < LONG) return [[], [{ rank: rank(3), checked: 8 }]];
  const twoRounds = [
    { rank: rank(12), checked: 4 },
    { rank: rank(4), checked: 8 },
  ];
  return [[], [{ rank: rank(6), checked: 8 }], twoRounds];
}

/**
 * The plan for a few pictures, without measuring: one round where turning the bank takes about 0.1 s, else the full
 * product.
 */
export function quickPlan(bank: MemoryBank): SearchPlan {
  return bank.dimensions < LONG ? (searchPlans(bank)[1] ?? []) : [];
}

/**
 * Patches to measure a search with, `[count, dimensions]`: the entries of the picture that has most, repeated. Searched
 * without that picture, they are patches of a part that the bank does not know, and rather unusual ones.
 */
export function typicalPatches(bank: MemoryBank, count: number): { patches: Float32Array; picture: number } {
  const { vectors, dimensions, provenance } = bank;
  const pictures = Int32Array.from({ length: bankEntries(bank) }, (_, entry) => provenance[3 * entry]!);
  const picture = mostFrequent(pictures);
  const entries = [...pictures.keys()].filter(entry => pictures[entry] === picture);
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
