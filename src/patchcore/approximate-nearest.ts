import { availableParallelism } from 'node:os';
import type { SessionOptions } from '../onnx/session.ts';
import { type ApproximateIndex, openPlaces } from './approximate-index.ts';
import { gatherRows } from './matrix-rows.ts';
import { openMeasure } from './measure-distances.ts';
import { bankEntries, type MemoryBank, NO_PICTURE, UNREACHABLE } from './memory-bank.ts';
import { copyNeighbours, inChunks, type NearestSearch, type Neighbours } from './nearest.ts';
import { turnBank } from './principal-axes.ts';
import { openProgressiveNearest } from './progressive-nearest.ts';
import type { Ranked } from './ranking.ts';

/** Candidates per neighbour wanted, and at least, whose true distances are computed. */
const CANDIDATES = 4;
const FEWEST_CANDIDATES = 16;
/** Candidates when a training picture is held out: its own entries are the nearest and take many places. */
const HELD_OUT_CANDIDATES = 64;
/** Patches that are searched at once. */
const CHUNK = 1024;
/** Patches of a picture with the largest distances that are searched again exactly, until nothing changes. */
const VERIFIED = 32;
const CHECKED = 32;
/** A distance that the exact search makes smaller than by rounding was wrong. */
const SAME = 1 - 1e-5;

/**
 * Opens the search through an approximate index. The distances are true ones, of entries that may now and then not be
 * the nearest. The score of a picture hangs on its largest distances, and an entry that was missed makes one too large:
 * so the largest are searched again exactly, and a picture's worst patch and its distance are the exact ones. Patches for
 * which the index names only the excluded picture are searched exactly, too.
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
  const rotated = await turnBank(bank, axes, options);
  const exact = await openProgressiveNearest(bank, rotated, [{ rank: axes.rank, checked: CHECKED }], options);

  const candidatesOf = async (patches: Float32Array, count: number): Promise<Ranked> => {
    const found = graph.search(await places.places(patches), count, threads);
    return { count, values: found.distances, entries: Int32Array.from(found.keys, entryOf) };
  };
  // A walk that ends early fills up with a key beyond all entries; any entry will do as one more candidate.
  const entryOf = (key: bigint) => (key < entries ? Number(key) : 0);

  const searchAgain = async (
    patches: Float32Array,
    rows: readonly number[],
    out: Neighbours,
    excludedPicture: number,
  ) => {
    const { count, distances } = out;
    const found = await exact.nearest(gatherRows(patches, dimensions, rows), count, excludedPicture);
    const wrong = rows.some((row, place) => found.distances[place * count]! < distances[row * count]! * SAME);
    for (const [place, row] of rows.entries()) copyNeighbours(found, place, out, row);
    return wrong;
  };

  const search = async (patches: Float32Array, count: number, excludedPicture: number) => {
    const fewest = excludedPicture === NO_PICTURE ? FEWEST_CANDIDATES : HELD_OUT_CANDIDATES;
    const looked = Math.min(entries, Math.max(fewest, CANDIDATES * count));
    const found = await measure.nearest(patches, await candidatesOf(patches, looked), count, excludedPicture);
    const open = new Set(Array.from({ length: patches.length / dimensions }, (_, row) => row));
    const last = (row: number) => found.distances[(row + 1) * count - 1]!;
    const missing = [...open].filter(row => last(row) >= UNREACHABLE / 2);
    if (missing.length > 0) await searchAgain(patches, missing, found, excludedPicture);
    for (const row of missing) open.delete(row);
    let wrong = true;
    while (wrong && open.size > 0) {
      const farthest = [...open].sort((a, b) => last(b) - last(a)).slice(0, VERIFIED);
      wrong = await searchAgain(patches, farthest, found, excludedPicture);
      for (const row of farthest) open.delete(row);
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
      await exact.close();
    },
  };
}
