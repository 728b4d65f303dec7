import { drawHeatmap, drawOverlay, drawResult, type InspectedPicture } from './inspect.ts';
import type { OpenCategory } from './open-category.ts';

/** What can be drawn of an inspection. */
export type Drawing = 'result' | 'heatmap' | 'overlay';

/** PNG files of what was drawn. */
export type Drawings = Readonly<Partial<Record<Drawing, Uint8Array>>>;

/** What is to be drawn, and how large. */
export interface DrawingWishes {
  readonly draw: readonly Drawing[];
  /** Longest side of heatmap and overlay in pixels; that of the picture when left out. */
  readonly longestSidePx?: number | undefined;
}

/**
 * Draws what was asked for of an inspected picture.
 *
 * @throws InspectError as `drawResult`.
 */
export async function drawAll(
  category: OpenCategory,
  inspected: InspectedPicture,
  { draw, longestSidePx }: DrawingWishes,
): Promise<Drawings> {
  const { image, detection } = inspected;
  const drawings: Partial<Record<Drawing, Uint8Array>> = {};
  if (draw.includes('result')) drawings.result = await drawResult(category, inspected);
  if (draw.includes('heatmap'))
    drawings.heatmap = await drawHeatmap(category, image, detection, longestSidePx);
  if (draw.includes('overlay'))
    drawings.overlay = await drawOverlay(category, image, detection, longestSidePx);
  return drawings;
}
