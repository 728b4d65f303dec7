import { writeFileAtomically } from '../files.ts';
import { encodePng, resizeImage } from '../image/codec.ts';
import { type ColourScale, overlayHeatmap, renderHeatmap, resizePlane } from '../image/heatmap.ts';
import type { Image, Mask } from '../image/image.ts';
import { renderResultPicture } from '../image/result-picture.ts';
import type { StoredModel } from '../patchcore/artifact.ts';
import type { Detection } from '../patchcore/detect.ts';
import { mapOverPicture } from '../patchcore/frame.ts';
import type { Extents } from '../patchcore/tiling.ts';
import { evidenceCards, markedRegions } from './draw-evidence.ts';
import type { OpenCategory } from './open-category.ts';

/** Dark below, the model's review level and pixel threshold at fixed colours, saturated at twice the threshold. */
export function colourScaleOf({ config }: Pick<StoredModel, 'config'>): ColourScale {
  const { pixel_threshold: threshold, pixel_review_threshold: review } = config.calibration;
  const scale = { low: 0, threshold, high: 2 * threshold };
  return 0 < review && review < threshold ? { ...scale, review } : scale;
}

/** What a result picture shows. */
export interface InspectedPicture {
  /** What the user calls the picture. */
  readonly name: string;
  readonly image: Image;
  readonly detection: Detection;
  readonly mask: Mask | null;
}

/**
 * Draws original, heatmap, overlay and, where there is a mask, ground truth side by side, and below them what stands out
 * beside what it is nearest to, as PNG.
 *
 * @throws InspectError `model_damaged` when a picture that the model has kept cannot be read.
 */
export async function drawResult(
  category: OpenCategory,
  { name, image, detection, mask }: InspectedPicture,
): Promise<Uint8Array> {
  const { threshold, calibration } = category.model.config;
  const review = calibration.review_threshold;
  return renderResultPicture({
    image,
    map: overPicture(image, detection),
    scale: colourScaleOf(category.model),
    palette: category.colormap,
    category: category.model.config.category,
    name,
    verdict: detection.decision,
    score: detection.score,
    threshold,
    ...(review < threshold && { reviewThreshold: review }),
    sentence: detection.reason,
    ...(mask && { mask }),
    regions: markedRegions(detection),
    cards: await evidenceCards(category, image, detection),
  });
}

/**
 * Draws the heatmap alone, at the size of the original picture, as PNG.
 *
 * @param longestSidePx longest side at which larger ones are drawn
 */
export function drawHeatmap(
  category: OpenCategory,
  image: Image,
  detection: Detection,
  longestSidePx?: number,
): Promise<Uint8Array> {
  const { width, height } = shownSize(image, longestSidePx);
  const map = resizePlane(overPicture(image, detection), width, height);
  return encodePng(renderHeatmap(map, colourScaleOf(category.model), category.colormap));
}

/** Draws the picture with colour where the map is above the model's pixel threshold, as PNG; sizes as `drawHeatmap`. */
export async function drawOverlay(
  category: OpenCategory,
  image: Image,
  detection: Detection,
  longestSidePx?: number,
): Promise<Uint8Array> {
  const { width, height } = shownSize(image, longestSidePx);
  const photo = width === image.width ? image : await resizeImage(image, width, height);
  const map = overPicture(image, detection);
  return encodePng(overlayHeatmap(photo, map, colourScaleOf(category.model), category.colormap));
}

/** Writes `<path>_result.png` and `<path>_heatmap.png` and returns the first one's path. */
export async function saveResult(
  category: OpenCategory,
  path: string,
  inspected: InspectedPicture,
): Promise<string> {
  const resultPath = `${path}_result.png`;
  await writeFileAtomically(resultPath, await drawResult(category, inspected));
  await writeFileAtomically(
    `${path}_heatmap.png`,
    await drawHeatmap(category, inspected.image, inspected.detection),
  );
  return resultPath;
}

function overPicture(image: Image, { map, frame }: Detection) {
  return mapOverPicture(map, image, frame);
}

/** How large a picture is drawn, in pixels, when its longer side may have so many. */
export function shownSize({ width, height }: Extents, longestSidePx = Number.POSITIVE_INFINITY) {
  const scale = Math.min(1, longestSidePx / Math.max(width, height));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}
