import type { Mask } from './image.ts';

/** A place in a picture, in its pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Sets the pixels of `out` whose middle lies in a polygon. Where a polygon crosses itself, what it goes round an even
 * number of times is outside of it.
 *
 * @param corners at least 3, in pixels; the last one is joined to the first
 */
export function fillPolygon(corners: readonly Point[], out: Mask): void {
  for (let row = 0; row < out.height; row++) {
    const crossings = crossingsAt(corners, row + 0.5);
    for (let at = 0; at + 1 < crossings.length; at += 2) {
      const from = Math.max(0, Math.ceil(crossings[at]! - 0.5));
      const to = Math.min(out.width, Math.ceil(crossings[at + 1]! - 0.5));
      if (to > from) out.data.fill(1, row * out.width + from, row * out.width + to);
    }
  }
}

/** Where the edges cross a line of pixels, from left to right; an edge has its upper end and not its lower one. */
function crossingsAt(corners: readonly Point[], y: number): readonly number[] {
  const crossings: number[] = [];
  let before = corners.at(-1)!;
  for (const corner of corners) {
    if (before.y <= y !== corner.y <= y)
      crossings.push(before.x + ((y - before.y) * (corner.x - before.x)) / (corner.y - before.y));
    before = corner;
  }
  return crossings.sort((a, b) => a - b);
}
