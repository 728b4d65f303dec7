import type { SessionOptions } from '../onnx/session.ts';
import { columnSegments, rowKeys, rowSegments } from './bound-keys.ts';
import { openClosestCandidates } from './closest-candidates.ts';
import { type Bounds, CROWDED, openBounds } from './distance-bounds.ts';
import { openFullNearest } from './full-nearest.ts';
import { gatherRows } from './matrix-rows.ts';
import { bankEntries, entriesOf, type MemoryBank, NO_PICTURE } from './memory-bank.ts';
import {
  copyNeighbours,
  createNeighbourLists,
  FAR,
  inChunks,
  type NearestSearch,
  type NeighbourLists,
} from './nearest.ts';
import type { RotatedBank } from './principal-axes.ts';
import { openTurning, pickTurned, type TurnedPatches } from './turned-patches.ts';

/** How a bank is searched progressively. */
export interface SearchPlan {
  /** Leading axes that every entry's lower bound is computed with. */
  readonly rank: number;
  /** Axes that the bounds of candidates are computed with, at least as many. */
  readonly axes: number;
}

/** Bounds of one product, at most: 64 MB. */
const PRODUCT = 2 ** 24;
/** Patches of one product, at least: for each, the runtime brings the keys into another order first. */
const FEWEST_PATCHES = 512;
/** Entries more than are wanted that are measured for patches that too many entries may be near. */
const MORE_MEASURED = 15;

/**
 * Opens the exact search that rules out most entries with few axes and measures the rest: the multi-step search of Seidl
 * and Kriegel, SIGMOD 1998.
 *
 * With r leading coordinates and, as one more, the norm of the rest, the squared distance is a lower bound of the true
 * one, since (|q_rest| - |b_rest|)^2 <= |q_rest - b_rest|^2. The entry with the smallest bound is measured truly; the
 * entries whose bounds are below that are bounded once more along all axes of the rotated bank, and measured where these
 * bounds are below it, too. None of the others can be nearer. Patches that too many entries may be near are looked at
 * again with bounds along all axes, at last in the full product.
 *
 * @param rank axes of the first bounds, at most those of the rotated bank
 */
export async function openProgressiveNearest(
  bank: MemoryBank,
  rotated: RotatedBank,
  rank: number,
  options: SessionOptions,
): Promise<NearestSearch> {
  const { dimensions } = bank;
  const columns = rotated.rank + 2;
  const keys = rowKeys(rotated);
  const turning = await openTurning(rotated, rank, options);
  const coarse = await openBounds(bank, columnSegments(rotated, rank), 'columns', rank + 2, options);
  const fine = await openBounds(bank, rowSegments(rotated, keys), 'rows', columns, options);
  const candidates = await openClosestCandidates(bank, keys, columns, options);
  const full = await openFullNearest(bank, options);
  const mostPatches = Math.max(FEWEST_PATCHES, Math.floor(PRODUCT / coarse.segments[0]!.padded));

  /** Looks through the bank and returns those of the patches that too many entries may be near. */
  const lookThrough = async (
    bounds: Bounds,
    { numbers, patches, turned }: Looked,
    queries: Float32Array,
    wanted: { readonly count: number; readonly measured: number },
    lists: NeighbourLists,
  ): Promise<readonly number[]> => {
    const crowded = new Set<number>();
    for (const segment of bounds.segments) {
      const known = lists.farthest(numbers);
      const query = { patches, queries, norms: turned.norms, known, ...wanted };
      const { entries, squared, limits, pairs } = await bounds.look(query, segment);
      const perPatch = entries.length / numbers.length;
      for (let place = 0; place < entries.length; place++)
        lists.offer(numbers[Math.floor(place / perPatch)]!, entries[place]!, squared[place]!);
      for (const [row, limit] of limits.entries()) if (limit === CROWDED) crowded.add(numbers[row]!);
      for await (const near of candidates.closest({ patches, queries: turned.all, limits, pairs }))
        for (let pair = 0; pair < near.entries.length; pair++)
          lists.offer(numbers[near.patches[pair]!]!, near.entries[pair]!, near.squared[pair]!);
    }
    return [...crowded];
  };

  const search = async (patches: Float32Array, count: number, excludedPicture: number) => {
    const rows = patches.length / dimensions;
    const numbers = Array.from({ length: rows }, (_, row) => row);
    const lists = createNeighbourLists(rows, count);
    const all = { numbers, patches, turned: await turning.turn(patches) };
    const wanted = { count, measured: count };
    let open = await lookThrough(coarse, all, all.turned.leading, wanted, lists);
    if (open.length > 0) {
      const some = pick(all, dimensions, open);
      const more = { count, measured: count + MORE_MEASURED };
      open = await lookThrough(fine, some, some.turned.all, more, lists);
    }
    const neighbours = lists.toNeighbours();
    const last = lists.farthest(numbers);
    const left = [...new Set([...open, ...numbers.filter(row => last[row]! >= FAR)])];
    if (left.length > 0) {
      const found = await full.nearest(gatherRows(patches, dimensions, left), count, excludedPicture);
      for (const [place, row] of left.entries()) copyNeighbours(found, place, neighbours, row);
    }
    return neighbours;
  };

  return {
    nearest(patches, count, excludedPicture = NO_PICTURE) {
      const wanted = Math.min(count, bankEntries(bank));
      const excluded = entriesOf(bank, excludedPicture);
      const rows = patches.length / dimensions;
      const atOnce = Math.ceil(rows / Math.ceil(rows / mostPatches)) * dimensions;
      return coarse.without(excluded, () =>
        fine.without(excluded, () =>
          inChunks(patches, atOnce, chunk => search(chunk, wanted, excludedPicture)),
        ),
      );
    },
    async close() {
      await turning.close();
      await coarse.close();
      await fine.close();
      await candidates.close();
      await full.close();
    },
  };
}

/** Patches that are looked at, with their numbers in the picture. */
interface Looked {
  readonly numbers: readonly number[];
  /** `[patches, dimensions]` */
  readonly patches: Float32Array;
  readonly turned: TurnedPatches;
}

function pick({ patches, turned }: Looked, dimensions: number, numbers: readonly number[]): Looked {
  return { numbers, patches: gatherRows(patches, dimensions, numbers), turned: pickTurned(turned, numbers) };
}
