import type { Image } from './image.ts';

/** A white picture to draw on. */
export function whiteCanvas(width: number, height: number): Image {
  return { width, height, data: new Uint8Array(width * height * 3).fill(255) };
}

/** Copies a picture into `out`, which holds it whole, with its corner at (x, y). */
export function paste(image: Image, x: number, y: number, out: Image): void {
  for (let row = 0; row < image.height; row++) {
    const line = image.data.subarray(row * image.width * 3, (row + 1) * image.width * 3);
    out.data.set(line, ((y + row) * out.width + x) * 3);
  }
}
