import type { Image, Plane } from '../image/image.ts';
import type { SessionOptions } from '../onnx/session.ts';
import type { Calibration } from './calibration.ts';
import { type Decision, decide } from './decision.ts';
import type { FeatureExtractor } from './feature-extractor.ts';
import type { MemoryBank } from './memory-bank.ts';
import { openSearchFor } from './search.ts';

/** What a model needs to know to inspect a picture. */
export interface DetectorModel {
  readonly bank: MemoryBank;
  readonly neighbors: number;
  /** Height and width of the anomaly map in pixels. */
  readonly side: number;
  readonly calibration: Calibration;
}

/** The patch that decided, and the training patch that came closest to it. */
export interface Evidence {
  /** Row and column in the patch grid of the inspected picture. */
  readonly row: number;
  readonly column: number;
  readonly distance: number;
  /** Index of the training picture, and row and column in its patch grid. */
  readonly normal: { readonly picture: number; readonly row: number; readonly column: number };
}

/** The result of one inspection. */
export interface Detection extends Decision {
  readonly score: number;
  /** `[side, side]`, over what the network saw of the picture; see frame.ts. */
  readonly map: Plane;
  readonly evidence: Evidence;
}

/** A model that is loaded and warm. */
export interface Detector {
  detect(image: Image): Promise<Detection>;
  close(): Promise<void>;
}

/**
 * Opens the inference path: picture -> patches -> distances to the memory bank -> image score and map -> decision.
 * The extractor stays the caller's: categories with the same backbone share it.
 *
 * @param expectedPictures how many pictures are to come, about; for many, the search is tuned first
 */
export async function openDetector(
  model: DetectorModel,
  extractor: FeatureExtractor,
  options: SessionOptions,
  expectedPictures = 1,
): Promise<Detector> {
  const { bank, neighbors, side, calibration } = model;
  const search = await openSearchFor(
    expectedPictures,
    bank,
    { grid: extractor.grid, side, neighbors },
    options,
  );
  return {
    async detect(image) {
      const patches = await extractor.extract(image);
      const { score, map, distances, entries, worstPatch } = await search.search(patches);
      const [picture, row, column] = bank.provenance.subarray(3 * entries[worstPatch]!);
      const evidence: Evidence = {
        row: Math.floor(worstPatch / extractor.grid.width),
        column: worstPatch % extractor.grid.width,
        distance: distances[worstPatch]!,
        normal: { picture: picture!, row: row!, column: column! },
      };
      return { score, map, evidence, ...decide(score, calibration) };
    },
    close: () => search.close(),
  };
}
