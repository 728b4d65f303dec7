import type { Image, Plane } from '../image/image.ts';

/** Side of the pictures that poses are found in, in pixels; every picture is stretched to it. */
export const GREY_SIDE = 128;

/**
 * A picture in whole grey levels, `[GREY_SIDE, GREY_SIDE]`: every pixel is the mean of four samples of its place, which
 * for a picture twice as large are all there are. The time does not depend on the picture's size.
 */
export function greyPicture({ width, height, data }: Image): Uint8Array {
  const columns = samples(width).map(offset => 3 * offset);
  const rows = samples(height).map(offset => 3 * width * offset);
  const grey = new Uint8Array(GREY_SIDE * GREY_SIDE);
  for (let row = 0, to = 0; row < GREY_SIDE; row++) {
    for (let column = 0; column < GREY_SIDE; column++) {
      let sum = 0;
      for (let sample = 0; sample < 4; sample++) {
        const at = rows[2 * row + (sample >> 1)]! + columns[2 * column + (sample & 1)]!;
        sum += 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
      }
      grey[to++] = Math.round(sum / 4);
    }
  }
  return grey;
}

/** Grey levels `[GREY_SIDE, GREY_SIDE]` as a plane. */
export function greyPlane(levels: Uint8Array): Plane {
  return { width: GREY_SIDE, height: GREY_SIDE, data: Float32Array.from(levels) };
}

/** The mean of every two by two pixels; extents are even. */
export function halved({ width, height, data }: Plane): Plane {
  const half = new Float32Array((width * height) / 4);
  for (let y = 0, to = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const at = y * width + x;
      half[to++] = (data[at]! + data[at + 1]! + data[at + width]! + data[at + width + 1]!) / 4;
    }
  }
  return { width: width / 2, height: height / 2, data: half };
}

/** Where an extent is sampled: twice for every pixel of the small picture. */
function samples(extent: number): readonly number[] {
  const count = 2 * GREY_SIDE;
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * extent) / count));
}
