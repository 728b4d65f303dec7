import { poseToAffine } from '../alignment/pose.ts';
import type { ExplainedRegion } from '../patchcore/detect.ts';
import type { PatchEvidence } from '../patchcore/evidence.ts';
import { frameOf } from '../patchcore/frame.ts';
import { type GridPlace, patchInPicture, wholePixels } from '../patchcore/patch-place.ts';
import type { OpenCategory } from './open-category.ts';

/** Whole pixels of a picture. */
export interface BoxFacts {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A patch of the inspected picture and the training picture's patch that is nearest to it; wire names. */
export interface PatchFacts extends GridPlace {
  readonly box: BoxFacts;
  readonly distance: number;
  readonly normal: GridPlace & { readonly picture: string; readonly box: BoxFacts };
}

/** A region as it is told in JSON; wire names. */
export interface RegionFacts {
  /** From 1, highest peak first; the number it has in the result picture. */
  readonly number: number;
  readonly box: BoxFacts;
  readonly area_px: number;
  /** Null when the size of a pixel is not known. */
  readonly area_mm2: number | null;
  readonly peak: { readonly value: number; readonly x: number; readonly y: number };
  /** Share of good pictures whose map reaches the peak anywhere. */
  readonly p_value: number;
  readonly evidence: PatchFacts;
}

/** What of a category it takes to explain what was found. */
export type ExplainingCategory = Pick<OpenCategory, 'model' | 'preprocessing' | 'extractor' | 'alignment'>;

/** A region with its evidence. */
export function regionFacts(
  category: ExplainingCategory,
  region: ExplainedRegion,
  number: number,
): RegionFacts {
  const { box, areaPx, areaMm2, peak, pValue, evidence } = region;
  return {
    number,
    box,
    area_px: areaPx,
    area_mm2: areaMm2,
    peak,
    p_value: pValue,
    evidence: patchFacts(category, evidence),
  };
}

/** A patch with the name of the training picture and the place in its pixels. */
export function patchFacts(
  { model, preprocessing, extractor, alignment }: ExplainingCategory,
  { row, column, box, distance, normal }: PatchEvidence,
): PatchFacts {
  const picture = model.trainingImages[normal.picture]!;
  const frame = frameOf(picture, preprocessing);
  const moved = picture.pose && alignment && poseToAffine(picture.pose, picture, alignment.aspect);
  const place = patchInPicture(
    normal,
    extractor.grid,
    extractor.map,
    moved ? { ...frame, place: moved } : frame,
  );
  return {
    row,
    column,
    box,
    distance,
    normal: {
      picture: picture.name,
      row: normal.row,
      column: normal.column,
      box: wholePixels(place, picture),
    },
  };
}
