import { type Affine, chainAffine, invertAffine } from '../image/affine.ts';
import type { Plane } from '../image/image.ts';
import { warpPlane } from '../image/warp.ts';
import type { PatchGrid } from './anomaly-map.ts';
import { cropMap, type Frame, frameOf, type Rectangle } from './frame.ts';
import { patchUnder } from './patch-place.ts';
import { type PatchesInside, patchesShown } from './patches-inside.ts';
import type { Preprocessing } from './preprocess.ts';
import type { Extents } from './tiling.ts';

/** An anomaly map as it lies over the picture as it came. */
export interface MapInPicture {
  /** Not a number where the network saw nothing of an aligned picture. */
  readonly map: Plane;
  readonly frame: Frame;
  /** How the patches lie in the picture. */
  readonly patchFrame: Frame;
  /** The number of the patch that a pixel of the map shows. */
  readonly patchAt: (x: number, y: number) => number;
}

/** How a picture was seen. */
export interface MapPlace {
  readonly preprocessing: Preprocessing;
  /** Where every place of the aligned picture lies in the picture as it came; null when both are one. */
  readonly place: Affine | null;
  /** The patches that count; null where all do. */
  readonly inside: PatchesInside | null;
}

/**
 * Lays an anomaly map over the picture as it came: unchanged, or, where the picture was aligned, taken back to where the
 * part lay, over the whole picture at the map's scale.
 */
export function mapInPicture(
  map: Plane,
  grid: PatchGrid,
  picture: Extents,
  { preprocessing, place, inside }: MapPlace,
): MapInPicture {
  const frame = frameOf(picture, preprocessing);
  if (place === null)
    return { map, frame, patchFrame: frame, patchAt: (x, y) => patchUnder(x, y, grid, map) };
  const { inMap, inPicture } = frame;
  const extents = {
    width: Math.max(1, Math.round((inMap.width * picture.width) / inPicture.width)),
    height: Math.max(1, Math.round((inMap.height * picture.height) / inPicture.height)),
  };
  const whole = { x: 0, y: 0, ...extents };
  const inAligned = chainAffine(onto(whole, { x: 0, y: 0, ...picture }), invertAffine(place));
  const seen = { x: 0, y: 0, width: inMap.width, height: inMap.height };
  const shown = warpPlane(cropMap(map, frame), chainAffine(inAligned, onto(inPicture, seen)), extents);
  const inWholeMap = chainAffine(inAligned, onto(inPicture, inMap));
  const { xx, xy, x0, yx, yy, y0 } = inWholeMap;
  const patchAt = (x: number, y: number) => {
    const column = within(xx * (x + 0.5) + xy * (y + 0.5) + x0, map.width);
    const row = within(yx * (x + 0.5) + yy * (y + 0.5) + y0, map.height);
    return patchUnder(column, row, grid, map);
  };
  return {
    map: insideOnly(shown, inside, patchAt),
    frame: { inMap: whole, inPicture: { x: 0, y: 0, width: picture.width, height: picture.height } },
    patchFrame: { ...frame, place },
    patchAt,
  };
}

/** What did not show the picture was not inspected. */
function insideOnly(map: Plane, inside: PatchesInside | null, patchAt: MapInPicture['patchAt']): Plane {
  if (inside === null) return map;
  const shown = patchesShown(inside);
  const data = new Float32Array(map.data);
  for (let y = 0, pixel = 0; y < map.height; y++)
    for (let x = 0; x < map.width; x++, pixel++) if (shown[patchAt(x, y)] === 0) data[pixel] = Number.NaN;
  return { ...map, data };
}

/** Stretches one rectangle over another. */
function onto(from: Rectangle, to: Rectangle): Affine {
  const [xx, yy] = [to.width / from.width, to.height / from.height];
  return { xx, xy: 0, x0: to.x - from.x * xx, yx: 0, yy, y0: to.y - from.y * yy };
}

function within(place: number, length: number): number {
  return Math.min(Math.max(Math.floor(place), 0), length - 1);
}
