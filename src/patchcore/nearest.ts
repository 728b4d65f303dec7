import { type MemoryBank, pictureOf, UNREACHABLE } from './memory-bank.ts';

/** A squared distance that no pair of patches reaches, yet less than that of an entry that is out of reach. */
export const FAR = Math.fround(UNREACHABLE ** 2 / 10);

/** The nearest entries of some patches, by Euclidean distance. */
export interface Neighbours {
  /** Entries per patch: as many as were asked for, at most the bank's size. */
  readonly count: number;
  /** Ascending, `[patches, count]`. */
  readonly distances: Float32Array;
  /** `[patches, count]` */
  readonly entries: Int32Array;
}

/** A way to find the entries of a memory bank that are nearest to a patch. */
export interface NearestSearch {
  /**
   * @param patches `[patches, dimensions]`
   * @param count entries wanted per patch
   * @param excludedPicture training picture whose entries take no part while others are left; they are `UNREACHABLE`
   */
  nearest(patches: Float32Array, count: number, excludedPicture?: number): Promise<Neighbours>;
  close(): Promise<void>;
}

/** The `count` nearest that are left when entries of the excluded picture come last, out of reach. */
export function withoutPicture(
  found: Neighbours,
  bank: MemoryBank,
  picture: number,
  count: number,
): Neighbours {
  const patches = found.entries.length / found.count;
  const distances = new Float32Array(patches * count);
  const entries = new Int32Array(patches * count);
  const isExcluded = (place: number) => pictureOf(bank, found.entries[place]!) === picture;
  for (let patch = 0; patch < patches; patch++) {
    const places = Array.from({ length: found.count }, (_, i) => patch * found.count + i);
    const order = [...places.filter(place => !isExcluded(place)), ...places.filter(isExcluded)];
    for (const [i, place] of order.slice(0, count).entries()) {
      entries[patch * count + i] = found.entries[place]!;
      distances[patch * count + i] = isExcluded(place) ? UNREACHABLE : found.distances[place]!;
    }
  }
  return { count, distances, entries };
}

/** Runs work while some entries' squared norms are out of reach, so that no product finds them. */
export async function whileUnreachable<T>(
  norms: Float32Array,
  places: readonly number[],
  work: () => Promise<T>,
): Promise<T> {
  const known = places.map(place => norms[place]!);
  for (const place of places) norms[place] = UNREACHABLE ** 2;
  try {
    return await work();
  } finally {
    for (const [i, place] of places.entries()) norms[place] = known[i]!;
  }
}

/** The nearest entries of some patches, as far as they have been found. */
export interface NeighbourLists {
  /** Names an entry of a patch, once or more often; it is kept while it is among the nearest. */
  offer(patch: number, entry: number, squaredDistance: number): void;
  /** Squared distances of the last neighbours wanted of some patches; `FAR` where there are not so many yet. */
  farthest(patches: readonly number[]): Float32Array;
  /** What has been found. */
  toNeighbours(): Neighbours;
}

/** Starts lists of `count` neighbours: empty ones, or with what is known within reach. */
export function createNeighbourLists(
  patches: number,
  count: number,
  known: Neighbours | null = null,
): NeighbourLists {
  const squared = new Float32Array(patches * count).fill(FAR);
  const entries = new Int32Array(patches * count).fill(-1);
  for (const [place, distance] of (known?.distances ?? []).entries())
    if (distance ** 2 < FAR) [squared[place], entries[place]] = [distance ** 2, known!.entries[place]!];
  return {
    offer(patch, entry, squaredDistance) {
      const first = patch * count;
      let place = first + count - 1;
      if (squaredDistance >= squared[place]!) return;
      for (let at = first; at < place; at++) if (entries[at] === entry) return;
      for (; place > first && squared[place - 1]! > squaredDistance; place--) {
        squared[place] = squared[place - 1]!;
        entries[place] = entries[place - 1]!;
      }
      squared[place] = squaredDistance;
      entries[place] = entry;
    },
    farthest: some => Float32Array.from(some, patch => squared[(patch + 1) * count - 1]!),
    toNeighbours: () => ({ count, distances: squared.map(Math.sqrt), entries }),
  };
}

/** Copies one patch's neighbours into another result, which is written. */
export function copyNeighbours(from: Neighbours, source: number, out: Neighbours, target: number): void {
  const { count } = out;
  out.distances.set(from.distances.subarray(source * count, (source + 1) * count), target * count);
  out.entries.set(from.entries.subarray(source * count, (source + 1) * count), target * count);
}

/** Runs work on a few patches at a time and puts the results together. */
export async function inChunks(
  patches: Float32Array,
  length: number,
  work: (chunk: Float32Array) => Promise<Neighbours>,
): Promise<Neighbours> {
  if (patches.length <= length) return work(patches);
  const found: Neighbours[] = [];
  for (let from = 0; from < patches.length; from += length)
    found.push(await work(patches.subarray(from, from + length)));
  return joinNeighbours(found);
}

/** The neighbours of patches that follow each other, as one. */
function joinNeighbours(parts: readonly Neighbours[]): Neighbours {
  if (parts.length === 1) return parts[0]!;
  const total = parts.reduce((sum, { entries }) => sum + entries.length, 0);
  const distances = new Float32Array(total);
  const entries = new Int32Array(total);
  let place = 0;
  for (const part of parts) {
    distances.set(part.distances, place);
    entries.set(part.entries, place);
    place += part.entries.length;
  }
  return { count: parts[0]!.count, distances, entries };
}
