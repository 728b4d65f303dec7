import type { Image, Plane } from '../image/image.ts';
import type { SessionOptions } from '../onnx/session.ts';
import type { ApproximateIndex } from './approximate-index.ts';
import type { Calibration } from './calibration.ts';
import { type Decision, decide } from './decision.ts';
import { type Evidence, evidenceOf, farthestPatches, type PatchEvidence } from './evidence.ts';
import type { FeatureExtractor } from './feature-extractor.ts';
import { frameOf } from './frame.ts';
import type { MemoryBank } from './memory-bank.ts';
import { openPictureSearch } from './picture-search.ts';
import type { Preprocessing } from './preprocess.ts';
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
  /** Over what the network saw of the picture; see frame.ts. */
  readonly map: Plane;
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
  const { grid, map: mapShape } = extractor;
  const shape = { grid, map: mapShape, neighbors, index };
  const search = await openPictureSearch(expectedPictures, bank, shape, options);
  const limits = { ...calibration, mmPerPx: model.mmPerPx };
  return {
    async detect(image) {
      const strips = extractor.strips?.(image) ?? [await extractor.extract(image)];
      const found = await search.search(strips);
      const frame = frameOf(image, preprocessing);
      const evidence = (patch: number) => evidenceOf(patch, { ...found, grid, picture: image, frame }, bank);
      const regions = findRegions({ ...found, grid }, image, frame, limits).map(region => ({
        ...region,
        evidence: evidence(region.patch),
      }));
      const top = farthestPatches(found.distances, TOP_PATCHES).map(evidence);
      return {
        score: found.score,
        map: found.map,
        regions,
        evidence: { ...top[0]!, top },
        typicalDistance: typicalDistance(found.distances),
        ...applyRules(decide(found.score, calibration), regions, model.rules ?? {}),
      };
    },
    close: () => search.close(),
  };
}
