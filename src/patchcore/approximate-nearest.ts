import { availableParallelism } from 'node:os';
import type { SessionOptions } from '../onnx/session.ts';
import { type ApproximateIndex, openPlaces } from './approximate-index.ts';
import { openFullNearest } from './full-nearest.ts';
import { gatherRows } from './matrix-rows.ts';
import { openMeasure } from './measure-distances.ts';
import { bankEntries, type MemoryBank, NO_PICTURE, UNREACHABLE } from './memory-bank.ts';
import { copyNeighbours, inChunks, type NearestSearch, type Neighbours } from './nearest.ts';
import { turnBank } from './principal-axes.ts';
import { openProgressiveNearest } from './progressive-nearest.ts';
import { leading, type Ranked } from './ranking.ts';

/** Candidates per neighbour wanted, and at least, whose true distances are computed. */
const CANDIDATES = 4;
const FEWEST_CANDIDATES = 16;
/** Candidates when a training picture is held out: its own entries are the nearest and take many places. */
const HELD_OUT_CANDIDATES = 64;
/** Patches that are searched at once. */
const CHUNK = 1024;
/** Patches of a picture with the largest distances that are looked for more widely, until nothing changes. */
const WIDENED = 16;
/** Entries that a wide walk visits at least, and those of them that are measured. */
const WIDE = 256;
const WIDE_MEASURED = 64;
/** A distance that a wider walk makes smaller than by rounding was wrong. */
const SAME = 1 - 1e-5;

/**
 * Opens the search through an approximate index. The distances are true ones, of entries that may now and then not be
 * the nearest. The score of a picture hangs on its largest distance, and an entry that was missed makes one too large:
 * so the patches with the largest are looked for again in a wider walk, and the farthest one by lower bounds of its
 * distance to all entries that can be nearer, until none of them comes nearer. Patches for which the index names only
 * the excluded picture are searched exactly.
 */
export async function openApproximateNearest(
  bank: MemoryBank,
  { axes, graph }: ApproximateIndex,
  options: SessionOptions,
): Promise<NearestSearch> {
  const { dimensions } = bank;
  const entries = bankEntries(bank);
  const threads = Math.min(options.threads, availableParallelism()); // more are refused
  const places = await openPlaces(axes, options);
  const measure = await openMeasure(bank, options);
  const turned = await turnBank(bank, axes, options);
  const scan = await openProgressiveNearest(bank, turned, { rank: axes.rank, grouped: true }, options);
  const exact = await openFullNearest(bank, options);

  const candidatesOf = async (patches: Float32Array, count: number): Promise<Ranked> => {
    const found = graph.search(await places.places(patches), count, threads);
    return { count, values: found.distances, entries: Int32Array.from(found.keys, entryOf) };
  };
  // A walk that ends early fills up with a key beyond all entries; any entry will do as one more candidate.
  const entryOf = (key: bigint) => (key < entries ? Number(key) : 0);

  const searchWidely = async (patches: Float32Array, count: number, excludedPicture: number) => {
    const candidates = await candidatesOf(patches, Math.min(entries, WIDE));
    const measured = Math.max(WIDE_MEASURED, CANDIDATES * count);
    return measure.nearest(patches, leading(candidates, measured), count, excludedPicture);
  };

  const search = async (patches: Float32Array, count: number, excludedPicture: number) => {
    const rows = patches.length / dimensions;
    if (rows === 1)
      return scan.confirm(patches, await searchWidely(patches, count, excludedPicture), excludedPicture);
    const fewest = excludedPicture === NO_PICTURE ? FEWEST_CANDIDATES : HELD_OUT_CANDIDATES;
    const looked = Math.min(entries, Math.max(fewest, CANDIDATES * count));
    const found = await measure.nearest(patches, await candidatesOf(patches, looked), count, excludedPicture);
    const distanceOf = (row: number) => found.distances[(row + 1) * count - 1]!;
    const farthestOf = (some: readonly number[], most: number) =>
      some.toSorted((a, b) => distanceOf(b) - distanceOf(a)).slice(0, most);
    const rowsOf = (some: readonly number[]) => gatherRows(patches, dimensions, some);
    const knownOf = (row: number): Neighbours => ({
      count,
      distances: found.distances.slice(row * count, (row + 1) * count),
      entries: found.entries.slice(row * count, (row + 1) * count),
    });
    /** Takes better neighbours over, and says whether any is nearer. */
    const improve = (some: readonly number[], better: Neighbours): boolean => {
      const before = some.map(distanceOf);
      for (const [place, row] of some.entries()) copyNeighbours(better, place, found, row);
      return some.some((row, place) => distanceOf(row) < before[place]! * SAME);
    };

    const all = Array.from({ length: rows }, (_, row) => row);
    const missing = all.filter(row => distanceOf(row) >= UNREACHABLE / 2);
    if (missing.length > 0) improve(missing, await exact.nearest(rowsOf(missing), count, excludedPicture));
    let open = all.filter(row => !missing.includes(row));
    for (let wrong = true; wrong && open.length > 0; ) {
      const farthest = farthestOf(open, WIDENED);
      wrong = improve(farthest, await searchWidely(rowsOf(farthest), count, excludedPicture));
      open = open.filter(row => !farthest.includes(row));
    }
    for (let wrong = true; wrong; ) {
      const [farthest] = farthestOf(all, 1);
      wrong = improve(
        [farthest!],
        await scan.confirm(rowsOf([farthest!]), knownOf(farthest!), excludedPicture),
      );
    }
    return found;
  };

  return {
    nearest(patches, count, excludedPicture = NO_PICTURE) {
      const wanted = Math.min(count, entries);
      return inChunks(patches, CHUNK * dimensions, chunk => search(chunk, wanted, excludedPicture));
    },
    async close() {
      await places.close();
      await measure.close();
      await scan.close();
      await exact.close();
    },
  };
}
