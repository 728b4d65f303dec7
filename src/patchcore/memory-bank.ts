/** The memory bank M: patch vectors of good parts, each with the place it came from. */
export interface MemoryBank {
  /** `[entries, dimensions]`, row-major. */
  readonly vectors: Float32Array;
  readonly dimensions: number;
  /** `[entries, 3]`: training picture, row and column in the patch grid. */
  readonly provenance: Int32Array;
}

/** A training picture that no entry came from: nothing is excluded. */
export const NO_PICTURE = -1;

/** A distance that no pair of patches reaches: what an excluded entry is away. */
export const UNREACHABLE = 1e15;

/** How many patch vectors the bank holds. */
export function bankEntries(bank: MemoryBank): number {
  return bank.vectors.length / bank.dimensions;
}

/** The training picture that an entry came from. */
export function pictureOf(bank: MemoryBank, entry: number): number {
  return bank.provenance[3 * entry]!;
}

/** The entries that came from a training picture. */
export function entriesOf(bank: MemoryBank, picture: number): readonly number[] {
  const entries: number[] = [];
  if (picture === NO_PICTURE) return entries;
  for (let entry = 0; entry < bankEntries(bank); entry++)
    if (pictureOf(bank, entry) === picture) entries.push(entry);
  return entries;
}
