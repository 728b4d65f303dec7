import type { Affine } from '../image/affine.ts';
import type { Mask, Plane } from '../image/image.ts';
import { inputSize, middleStart, type Preprocessing, resizedExtents } from './preprocess.ts';
import type { Extents, Tiling } from './tiling.ts';

/** A rectangle in pixels; extents may be fractions. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the anomaly map and the original picture coincide. */
export interface Frame {
  /** The part of the map that shows the picture (a letterbox leaves borders), whole pixels. */
  readonly inMap: Rectangle;
  /** The part of the original picture that the map shows (a centre crop leaves a border out). */
  readonly inPicture: Rectangle;
  /**
   * Where every place of the picture that the network saw lies in the picture as it came, in pixels; left out where both
   * are one.
   */
  readonly place?: Affine | undefined;
}

/** How a picture of the given size lies in the map. */
export function frameOf(picture: Extents, preprocessing: Preprocessing): Frame {
  const { imageSize, centerCrop, tiling } = preprocessing;
  if (tiling) return frameOfTiles(picture, tiling);
  const side = inputSize(preprocessing);
  const resized = resizedExtents(picture, preprocessing);
  const crop = centerCrop === null ? 0 : middleStart(imageSize, centerCrop);
  const horizontal = overlap(middleStart(imageSize, resized.width) - crop, resized.width, side);
  const vertical = overlap(middleStart(imageSize, resized.height) - crop, resized.height, side);
  const perX = picture.width / resized.width;
  const perY = picture.height / resized.height;
  return {
    inMap: { x: horizontal.from, y: vertical.from, width: horizontal.length, height: vertical.length },
    inPicture: {
      x: horizontal.hidden * perX,
      y: vertical.hidden * perY,
      width: horizontal.length * perX,
      height: vertical.length * perY,
    },
  };
}

/** The grid of the last tiles may reach beyond the picture, and so may the map. */
function frameOfTiles({ width, height }: Extents, { mapStep }: Tiling): Frame {
  return {
    inMap: { x: 0, y: 0, width: Math.ceil(width / mapStep), height: Math.ceil(height / mapStep) },
    inPicture: { x: 0, y: 0, width, height },
  };
}

/** The part of the map that shows the picture. */
export function cropMap(map: Plane, { inMap }: Frame): Plane {
  if (inMap.width === map.width && inMap.height === map.height) return map;
  const data = new Float32Array(inMap.width * inMap.height);
  for (let row = 0; row < inMap.height; row++) {
    const from = (inMap.y + row) * map.width + inMap.x;
    data.set(map.data.subarray(from, from + inMap.width), row * inMap.width);
  }
  return { width: inMap.width, height: inMap.height, data };
}

/** The part of a mask of the map that shows the picture. */
export function cropMask(mask: Mask, { inMap }: Frame): Mask {
  const data = new Uint8Array(inMap.width * inMap.height);
  for (let row = 0; row < inMap.height; row++) {
    const from = (inMap.y + row) * mask.width + inMap.x;
    data.set(mask.data.subarray(from, from + inMap.width), row * inMap.width);
  }
  return { width: inMap.width, height: inMap.height, data };
}

/** A mask of the original picture, sampled at the pixels of `cropMap` (nearest neighbour). */
export function maskInMap(mask: Mask, { inMap, inPicture }: Frame): Mask {
  const data = new Uint8Array(inMap.width * inMap.height);
  for (let row = 0; row < inMap.height; row++) {
    const y = Math.floor(inPicture.y + ((row + 0.5) * inPicture.height) / inMap.height);
    for (let column = 0; column < inMap.width; column++) {
      const x = Math.floor(inPicture.x + ((column + 0.5) * inPicture.width) / inMap.width);
      data[row * inMap.width + column] = mask.data[y * mask.width + x]!;
    }
  }
  return { width: inMap.width, height: inMap.height, data };
}

/** The map over the whole original picture's proportions; what the network did not see is not a number. */
export function mapOverPicture(map: Plane, picture: Extents, frame: Frame): Plane {
  const shown = cropMap(map, frame);
  const { inPicture } = frame;
  const width = Math.max(1, Math.round((shown.width * picture.width) / inPicture.width));
  const height = Math.max(1, Math.round((shown.height * picture.height) / inPicture.height));
  if (width === shown.width && height === shown.height) return shown;
  const data = new Float32Array(width * height).fill(Number.NaN);
  const left = Math.round((inPicture.x * width) / picture.width);
  const top = Math.round((inPicture.y * height) / picture.height);
  for (let row = 0; row < shown.height; row++) {
    data.set(shown.data.subarray(row * shown.width, (row + 1) * shown.width), (top + row) * width + left);
  }
  return { width, height, data };
}

/** How a span of `length` starting at `start` lies in 0..side: where it begins, how much is seen, how much is cut off before. */
function overlap(start: number, length: number, side: number) {
  const from = Math.max(start, 0);
  return { from, length: Math.min(start + length, side) - from, hidden: from - start };
}
