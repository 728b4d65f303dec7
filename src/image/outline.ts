import type { Image, Mask } from './image.ts';

/** 8-bit RGB. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Shorter side in pixels for which an outline is one pixel wide; twice the side, twice the width. */
const SIDE_PER_PIXEL = 200;

/**
 * Draws the border of the mask's regions into `out`, which has the mask's size: the given colour on the inside and
 * a dark line around it, so that it shows on bright and on dark parts alike.
 */
export function drawOutline(mask: Mask, out: Image, colour: Colour = [255, 255, 255]): void {
  const width = Math.max(1, Math.round(Math.min(mask.width, mask.height) / SIDE_PER_PIXEL));
  paint(borderOf(mask, 0, width), out, [16, 16, 16]);
  paint(borderOf(mask, 1, width), out, colour);
}

/** The mask at another size; a pixel is set when any mask pixel in its place is, so that no scratch gets lost. */
export function resizeMask(mask: Mask, width: number, height: number): Mask {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * mask.height) / height);
    const bottom = Math.ceil(((y + 1) * mask.height) / height);
    for (let x = 0; x < width; x++) {
      const left = Math.floor((x * mask.width) / width);
      const right = Math.ceil(((x + 1) * mask.width) / width);
      data[y * width + x] = anySet(mask, left, right, top, bottom);
    }
  }
  return { width, height, data };
}

function anySet(mask: Mask, left: number, right: number, top: number, bottom: number): 0 | 1 {
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) if (mask.data[y * mask.width + x] !== 0) return 1;
  }
  return 0;
}

/** Indices of the pixels of one side (0 outside, 1 inside) that are within `reach` pixels of the other side. */
function borderOf(mask: Mask, side: 0 | 1, reach: number): number[] {
  const { width, height, data } = mask;
  const border: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = y * width + x;
      if (data[index] === side && touchesOther(mask, x, y, reach)) border.push(index);
    }
  }
  return border;
}

function touchesOther({ width, height, data }: Mask, x: number, y: number, reach: number): boolean {
  const own = data[y * width + x];
  for (let step = 1; step <= reach; step++) {
    if (x >= step && data[y * width + x - step] !== own) return true;
    if (x + step < width && data[y * width + x + step] !== own) return true;
    if (y >= step && data[(y - step) * width + x] !== own) return true;
    if (y + step < height && data[(y + step) * width + x] !== own) return true;
  }
  return false;
}

function paint(pixels: readonly number[], out: Image, colour: Colour): void {
  for (const index of pixels) out.data.set(colour, index * 3);
}
