import type { Affine } from './affine.ts';
import type { Image, Plane } from './image.ts';

interface Extents {
  readonly width: number;
  readonly height: number;
}

/**
 * A picture seen through an affine map, bilinear, rounded to whole grey levels; beyond its border the picture repeats
 * its edge.
 *
 * @param source where every place of the result comes from in the picture
 * @param extents of the result, in pixels
 */
export function warpImage(image: Image, source: Affine, extents: Extents): Image {
  const { width, height } = extents;
  const { data: from, width: across, height: down } = image;
  const data = new Uint8Array(width * height * 3);
  const line = 3 * across;
  let to = 0;
  for (let row = 0; row < height; row++) {
    const rowX = source.xy * (row + 0.5) + source.x0 - 0.5;
    const rowY = source.yy * (row + 0.5) + source.y0 - 0.5;
    for (let column = 0; column < width; column++) {
      const x = clamp(source.xx * (column + 0.5) + rowX, across - 1);
      const y = clamp(source.yx * (column + 0.5) + rowY, down - 1);
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [right, below] = [x - left, y - top];
      const at = top * line + 3 * left;
      const next = right === 0 ? at : at + 3;
      const [under, nextUnder] = below === 0 ? [at, next] : [at + line, next + line];
      for (let channel = 0; channel < 3; channel++) {
        const upper = from[at + channel]! + right * (from[next + channel]! - from[at + channel]!);
        const lower = from[under + channel]! + right * (from[nextUnder + channel]! - from[under + channel]!);
        data[to++] = upper + below * (lower - upper) + 0.5;
      }
    }
  }
  return { width, height, data };
}

/**
 * A plane seen through an affine map, bilinear.
 *
 * @param source where every place of the result comes from in the plane
 * @param extents of the result, in pixels
 * @param beyond what lies beyond the plane's border: nothing, which is not a number, or the edge repeated
 */
export function warpPlane(
  plane: Plane,
  source: Affine,
  extents: Extents,
  beyond: 'nothing' | 'edge' = 'nothing',
): Plane {
  const { width, height } = extents;
  const { data: from, width: across, height: down } = plane;
  const data = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const wholeX = source.xx * (column + 0.5) + source.xy * (row + 0.5) + source.x0;
      const wholeY = source.yx * (column + 0.5) + source.yy * (row + 0.5) + source.y0;
      const to = row * width + column;
      if (beyond === 'nothing' && (wholeX < 0 || wholeX > across || wholeY < 0 || wholeY > down)) {
        data[to] = Number.NaN;
        continue;
      }
      const [x, y] = [clamp(wholeX - 0.5, across - 1), clamp(wholeY - 0.5, down - 1)];
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [right, below] = [x - left, y - top];
      const at = top * across + left;
      const next = right === 0 ? at : at + 1;
      const [under, nextUnder] = below === 0 ? [at, next] : [at + across, next + across];
      const upper = from[at]! + right * (from[next]! - from[at]!);
      const lower = from[under]! + right * (from[nextUnder]! - from[under]!);
      data[to] = upper + below * (lower - upper);
    }
  }
  return { width, height, data };
}

function clamp(value: number, most: number): number {
  return value < 0 ? 0 : value > most ? most : value;
}
