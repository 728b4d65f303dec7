import type { Image, Mask } from './image.ts';

/** Grey of what was not inspected, and how strongly it covers the photograph. */
export const NOT_INSPECTED = 112;
export const VEIL_COVER = 0.65;

/** Lays a veil of grey over the pixels of `out` that are not set in a mask of its size. */
export function veilOutside(inside: Mask, out: Image): void {
  for (let pixel = 0; pixel < inside.data.length; pixel++) {
    if (inside.data[pixel] !== 0) continue;
    for (let at = pixel * 3; at < pixel * 3 + 3; at++)
      out.data[at] = Math.round(out.data[at]! * (1 - VEIL_COVER) + NOT_INSPECTED * VEIL_COVER);
  }
}
