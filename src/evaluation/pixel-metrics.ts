import type { Mask, Plane } from '../image/image.ts';
import { type RankedPixels, rankPixels } from './pixels.ts';

/** How well anomaly maps find the defective pixels; all null without defective or without normal pixels. */
export interface PixelMetrics {
  readonly auroc: number | null;
  /** Step-wise area under the precision-recall curve of pixels, as in scikit-learn. */
  readonly averagePrecision: number | null;
  /** Area under the per-region overlap curve up to a false-positive rate of 0.3, divided by 0.3. */
  readonly aupro30: number | null;
  /** The same up to a false-positive rate of 0.05. */
  readonly aupro05: number | null;
}

/**
 * Pixel-level metrics on raw anomaly maps `[height, width]` and masks of the same size; a null mask is the picture
 * of a good part. Exact: the curves have a point at every different map value. Linear in the number of pixels.
 *
 * The per-region overlap (PRO) is the mean, over the 8-connected regions of all masks, of the share of the region
 * that lies above the threshold; the false-positive rate counts the normal pixels of all pictures.
 *
 * @param ignored 1 where a pixel takes no part, of the size of its map; null or left out where all do
 * @throws InspectError `invalid_argument` when a mask is missing or differs in size, `data_invalid` for NaN.
 */
export function pixelMetrics(
  maps: readonly Plane[],
  masks: readonly (Mask | null)[],
  ignored: readonly (Mask | null)[] = [],
): PixelMetrics {
  if (masks.every(mask => mask === null || mask.data.every(pixel => pixel === 0))) return UNDEFINED;
  const pixels = rankPixels(maps, masks, ignored);
  return pixels.normalKeys.length === 0 || pixels.defectKeys.length === 0 ? UNDEFINED : sweep(pixels);
}

const UNDEFINED: PixelMetrics = { auroc: null, averagePrecision: null, aupro30: null, aupro05: null };

/** Lowers the threshold through all map values once, adding up the areas under the three curves. */
function sweep({ normalKeys, defectKeys, defectRegions, regionAreas }: RankedPixels): PixelMetrics {
  const [normals, defects] = [normalKeys.length, defectKeys.length];
  const regionWeights = Float64Array.from(regionAreas, area => 1 / (area * regionAreas.length));
  let [rocArea, precisionSum, area30, area05] = [0, 0, 0, 0];
  let [falsePositives, truePositives, overlap] = [0, 0, 0];
  while (falsePositives < normals || truePositives < defects) {
    const [lastFalse, lastTrue, lastOverlap] = [falsePositives, truePositives, overlap];
    const key = Math.min(normalKeys[falsePositives] ?? NO_KEY, defectKeys[truePositives] ?? NO_KEY);
    while (normalKeys[falsePositives] === key) falsePositives++;
    while (defectKeys[truePositives] === key) overlap += regionWeights[defectRegions[truePositives++]!]!;
    rocArea += (falsePositives - lastFalse) * (truePositives + lastTrue) * 0.5;
    precisionSum += ((truePositives - lastTrue) * truePositives) / (truePositives + falsePositives);
    const [left, right] = [lastFalse / normals, falsePositives / normals];
    area30 += areaUpTo(0.3, left, lastOverlap, right, overlap);
    area05 += areaUpTo(0.05, left, lastOverlap, right, overlap);
  }
  return {
    auroc: rocArea / (normals * defects),
    averagePrecision: precisionSum / defects,
    aupro30: area30 / 0.3,
    aupro05: area05 / 0.05,
  };
}

/** Larger than any key of a number. */
const NO_KEY = 0xffffffff;

/** The area under the straight line from (`left`, `from`) to (`right`, `to`), cut off at x = `limit`. */
function areaUpTo(limit: number, left: number, from: number, right: number, to: number): number {
  if (left >= limit || left === right) return 0;
  if (right <= limit) return (right - left) * (from + to) * 0.5;
  const atLimit = from + ((to - from) * (limit - left)) / (right - left);
  return (limit - left) * (from + atLimit) * 0.5;
}
