import { throwIfCancelled } from '../errors.ts';
import type { SessionOptions } from '../onnx/session.ts';
import type { ApproximateIndex } from './approximate-index.ts';
import type { HeldOutPicture } from './calibration.ts';
import { coveringRadius, coverPatches } from './cover-patches.ts';
import { type FeatureExtractor, patchCount, patchNumber } from './feature-extractor.ts';
import { gatherRows, joined } from './matrix-rows.ts';
import type { MemoryBank } from './memory-bank.ts';
import { gridPlace } from './patch-place.ts';
import { mapMaximum, openPictureSearch } from './picture-search.ts';
import type { PictureSource } from './train.ts';
import { typicalDistance } from './typical-distance.ts';

/** A bank and the good parts that it is to cover as well. */
export interface Growth {
  readonly bank: MemoryBank;
  /** Through which the bank is searched, where it is not searched exactly. */
  readonly index?: ApproximateIndex | undefined;
  /** b of the image score's re-weighting. */
  readonly neighbors: number;
  readonly pictures: PictureSource;
  /** The number that the first of the pictures has in the provenance. */
  readonly firstPicture: number;
}

/** What was added to a bank. */
export interface GrownBank {
  /** The old entries, unchanged and first, then the new ones. */
  readonly bank: MemoryBank;
  /** Distance within which the bank covers the patches of its pictures. */
  readonly radius: number;
  /** Patches of the new pictures in all, and those among them that the old bank did not cover. */
  readonly patches: number;
  readonly uncovered: number;
}

export interface GrowthRun extends SessionOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Adds to a memory bank what is new in some good parts: the patches that it does not cover, thinned out by greedy
 * k-centre selection to the bank's own covering radius. No patch is farther from the grown bank than it was from the old.
 */
export async function growBank(
  growth: Growth,
  extractor: FeatureExtractor,
  run: GrowthRun,
): Promise<GrownBank> {
  const { bank } = growth;
  const radius = await coveringRadius(bank, run);
  const fresh = await uncoveredPatches(growth, extractor, radius, run);
  const chosen = await coverPatches(fresh.vectors, fresh.distances, radius, {
    ...run,
    onProgress: undefined,
  });
  return {
    bank: {
      vectors: joined([bank.vectors, gatherRows(fresh.vectors, bank.dimensions, chosen)], Float32Array),
      dimensions: bank.dimensions,
      provenance: provenanceOf(bank, fresh, chosen),
    },
    radius,
    patches: growth.pictures.count * patchCount(extractor),
    uncovered: fresh.distances.length,
  };
}

/** The scores of pictures against a bank, each without the entries that have its number. */
export async function scorePictures(
  growth: Growth,
  extractor: FeatureExtractor,
  run: GrowthRun,
): Promise<readonly HeldOutPicture[]> {
  const scores: HeldOutPicture[] = [];
  for await (const { search, patches, number } of searched(growth, extractor, run)) {
    const { score, map, distances } = await search.search([patches], number);
    scores.push({
      score,
      mapMaximum: mapMaximum(map),
      typicalDistance: typicalDistance(distances),
    });
  }
  return scores;
}

interface FreshPatches {
  /** `[fresh, dimensions]` */
  readonly vectors: Float32Array;
  /** To the bank, `[fresh]`. */
  readonly distances: Float32Array;
  /** Picture, row and column of every patch. */
  readonly places: readonly (readonly [number, number, number])[];
}

async function uncoveredPatches(
  growth: Growth,
  extractor: FeatureExtractor,
  radius: number,
  run: GrowthRun,
): Promise<FreshPatches> {
  const { dimensions, grid } = extractor;
  const vectors: Float32Array[] = [];
  const distances: number[] = [];
  const places: [number, number, number][] = [];
  for await (const { search, patches, number } of searched(growth, extractor, run)) {
    const found = await search.search([patches]);
    const distanceOf = (place: number) => found.distances[patchNumber(extractor, place)]!;
    const all = Array.from({ length: patchCount(extractor) }, (_, place) => place);
    const fresh = all.filter(place => distanceOf(place) > radius);
    vectors.push(gatherRows(patches, dimensions, fresh));
    for (const place of fresh) {
      const { row, column } = gridPlace(patchNumber(extractor, place), grid);
      distances.push(distanceOf(place));
      places.push([number, row, column]);
    }
  }
  return { vectors: joined(vectors, Float32Array), distances: Float32Array.from(distances), places };
}

/** The new pictures' patches, one picture at a time, with a warm search of the bank. */
async function* searched(
  { bank, index, neighbors, pictures, firstPicture }: Growth,
  extractor: FeatureExtractor,
  { onProgress, signal, ...options }: GrowthRun,
) {
  const { grid, map, inside } = extractor;
  const shape = { grid, map, inside, neighbors, index };
  const search = await openPictureSearch(pictures.count, bank, shape, options);
  try {
    for (let picture = 0; picture < pictures.count; picture++) {
      throwIfCancelled(signal);
      const patches = await extractor.extract(await pictures.read(picture));
      yield { search, patches, number: firstPicture + picture };
      onProgress?.(picture + 1, pictures.count);
    }
  } finally {
    await search.close();
  }
}

function provenanceOf(bank: MemoryBank, { places }: FreshPatches, chosen: Int32Array): Int32Array {
  const provenance = new Int32Array(bank.provenance.length + 3 * chosen.length);
  provenance.set(bank.provenance);
  for (const [place, patch] of chosen.entries())
    provenance.set(places[patch]!, bank.provenance.length + 3 * place);
  return provenance;
}
