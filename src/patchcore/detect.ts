import type { Image, Mask, Plane } from '../image/image.ts';
import type { SessionOptions } from '../onnx/session.ts';
import type { PictureAlignment } from './aligned-picture.ts';
import type { ApproximateIndex } from './approximate-index.ts';
import type { Calibration } from './calibration.ts';
import { type Decision, decide } from './decision.ts';
import { type Evidence, evidenceOf, farthestPatches, type PatchEvidence } from './evidence.ts';
import type { FeatureExtractor } from './feature-extractor.ts';
import type { Frame } from './frame.ts';
import { mapInPicture } from './map-in-picture.ts';
import type { MemoryBank } from './memory-bank.ts';
import { type PatchesInside, patchesShown } from './patches-inside.ts';
import { openPictureSearch } from './picture-search.ts';
import type { Preprocessing } from './preprocess.ts';
import { pixelsOfPatches } from './region-of-interest.ts';
import { applyRules, type RegionRules } from './region-rules.ts';
import { findRegions, type Region } from './regions.ts';
import { typicalDistance } from './typical-distance.ts';

/** What a model needs to know to inspect a picture. */
export interface DetectorModel {
  readonly bank: MemoryBank;
  readonly neighbors: number;
  /** Searches through this index instead of exactly. */
  readonly index?: ApproximateIndex | undefined;
  readonly calibration: Calibration;
  /** What the pictures are like that the extractor takes. */
  readonly preprocessing: Preprocessing;
  /** What the regions mean for the verdict; nothing when left out. */
  readonly rules?: RegionRules | undefined;
  /** Millimetres of a side of a pixel of the picture, where known. */
  readonly mmPerPx?: number | null | undefined;
}

/** A region with the patch that stands out most in it. */
export interface ExplainedRegion extends Region {
  readonly evidence: PatchEvidence;
}

/** The result of one inspection. */
export interface Detection extends Decision {
  readonly score: number;
  /** Over the picture as it came; not a number where nothing was inspected. */
  readonly map: Plane;
  /** Where map and picture coincide. */
  readonly frame: Frame;
  /** 1 for every pixel of the map that lies in the region of interest; null where there is none. */
  readonly region: Mask | null;
  /** How the part was brought to its place; null where pictures are taken as they come. */
  readonly alignment: PictureAlignment | null;
  /** Highest peak first. */
  readonly regions: readonly ExplainedRegion[];
  readonly evidence: Evidence;
  /** Median distance of its patches to the bank. */
  readonly typicalDistance: number;
}

/** Patches that the evidence of a picture names. */
const TOP_PATCHES = 5;

/** A model that is loaded and warm. */
export interface Detector {
  detect(image: Image): Promise<Detection>;
  close(): Promise<void>;
}

/**
 * Opens the inference path: picture -> patches -> distances to the memory bank -> image score and map -> regions,
 * evidence -> decision. The extractor stays the caller's: categories with the same backbone share it.
 *
 * @param expectedPictures how many pictures are to come, about; for many, the search is tuned first
 */
export async function openDetector(
  model: DetectorModel,
  extractor: FeatureExtractor,
  options: SessionOptions,
  expectedPictures = 1,
): Promise<Detector> {
  const { bank, neighbors, index, calibration, preprocessing } = model;
  const { grid, map: mapShape, inside: ofInterest } = extractor;
  const shape = { grid, map: mapShape, inside: ofInterest, neighbors, index };
  const search = await openPictureSearch(expectedPictures, bank, shape, options);
  const region = ofInterest ? pixelsOfPatches(ofInterest, grid, mapShape) : null;
  const limits = { ...calibration, mmPerPx: model.mmPerPx };
  return {
    async detect(image) {
      const strips = extractor.strips?.(image) ?? [await extractor.extract(image)];
      const found = await search.search(strips);
      const aligned = await extractor.align?.(image);
      const { place, inside } = aligned ?? { place: null, inside: null };
      const shown = mapInPicture(found.map, grid, image, { preprocessing, place, inside });
      const { map, frame, patchAt, patchFrame } = shown;
      const searched = { ...found, grid, picture: image, frame: patchFrame };
      const evidence = (patch: number) => evidenceOf(patch, searched, bank);
      const regions = findRegions({ ...found, map, grid, patchAt }, image, frame, limits).map(region => ({
        ...region,
        evidence: evidence(region.patch),
      }));
      const top = farthestPatches(shownOnly(found.distances, inside), TOP_PATCHES).map(evidence);
      return {
        score: found.score,
        map,
        frame,
        region: place && ofInterest ? pixelsOfPatches(ofInterest, grid, map, patchAt) : region,
        alignment: aligned ? { found: aligned.found, fault: aligned.fault, place } : null,
        regions,
        evidence: { ...top[0]!, top },
        typicalDistance: typicalDistance(found.distances),
        ...applyRules(decide(found.score, calibration), regions, model.rules ?? {}),
      };
    },
    close: () => search.close(),
  };
}

/** A patch that stands for others is named once. */
function shownOnly(distances: Float32Array, inside: PatchesInside | null): Float32Array {
  if (inside === null) return distances;
  const shown = patchesShown(inside);
  return distances.map((distance, patch) => (shown[patch] === 1 ? distance : Number.NEGATIVE_INFINITY));
}
