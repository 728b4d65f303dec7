import { InspectError } from '../errors.ts';
import type { Mask } from '../image/image.ts';
import type { PatchGrid } from './anomaly-map.ts';
import { frameOf } from './frame.ts';
import { gridPlace, type PatchGeometry, patchInPicture, patchUnder } from './patch-place.ts';
import type { Extents } from './tiling.ts';

/** A patch is inspected when at least this share of what it shows of the picture lies in the region of interest. */
export const LEAST_INSIDE = 0.5;
/** Places of a patch, each way, at which the region is looked up; with a patch of 8 pixels that is every pixel. */
const SAMPLES = 8;
/** Pictures whose proportions differ by more than this show something else at the same place. */
const ASPECT_TOLERANCE = 0.01;

/** Which part of its pictures a model inspects. */
export interface RegionOfInterest {
  /** The size of the pictures that it was drawn for. */
  readonly picture: Extents;
  /** Numbers of the inspected patches in the grid, ascending. */
  readonly patches: Int32Array;
}

/**
 * The patches that lie in a region: those of which `LEAST_INSIDE` or more is in it. The border of a letterbox counts
 * neither way; a patch that shows nothing but the border is outside.
 *
 * @param region 1 inside, of the size of the pictures
 * @returns numbers in the grid, ascending
 */
export function patchesInRegion(region: Mask, { grid, map, preprocessing }: PatchGeometry): Int32Array {
  const frame = frameOf(region, preprocessing);
  const numbers = Int32Array.from({ length: grid.height * grid.width }, (_, patch) => patch);
  return numbers.filter(patch => {
    const { x, y, width, height } = patchInPicture(gridPlace(patch, grid), grid, map, frame);
    let [inside, seen] = [0, 0];
    for (let down = 0; down < SAMPLES; down++) {
      for (let across = 0; across < SAMPLES; across++) {
        const column = Math.floor(x + ((across + 0.5) * width) / SAMPLES);
        const row = Math.floor(y + ((down + 0.5) * height) / SAMPLES);
        if (column < 0 || row < 0 || column >= region.width || row >= region.height) continue;
        seen++;
        inside += region.data[row * region.width + column]!;
      }
    }
    return seen > 0 && inside >= LEAST_INSIDE * seen;
  });
}

/** 1 for every pixel of the map whose patch is inspected. */
export function pixelsOfPatches(
  patches: Int32Array,
  grid: PatchGrid,
  { width, height }: Extents,
  patchAt = (x: number, y: number) => patchUnder(x, y, grid, { width, height }),
): Mask {
  const isInside = new Uint8Array(grid.height * grid.width);
  for (const patch of patches) isInside[patch] = 1;
  const data = new Uint8Array(width * height);
  for (let y = 0, pixel = 0; y < height; y++)
    for (let x = 0; x < width; x++, pixel++) data[pixel] = isInside[patchAt(x, y)]!;
  return { width, height, data };
}

/**
 * Refuses a picture of other proportions than those that a region of interest was drawn for.
 *
 * @param name what the user calls the picture
 * @throws InspectError `data_invalid`.
 */
export function checkRegionFits(
  { picture }: Pick<RegionOfInterest, 'picture'>,
  found: Extents,
  name: string,
): void {
  const [here, there] = [found.width * picture.height, found.height * picture.width];
  if (Math.abs(here - there) <= ASPECT_TOLERANCE * there) return;
  throw new InspectError(
    'data_invalid',
    `${name} has ${found.width} x ${found.height} pixels; the region of interest was drawn for pictures of ${picture.width} x ${picture.height} pixels and fits no other proportions. Take the picture as those were taken, or draw the region anew with "inspectai roi set" and train again.`,
  );
}
