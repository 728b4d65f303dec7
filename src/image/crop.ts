import type { Image } from './image.ts';

/** A rectangle in whole pixels, which may reach beyond the picture. */
export interface CropBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Grey level of what lies outside of the picture. */
const OUTSIDE = 214;

/** A part of a picture; what lies outside of it is light grey. */
export function cropImage(image: Image, box: CropBox): Image {
  const out = {
    width: box.width,
    height: box.height,
    data: new Uint8Array(box.width * box.height * 3).fill(OUTSIDE),
  };
  copyPart(image, box, box.x, box.y, out);
  return out;
}

/** The picture with everything outside of the boxes in mid grey, which takes next to no room when it is encoded. */
export function keepBoxes(image: Image, boxes: readonly CropBox[]): Image {
  const out = { ...image, data: new Uint8Array(image.data.length).fill(128) };
  for (const box of boxes) copyPart(image, box, 0, 0, out);
  return out;
}

/** Copies the pixels of `box` to `out`, whose corner lies at (left, top) of the picture. */
function copyPart(image: Image, box: CropBox, left: number, top: number, out: Image): void {
  const from = Math.max(box.x, 0);
  const to = Math.min(box.x + box.width, image.width);
  if (from >= to) return;
  for (let y = Math.max(box.y, 0); y < Math.min(box.y + box.height, image.height); y++) {
    const row = image.data.subarray((y * image.width + from) * 3, (y * image.width + to) * 3);
    out.data.set(row, ((y - top) * out.width + from - left) * 3);
  }
}
