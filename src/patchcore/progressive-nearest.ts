import type { SessionOptions } from '../onnx/session.ts';
import { boundKeys } from './bound-keys.ts';
import { openClosestCandidates } from './closest-candidates.ts';
import { type Bounds, openBounds } from './distance-bounds.ts';
import { openFullNearest } from './full-nearest.ts';
import { openGroupedBounds } from './grouped-bounds.ts';
import { CROWDED } from './look-graph.ts';
import { rowsOf } from './matrix-rows.ts';
import { bankEntries, entriesOf, type MemoryBank, NO_PICTURE } from './memory-bank.ts';
import {
  copyNeighbours,
  createNeighbourLists,
  FAR,
  inChunks,
  type NearestSearch,
  type NeighbourLists,
  type Neighbours,
} from './nearest.ts';
import type { RotatedBank } from './principal-axes.ts';
import { openTurning, pickTurned, type TurnedPatches } from './turned-patches.ts';

/** How a bank is searched progressively. */
export interface SearchPlan extends FirstBounds {
  /** Axes that the bounds of candidates are computed with, at least as many. */
  readonly axes: number;
}

/** A search that can begin with what is known. */
export interface ConfirmingSearch extends NearestSearch {
  /**
   * The nearest entries of a few patches, where some near ones are known: none that is farther is looked at.
   *
   * @param known as many for each as are wanted, with true distances; those out of reach are `UNREACHABLE`
   */
  confirm(patches: Float32Array, known: Neighbours, excludedPicture?: number): Promise<Neighbours>;
}

/** Which bounds are computed first. */
export interface FirstBounds {
  /** Leading axes that they are computed with. */
  readonly rank: number;
  /** Whether only of entries in groups that can hold one that is near, or of every entry. */
  readonly grouped: boolean;
}

/** Patches that are turned at once. */
const CHUNK = 1024;
/** Numbers of the entries that are measured at once, at most: 16 MB, held three times. */
const GATHERED = 2 ** 22;
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
 * @param first their axes are at most those of the rotated bank
 */
export async function openProgressiveNearest(
  bank: MemoryBank,
  rotated: RotatedBank,
  { rank, grouped }: FirstBounds,
  options: SessionOptions,
): Promise<ConfirmingSearch> {
  const { dimensions } = bank;
  const keys = boundKeys(rotated, rotated.rank);
  const turning = await openTurning(rotated, rank, options);
  const coarse = grouped
    ? await openGroupedBounds(bank, rotated, rank, options)
    : await openBounds(bank, boundKeys(rotated, rank), options);
  const fine = await openBounds(bank, keys, options);
  const candidates = await openClosestCandidates(bank, keys, options);
  const full = await openFullNearest(bank, options);
  const mostPatches = (bounds: Bounds, measured: number) =>
    Math.max(1, Math.min(bounds.mostPatches, Math.floor(GATHERED / (measured * dimensions))));

  /** Looks through the bank for some patches and returns those that too many entries may be near. */
  const lookThrough = async (bounds: Bounds, looked: Looked): Promise<readonly number[]> => {
    const { numbers, patches, queries, turned, lists, count, measured } = looked;
    const crowded = new Set<number>();
    for (let part = 0; part < bounds.parts; part++) {
      const known = lists.farthest(numbers);
      const query = { patches, queries, norms: turned.norms, known, count, measured };
      const { entries, squared, limits, pairs } = await bounds.look(query, part);
      const perPatch = entries.length / numbers.length;
      for (let place = 0; place < entries.length; place++)
        lists.offer(numbers[Math.floor(place / perPatch)]!, entries[place]!, squared[place]!);
      for (const [row, limit] of limits.entries()) if (limit === CROWDED) crowded.add(numbers[row]!);
      for await (const near of candidates.closest({ patches, queries: turned.all, limits, pairs }))
        for (let pair = 0; pair < near.entries.length; pair++)
          lists.offer(numbers[near.patches[pair]!]!, near.entries[pair]!, near.squared[pair]!);
    }
    return numbers.filter(number => crowded.has(number));
  };

  const search = async (
    patches: Float32Array,
    count: number,
    excludedPicture: number,
    known: Neighbours | null,
  ) => {
    const rows = patches.length / dimensions;
    const numbers = Array.from({ length: rows }, (_, row) => row);
    const lists = createNeighbourLists(rows, count, known);
    const all = await turning.turn(patches);
    const look = async (
      bounds: Bounds,
      along: 'leading' | 'all',
      some: readonly number[],
      measured: number,
    ) => {
      const crowded: number[] = [];
      for (const piece of piecesOf(some, mostPatches(bounds, measured))) {
        const turned = pickTurned(all, piece);
        const picked = { numbers: piece, patches: rowsOf(patches, dimensions, piece), turned };
        const looked = { ...picked, queries: turned[along], lists, count, measured };
        crowded.push(...(await lookThrough(bounds, looked)));
      }
      return crowded;
    };
    const crowded = await look(coarse, 'leading', numbers, count);
    const open = new Set(await look(fine, 'all', crowded, count + MORE_MEASURED));
    const neighbours = lists.toNeighbours();
    const last = lists.farthest(numbers);
    const left = numbers.filter(row => open.has(row) || last[row]! >= FAR);
    if (left.length > 0) {
      const found = await full.nearest(rowsOf(patches, dimensions, left), count, excludedPicture);
      for (const [place, row] of left.entries()) copyNeighbours(found, place, neighbours, row);
    }
    return neighbours;
  };

  const without = <T>(excludedPicture: number, work: () => Promise<T>) => {
    const excluded = entriesOf(bank, excludedPicture);
    return coarse.without(excluded, () => fine.without(excluded, work));
  };

  return {
    nearest(patches, count, excludedPicture = NO_PICTURE) {
      const wanted = Math.min(count, bankEntries(bank));
      return without(excludedPicture, () =>
        inChunks(patches, CHUNK * dimensions, chunk => search(chunk, wanted, excludedPicture, null)),
      );
    },
    confirm: (patches, known, excludedPicture = NO_PICTURE) =>
      without(excludedPicture, () => search(patches, known.count, excludedPicture, known)),
    async close() {
      await turning.close();
      await coarse.close();
      await fine.close();
      await candidates.close();
      await full.close();
    },
  };
}

/** Patches that are looked at, ascending. */
interface Looked {
  /** Their numbers in the picture. */
  readonly numbers: readonly number[];
  /** `[patches, dimensions]` */
  readonly patches: Float32Array;
  readonly turned: TurnedPatches;
  /** What the bounds are computed with, `[patches, columns]`. */
  readonly queries: Float32Array;
  /** What has been found, of all patches of the picture. */
  readonly lists: NeighbourLists;
  /** Neighbours wanted, and entries that are measured first. */
  readonly count: number;
  readonly measured: number;
}

/** Equal pieces of a list, `most` long at most. */
function piecesOf(numbers: readonly number[], most: number): readonly (readonly number[])[] {
  const pieces = Math.ceil(numbers.length / most);
  const size = Math.ceil(numbers.length / pieces);
  return Array.from({ length: pieces }, (_, piece) => numbers.slice(piece * size, (piece + 1) * size)).filter(
    piece => piece.length > 0,
  );
}
