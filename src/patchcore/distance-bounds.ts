import { int32Tensor, openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { type BoundKeys, GROUP, type KeySegment } from './bound-keys.ts';
import { lookGraph } from './look-graph.ts';
import type { MemoryBank } from './memory-bank.ts';
import { FAR, whileUnreachable } from './nearest.ts';
import { countTensor } from './ranking.ts';

/**
 * Lower bounds of squared distances between patches and the entries of a rotated bank, each less the patch's own squared
 * norm: one product of queries and keys, see `turned-patches.ts` and `bound-keys.ts`.
 */
export interface Bounds {
  /** Parts of the bank that are looked through one after the other. */
  readonly parts: number;
  /** Patches of one look, at most. */
  readonly mostPatches: number;
  /** Finds the entries of a part that may be nearer than what is known or found on the way. */
  look(query: BoundQuery, part: number): Promise<BoundAnswer>;
  /** Runs work while no bound finds the named entries. */
  without<T>(entries: readonly number[], work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** What is looked for among the entries of a part. */
export interface BoundQuery {
  /** `[patches, dimensions]` */
  readonly patches: Float32Array;
  /** The same along the axes of the keys, `[patches, axes + 2]`. */
  readonly queries: Float32Array;
  /** Their squared norms, centred, `[patches]`. */
  readonly norms: Float32Array;
  /** Squared distances of which only nearer entries are wanted, `[patches]`. */
  readonly known: Float32Array;
  /** Neighbours wanted. */
  readonly count: number;
  /** Entries that are measured for each patch, at least as many. */
  readonly measured: number;
}

export interface BoundAnswer {
  /** Entries that were measured, `[patches, *]`, and their squared distances; `FAR` for those that are out of reach. */
  readonly entries: Int32Array;
  readonly squared: Float32Array;
  /** Entries whose bound is not below this are no nearer than what is known, `[patches]`; `CROWDED` for some. */
  readonly limits: Float32Array;
  /** All other entries whose bounds are below the limits. */
  readonly pairs: Pairs;
}

/** Patches and entries, by their numbers, in the order of the patches. */
export interface Pairs {
  readonly patches: Int32Array;
  readonly entries: Int32Array;
}

/** Groups of a patch's entries that are looked into, at most, and the most of all there are; more for few patches. */
const MOST_GROUPS = 128;
const MOST_OF_ALL = 0.5;
const GROUPS_OF_ALL_PATCHES = 2 ** 15;
/** Bounds of one product, at most: 32 MB. */
export const PRODUCT = 2 ** 23;
/** Patches of one product, at least: for each, the runtime brings the keys into another order first. */
const FEWEST_PATCHES = 256;

/** Opens the bounds along the axes of some keys. */
export async function openBounds(
  { vectors, dimensions }: MemoryBank,
  { columns, segments }: BoundKeys,
  options: SessionOptions,
): Promise<Bounds> {
  const session = await openSession(lookGraph(columns, dimensions), { ...options, device: 'cpu' });
  const bank = tensor(vectors, vectors.length / dimensions, dimensions);
  return {
    parts: segments.length,
    mostPatches: Math.max(FEWEST_PATCHES, Math.floor(PRODUCT / segments[0]!.padded)),
    async look({ patches, queries, norms, known, count, measured }, part) {
      const { from, padded, keys } = segments[part]!;
      const rows = known.length;
      const groups = padded / GROUP;
      const looked = Math.min(measured, groups);
      const most = Math.max(
        1,
        Math.min(MOST_GROUPS, Math.floor(groups * MOST_OF_ALL)),
        Math.floor(GROUPS_OF_ALL_PATCHES / rows),
      );
      const found = await session.run({
        patches: tensor(patches, rows, dimensions),
        queries: tensor(queries, rows, columns),
        norms: tensor(norms, rows),
        known: tensor(known, rows),
        keys: tensor(keys, padded, columns),
        vectors: bank,
        first: countTensor(from),
        measured: countTensor(looked),
        // Fewer than are wanted say nothing of how far the last one is.
        count: countTensor(Math.min(count, looked)),
        unknown: tensor(Float32Array.of(looked < count ? FAR : 0), 1),
        most: int32Tensor(Int32Array.of(most), 1),
      });
      const entries = found.entries!.data as Int32Array;
      const below = found.groups!.data as Int32Array;
      const isMeasured = (patch: number, entry: number) =>
        entries.subarray(patch * looked, (patch + 1) * looked).includes(entry);
      return {
        entries,
        squared: found.squared!.data as Float32Array,
        limits: found.limits!.data as Float32Array,
        pairs: pairsOf(below, found.members!.data as Int32Array, { groups, from, isMeasured }),
      };
    },
    without: (excluded, work) =>
      segments.reduce<typeof work>(
        (inner, segment) => () =>
          whileUnreachable(segment.keys, normPlaces(segment, excluded, columns), inner),
        work,
      )(),
    close: () => session.close(),
  };
}

/**
 * @param found groups, counted through all patches
 * @param members places in these groups, which follow each other
 */
function pairsOf(
  found: Int32Array,
  members: Int32Array,
  {
    groups,
    from,
    isMeasured,
  }: {
    readonly groups: number;
    readonly from: number;
    readonly isMeasured: (patch: number, entry: number) => boolean;
  },
): Pairs {
  const patches = new Int32Array(members.length);
  const entries = new Int32Array(members.length);
  let pairs = 0;
  for (const place of members) {
    const group = found[Math.floor(place / GROUP)]!;
    const patch = Math.floor(group / groups);
    const entry = from + (group - patch * groups) * GROUP + (place % GROUP);
    if (isMeasured(patch, entry)) continue;
    patches[pairs] = patch;
    entries[pairs++] = entry;
  }
  return { patches: patches.subarray(0, pairs), entries: entries.subarray(0, pairs) };
}

/** Where the squared norms of those entries stand that are in a segment. */
function normPlaces(
  { from, entries }: KeySegment,
  named: readonly number[],
  columns: number,
): readonly number[] {
  return named
    .map(entry => entry - from)
    .filter(place => place >= 0 && place < entries)
    .map(place => (place + 1) * columns - 1);
}
