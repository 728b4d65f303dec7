import type { SessionOptions } from '../onnx/session.ts';
import { openClosestCandidates } from './closest-candidates.ts';
import { openBounds, type TurnedPatches } from './distance-bounds.ts';
import { openFullNearest } from './full-nearest.ts';
import { gatherRows } from './matrix-rows.ts';
import { bankEntries, entriesOf, type MemoryBank, NO_PICTURE } from './memory-bank.ts';
import { copyNeighbours, inChunks, type NearestSearch, type Neighbours } from './nearest.ts';
import type { RotatedBank } from './principal-axes.ts';
import { leading, type Ranked } from './ranking.ts';

/** How a bank is searched progressively. */
export interface SearchPlan {
  /** Leading axes that every entry's lower bound is computed with. */
  readonly rank: number;
  /** Axes that the bounds of candidates are computed with, at least as many. */
  readonly axes: number;
}

/** Patches that are searched at once. */
const CHUNK = 1024;
/** Rounds before the full product decides what is still open; each looks so many times more closely than the last. */
const ROUNDS = 3;
const CLOSER = 4;
/** Candidates per patch, in the first round at least and in any at most. */
const CHECKED = 16;
const MOST_CHECKED = 256;
/** Candidates beyond those asked for whose true distances are computed, at least. */
const SPARE = 2;
/**
 * Candidates that are ranked again and that are measured, of all open patches together: few patches can be looked at more
 * closely in the same time, so late rounds and the neighbours of a single entry are proved, too.
 */
const RANKED = 4096;
const MEASURED = 2400;
/** float32 rounding of a squared lower bound, relative to the squared norm of the patch. */
const ROUNDING = 4e-6;

/**
 * Opens the exact search that proves with few axes where possible.
 *
 * With r leading coordinates and, as one more, the norm of the rest, the squared distance is a lower bound of the true
 * one, since (|q_rest| - |b_rest|)^2 <= |q_rest - b_rest|^2. The entries with the smallest bounds are ranked again by
 * bounds along all axes of the rotated bank, and the best of these are measured truly; if none of the others can be
 * nearer by its bound, the answer is proved. Patches without this proof are looked at again with more candidates, at
 * last in the full product.
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
  const bounds = await openBounds(rotated, rank, options);
  const candidatesOf = await openClosestCandidates(bank, rotated, options);
  const full = await openFullNearest(bank, options);

  /** The nearest entries of some turned patches as far as one round knows them, and whether they are proved. */
  const settle = async (open: OpenPatches, round: number, count: number, excludedPicture: number) => {
    const rows = open.norms.length;
    const effort = CLOSER ** round;
    const looked = Math.min(
      MOST_CHECKED,
      Math.max(CHECKED * effort, count + SPARE, Math.round(RANKED / rows)),
    );
    const ranked = await bounds.smallest(open.leading, looked + 1);
    const candidates = leading(ranked, looked);
    const measured = Math.min(
      candidates.count,
      Math.max((count + SPARE) * effort, Math.round(MEASURED / rows)),
    );
    const { found, unmeasured } = await candidatesOf.closest({
      patches: open.patches,
      queries: open.all,
      candidates,
      measured,
      count: Math.min(count, measured),
      excludedPicture,
    });
    const proved = (patch: number) => {
      const unseen = Math.min(valueAt(ranked, patch, looked), unmeasured[patch]!);
      const worst = found.distances[(patch + 1) * found.count - 1]!;
      return worst ** 2 <= unseen + open.norms[patch]! * (1 - ROUNDING);
    };
    return { found, proved };
  };

  const search = async (patches: Float32Array, count: number, excludedPicture: number) => {
    const rows = patches.length / dimensions;
    const neighbours = emptyNeighbours(rows, count);
    const turned = { patches, ...(await bounds.turn(patches)) };
    let open = Array.from({ length: rows }, (_, row) => row);
    for (let round = 0; round < ROUNDS && open.length > 0; round++) {
      const { found, proved } = await settle(
        pick(turned, rotated, rank, open),
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
        candidatesOf.without(excluded, () =>
          inChunks(patches, CHUNK * dimensions, chunk => search(chunk, wanted, excludedPicture)),
        ),
      );
    },
    async close() {
      await bounds.close();
      await candidatesOf.close();
      await full.close();
    },
  };
}

/** Patches on their way through the rounds. */
interface OpenPatches extends TurnedPatches {
  /** `[patches, dimensions]` */
  readonly patches: Float32Array;
}

function pick(
  open: OpenPatches,
  { centre, rank: axes }: RotatedBank,
  rank: number,
  rows: readonly number[],
): OpenPatches {
  if (rows.length === open.norms.length) return open;
  return {
    patches: gatherRows(open.patches, centre.length, rows),
    leading: gatherRows(open.leading, rank + 2, rows),
    all: gatherRows(open.all, axes + 2, rows),
    norms: gatherRows(open.norms, 1, rows),
  };
}

/** What a patch's candidate at a place is ranked by; infinity where no entry is left. */
function valueAt(ranked: Ranked, patch: number, place: number): number {
  return place < ranked.count ? ranked.values[patch * ranked.count + place]! : Number.POSITIVE_INFINITY;
}

function emptyNeighbours(rows: number, count: number): Neighbours {
  return { count, distances: new Float32Array(rows * count), entries: new Int32Array(rows * count) };
}
