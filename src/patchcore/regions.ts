import { connectedRegions } from '../image/connected-regions.ts';
import type { Mask, Plane } from '../image/image.ts';
import type { PatchGrid } from './anomaly-map.ts';
import { pValue } from './calibration.ts';
import type { Frame, Rectangle } from './frame.ts';
import { patchUnder, rectangleInPicture, wholePixels } from './patch-place.ts';
import type { Extents } from './tiling.ts';

/** A connected place whose anomaly map is above the pixel threshold; in pixels of the inspected picture. */
export interface Region {
  /** Whole pixels, clipped to the picture. */
  readonly box: Rectangle;
  readonly areaPx: number;
  /** Square millimetres; null when the size of a pixel is not known. */
  readonly areaMm2: number | null;
  /** The largest value of the map in the region, and the pixel it lies at. */
  readonly peak: { readonly value: number; readonly x: number; readonly y: number };
  /** Share of good pictures whose map reaches the peak anywhere. */
  readonly pValue: number;
  /** The patch of the region that is farthest from the memory bank: its number in the grid. */
  readonly patch: number;
}

/** What decides on regions. */
export interface RegionSettings {
  /** A pixel belongs to a region when the map is above this. */
  readonly pixelThreshold: number;
  /** The largest value of each held-out good picture's map; what a peak's p-value is counted on. */
  readonly mapMaxima: readonly number[];
  /** Millimetres of a side of a pixel of the picture, where known. */
  readonly mmPerPx?: number | null | undefined;
}

/** The anomaly map with the distances that it was made of. */
export interface SearchedMap {
  readonly map: Plane;
  readonly grid: PatchGrid;
  /** Distance of every patch to its nearest entry, `[grid.height * grid.width]`. */
  readonly distances: Float32Array;
  /** The number of the patch that a pixel of the map shows; by its place in the grid when left out. */
  readonly patchAt?: ((x: number, y: number) => number) | undefined;
}

/**
 * Finds the regions of a picture, highest peak first: pixels of the map above the threshold that touch by an edge or a
 * corner. What the map shows beside the picture, such as the border of a letterbox, takes no part.
 */
export function findRegions(
  found: SearchedMap,
  picture: Extents,
  frame: Frame,
  settings: RegionSettings,
): readonly Region[] {
  const mask = aboveThreshold(found.map, frame, settings.pixelThreshold);
  if (mask === null) return [];
  const { labels, areas } = connectedRegions(mask);
  const traces = areas.map(() => emptyTrace());
  for (let pixel = 0; pixel < labels.length; pixel++)
    if (labels[pixel] !== 0) follow(traces[labels[pixel]! - 1]!, pixel, found);
  const pixelArea =
    ((frame.inPicture.width / frame.inMap.width) * frame.inPicture.height) / frame.inMap.height;
  return traces
    .map((trace, index) => regionOf(trace, areas[index]! * pixelArea, picture, frame, settings))
    .sort((a, b) => b.peak.value - a.peak.value);
}

/** 1 where the map shows the picture and is above the threshold; null when that is nowhere. */
function aboveThreshold(map: Plane, { inMap }: Frame, threshold: number): Mask | null {
  const data = new Uint8Array(map.data.length);
  let any = false;
  for (let y = inMap.y; y < inMap.y + inMap.height; y++) {
    for (let pixel = y * map.width + inMap.x; pixel < y * map.width + inMap.x + inMap.width; pixel++) {
      if (!(map.data[pixel]! > threshold)) continue;
      data[pixel] = 1;
      any = true;
    }
  }
  return any ? { width: map.width, height: map.height, data } : null;
}

/** What is collected of a region pixel by pixel, in map coordinates. */
interface Trace {
  left: number;
  top: number;
  right: number;
  bottom: number;
  peak: { value: number; x: number; y: number };
  patch: number;
  distance: number;
}

function emptyTrace(): Trace {
  return {
    left: Number.POSITIVE_INFINITY,
    top: Number.POSITIVE_INFINITY,
    right: 0,
    bottom: 0,
    peak: { value: Number.NEGATIVE_INFINITY, x: 0, y: 0 },
    patch: 0,
    distance: Number.NEGATIVE_INFINITY,
  };
}

/** Adds a pixel of the map to its region's `trace`. */
function follow(trace: Trace, pixel: number, { map, grid, distances, patchAt }: SearchedMap): void {
  const x = pixel % map.width;
  const y = (pixel - x) / map.width;
  trace.left = Math.min(trace.left, x);
  trace.right = Math.max(trace.right, x + 1);
  trace.top = Math.min(trace.top, y);
  trace.bottom = Math.max(trace.bottom, y + 1);
  const value = map.data[pixel]!;
  if (value > trace.peak.value) trace.peak = { value, x, y };
  const patch = patchAt?.(x, y) ?? patchUnder(x, y, grid, map);
  if (distances[patch]! > trace.distance) {
    trace.distance = distances[patch]!;
    trace.patch = patch;
  }
}

function regionOf(
  { left, top, right, bottom, peak, patch }: Trace,
  area: number,
  picture: Extents,
  frame: Frame,
  { mapMaxima, mmPerPx }: RegionSettings,
): Region {
  const inPicture = (x: number, y: number, width: number, height: number) =>
    rectangleInPicture({ x, y, width, height }, frame);
  const at = inPicture(peak.x + 0.5, peak.y + 0.5, 0, 0);
  return {
    box: wholePixels(inPicture(left, top, right - left, bottom - top), picture),
    areaPx: Math.max(1, Math.round(area)),
    areaMm2: mmPerPx ? area * mmPerPx ** 2 : null,
    peak: {
      value: peak.value,
      x: Math.min(Math.floor(at.x), picture.width - 1),
      y: Math.min(Math.floor(at.y), picture.height - 1),
    },
    pValue: pValue(mapMaxima, peak.value),
    patch,
  };
}
