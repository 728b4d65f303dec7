import type { Mask } from './image.ts';

/** The connected regions of a mask. */
export interface Regions {
  /** Row-major `[height, width]`: 0 outside, else the region's number from 1, numbered in raster order. */
  readonly labels: Int32Array;
  readonly count: number;
  /** Pixels in each region; index 0 is region 1. */
  readonly areas: readonly number[];
}

/** Finds the 8-connected regions of a mask: pixels that touch by an edge or a corner belong together. */
export function connectedRegions(mask: Mask): Regions {
  const labels = new Int32Array(mask.data.length);
  const areas: number[] = [];
  const stack = new Int32Array(mask.data.length);
  for (let start = 0; start < mask.data.length; start++) {
    if (mask.data[start] === 0 || labels[start] !== 0) continue;
    areas.push(fill(mask, start, areas.length + 1, labels, stack));
  }
  return { labels, count: areas.length, areas };
}

/** Writes `region` to all pixels of `labels` that are connected to `start`; returns how many. */
function fill(mask: Mask, start: number, region: number, labels: Int32Array, stack: Int32Array): number {
  const { width, height, data } = mask;
  let area = 0;
  let depth = 0;
  // Labelled when pushed, so that a pixel enters the stack once and the stack never outgrows the picture.
  labels[start] = region;
  stack[depth++] = start;
  while (depth > 0) {
    const pixel = stack[--depth]!;
    area++;
    const x = pixel % width;
    const y = (pixel - x) / width;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const neighbour = ny * width + nx;
        if (data[neighbour] === 0 || labels[neighbour] !== 0) continue;
        labels[neighbour] = region;
        stack[depth++] = neighbour;
      }
    }
  }
  return area;
}
