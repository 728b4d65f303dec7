import type { SessionOptions } from '../onnx/session.ts';
import { openBounds } from './distance-bounds.ts';
import { openFullNearest } from './full-nearest.ts';
import { gatherRows } from './matrix-rows.ts';
import { openMeasure } from './measure-distances.ts';
import { bankEntries, entriesOf, type MemoryBank, NO_PICTURE } from './memory-bank.ts';
import { copyNeighbours, inChunks, type NearestSearch, type Neighbours } from './nearest.ts';
import type { RotatedBank } from './principal-axes.ts';
import type { Ranked } from './ranking.ts';

/** One round of a progressive search. */
export interface SearchRound {
  /** Leading axes that the lower bounds are computed with. */
  readonly rank: number;
  /** Entries per patch that are looked at more closely. */
  readonly checked: number;
}

/** Rounds from few axes to many; after them the full product decides what is still open. No rounds: only that. */
export type SearchPlan = readonly SearchRound[];

/** Patches that are searched at once. */
const CHUNK = 1024;
/** Candidates beyond those asked for whose true distances are computed, at least. */
const SPARE = 3;
/**
 * Candidates that are ranked again and that are measured, of all open patches together: few patches can be looked at more
 * closely in the same time, and late rounds and the neighbours of a single entry are then proved, too.
 */
const RANKED = 8192;
const MEASURED = 4096;
const MOST_CHECKED = 256;
/** float32 rounding of a squared lower bound, relative to the squared norm of the patch. */
const ROUNDING = 4e-6;

/**
 * Opens the exact search that proves with few axes where possible.
 *
 * With r leading coordinates and, as one more, the norm of the rest, the squared distance is a lower bound of the true
 * one, since (|q_rest| - |b_rest|)^2 <= |q_rest - b_rest|^2. The entries with the smallest bounds are ranked again by
 * bounds along all axes of the rotated bank, and the best of these are measured truly; if none of the others can be
 * nearer by its bound, the answer is proved. Patches without this proof go on to the next round, at last to the full
 * product.
 */
export async function openProgressiveNearest(
  bank: MemoryBank,
  rotated: RotatedBank,
  plan: SearchPlan,
  options: SessionOptions,
): Promise<NearestSearch> {
  const { dimensions } = bank;
  const bounds = await openBounds(
    rotated,
    plan.map(({ rank }) => rank),
    options,
  );
  const measure = await openMeasure(bank, options);
  const full = await openFullNearest(bank, options);

  /** The nearest entries of some turned patches as far as one round knows them, and whether they are proved. */
  const settle = async (
    open: OpenPatches,
    { rank, checked }: SearchRound,
    count: number,
    excluded: number,
  ) => {
    const { patches, queries } = open;
    const rows = open.norms.length;
    const looked = Math.min(MOST_CHECKED, Math.max(checked, count + SPARE, Math.round(RANKED / rows)));
    const candidates = await bounds.smallest(queries.get(rank)!, rank, looked + 1);
    const closer =
      rank === rotated.rank ? candidates : await bounds.refine(queries, leading(candidates, looked));
    const measured = Math.min(looked, closer.count, Math.max(count + SPARE, Math.round(MEASURED / rows)));
    const found = await measure.nearest(
      patches,
      leading(closer, measured),
      Math.min(count, measured),
      excluded,
    );
    const proved = (patch: number) => {
      const unseen = Math.min(valueAt(candidates, patch, looked), valueAt(closer, patch, measured));
      const worst = found.distances[(patch + 1) * found.count - 1]!;
      return worst ** 2 <= unseen + open.norms[patch]! * (1 - ROUNDING);
    };
    return { found, proved };
  };

  const search = async (patches: Float32Array, count: number, excludedPicture: number) => {
    const rows = patches.length / dimensions;
    const neighbours = emptyNeighbours(rows, count);
    const turned = await bounds.turn(patches);
    let open = Array.from({ length: rows }, (_, row) => row);
    for (const round of plan) {
      if (open.length === 0) break;
      const { found, proved } = await settle(
        pick({ patches, ...turned }, dimensions, open),
        round,
        count,
        excludedPicture,
      );
      const unproved: number[] = [];
      for (const [place, row] of open.entries()) {
        if (proved(place)) copyNeighbours(found, place, neighbours, row);
        else unproved.push(row);
      }
      open = unproved;
    }
    if (open.length > 0) {
      const found = await full.nearest(gatherRows(patches, dimensions, open), count, excludedPicture);
      for (const [place, row] of open.entries()) copyNeighbours(found, place, neighbours, row);
    }
    return neighbours;
  };

  return {
    nearest(patches, count, excludedPicture = NO_PICTURE) {
      const wanted = Math.min(count, bankEntries(bank));
      const excluded = entriesOf(bank, excludedPicture);
      return bounds.without(excluded, () =>
        inChunks(patches, CHUNK * dimensions, chunk => search(chunk, wanted, excludedPicture)),
      );
    },
    async close() {
      await bounds.close();
      await measure.close();
      await full.close();
    },
  };
}

/** Patches on their way through the rounds. */
interface OpenPatches {
  /** `[patches, dimensions]` */
  readonly patches: Float32Array;
  /** By rank, `[patches, rank + 2]`; see `Bounds`. */
  readonly queries: ReadonlyMap<number, Float32Array>;
  /** Squared norms of the centred patches, `[patches]`. */
  readonly norms: Float32Array;
}

function pick(
  { patches, queries, norms }: OpenPatches,
  dimensions: number,
  rows: readonly number[],
): OpenPatches {
  if (rows.length === norms.length) return { patches, queries, norms };
  return {
    patches: gatherRows(patches, dimensions, rows),
    queries: new Map([...queries].map(([rank, matrix]) => [rank, gatherRows(matrix, rank + 2, rows)])),
    norms: Float32Array.from(rows, row => norms[row]!),
  };
}

/** The first `count` candidates of every patch. */
function leading(ranked: Ranked, count: number): Ranked {
  if (count >= ranked.count) return ranked;
  const patches = ranked.entries.length / ranked.count;
  const values = new Float32Array(patches * count);
  const entries = new Int32Array(patches * count);
  for (let patch = 0; patch < patches; patch++) {
    const from = patch * ranked.count;
    values.set(ranked.values.subarray(from, from + count), patch * count);
    entries.set(ranked.entries.subarray(from, from + count), patch * count);
  }
  return { count, values, entries };
}

/** What a patch's candidate at a place is ranked by; infinity where no entry is left. */
function valueAt(ranked: Ranked, patch: number, place: number): number {
  return place < ranked.count ? ranked.values[patch * ranked.count + place]! : Number.POSITIVE_INFINITY;
}

function emptyNeighbours(rows: number, count: number): Neighbours {
  return { count, distances: new Float32Array(rows * count), entries: new Int32Array(rows * count) };
}
