import type { NearestSearch } from './nearest.ts';

/** Patches of one training picture, to be searched without its own entries. */
export interface HeldOutPatches {
  readonly picture: number;
  /** `[patches, dimensions]` */
  readonly patches: Float32Array;
}

/** Rounding of float32 distances. */
const EQUAL = 1 + 1e-5;

/** The share of patches for which an approximate search finds an entry as near as the nearest. */
export async function measureRecall(
  approximate: NearestSearch,
  exact: NearestSearch,
  pictures: Iterable<HeldOutPatches> | AsyncIterable<HeldOutPatches>,
): Promise<{ readonly recall: number; readonly patches: number }> {
  let hits = 0;
  let total = 0;
  for await (const { picture, patches } of pictures) {
    const found = await approximate.nearest(patches, 1, picture);
    const { distances } = await exact.nearest(patches, 1, picture);
    for (const [patch, distance] of distances.entries())
      if (found.distances[patch]! <= distance * EQUAL) hits++;
    total += distances.length;
  }
  return { recall: hits / total, patches: total };
}
