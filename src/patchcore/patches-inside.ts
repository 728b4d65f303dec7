import { type Affine, applyAffine } from '../image/affine.ts';
import type { PatchGrid } from './anomaly-map.ts';
import type { Frame } from './frame.ts';
import { rectangleInPicture } from './patch-place.ts';
import type { Extents } from './tiling.ts';

/**
 * Which patches of an aligned picture show the picture as it came, and not what was put beside its edge: in some rows
 * that follow each other, those from a column to another.
 */
export interface PatchesInside {
  readonly grid: PatchGrid;
  /** First and last row. */
  readonly rows: readonly [number, number];
  /** First and last column of every row; of rows that show nothing the first comes after the last. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Patches around a patch that its vector is taken from. */
const REACH = 1;
/** The part of a patch, each way, that may lie beyond the edge. */
const BEYOND = 0.5;

/**
 * Finds the patches that show nothing of what lies beyond the edge of a picture that was aligned.
 *
 * @param map extents of the anomaly map over the grid
 * @param frame how the aligned picture lies in the map
 * @param place where every place of the aligned picture lies in the picture as it came
 * @returns null when all do, or none
 */
export function patchesInside(
  grid: PatchGrid,
  map: Extents,
  picture: Extents,
  { frame, place }: { readonly frame: Frame; readonly place: Affine },
): PatchesInside | null {
  const [width, height] = [map.width / grid.width, map.height / grid.height];
  const { inMap } = frame;
  const cell = rectangleInPicture({ x: 0, y: 0, width, height }, frame);
  const [slackX, slackY] = [BEYOND * cell.width, BEYOND * cell.height];
  const shows = (column: number, row: number) => {
    // What lies beside the picture in every picture, such as the border of a letterbox, is no edge that has moved.
    const x = Math.min(Math.max(column * width, inMap.x), inMap.x + inMap.width);
    const y = Math.min(Math.max(row * height, inMap.y), inMap.y + inMap.height);
    const at = applyAffine(place, rectangleInPicture({ x, y, width: 0, height: 0 }, frame));
    const insideX = at.x >= -slackX && at.x <= picture.width + slackX;
    return insideX && at.y >= -slackY && at.y <= picture.height + slackY;
  };
  const from = new Int32Array(grid.height).fill(grid.width);
  const to = new Int32Array(grid.height).fill(-1);
  for (let row = 0; row < grid.height; row++) {
    for (let column = 0; column < grid.width; column++) {
      const [left, right] = [column - REACH, column + 1 + REACH];
      const [top, bottom] = [row - REACH, row + 1 + REACH];
      if (!(shows(left, top) && shows(right, top) && shows(left, bottom) && shows(right, bottom))) continue;
      from[row] = Math.min(from[row]!, column);
      to[row] = column;
    }
  }
  const [first, last] = [to.findIndex(end => end >= 0), to.findLastIndex(end => end >= 0)];
  const all = from.every(start => start === 0) && to.every(end => end === grid.width - 1);
  return first === -1 || all ? null : { grid, rows: [first, last], from, to };
}

/** 1 for every patch that shows the picture, 0 for one that something stands in for, `[grid.height * grid.width]`. */
export function patchesShown({ grid, rows, from, to }: PatchesInside): Uint8Array {
  const shown = new Uint8Array(grid.height * grid.width);
  for (let row = rows[0]; row <= rows[1]; row++)
    shown.fill(1, row * grid.width + from[row]!, row * grid.width + to[row]! + 1);
  return shown;
}

/**
 * Patches `[patches, dimensions]` as they are searched: what shows something beyond the picture's edge takes the vector
 * of the nearest in its row that does not, or of the nearest row, so it says nothing of its own.
 *
 * @param strips the patches in raster order, in pieces of whole rows
 */
export async function* withStandIns(
  inside: PatchesInside,
  strips: AsyncIterable<Float32Array> | Iterable<Float32Array>,
  dimensions: number,
): AsyncGenerator<Float32Array> {
  const { grid, rows, from, to } = inside;
  const rowLength = grid.width * dimensions;
  let row = 0;
  let last: Float32Array | null = null;
  let waiting: number[] = [];
  for await (const strip of strips) {
    const filled = new Float32Array(strip);
    const count = strip.length / rowLength;
    for (let at = 0; at < count; at++, row++) {
      const line = filled.subarray(at * rowLength, (at + 1) * rowLength);
      if (row < rows[0] || row > rows[1]) continue;
      const vector = (column: number) => line.subarray(column * dimensions, (column + 1) * dimensions);
      for (let column = 0; column < grid.width; column++)
        if (column < from[row]! || column > to[row]!)
          line.set(vector(within(column, from[row]!, to[row]!)), column * dimensions);
    }
    const begin = row - count;
    if (row <= rows[0]) {
      waiting.push(count);
      continue;
    }
    for (let at = Math.max(0, rows[0] - begin) - 1; at >= 0; at--)
      filled.copyWithin(at * rowLength, (at + 1) * rowLength, (at + 2) * rowLength);
    for (const rowsBefore of waiting) yield repeated(filled.subarray(0, rowLength), rowsBefore);
    waiting = [];
    const shown = Math.max(0, Math.min(row, rows[1] + 1) - begin);
    if (shown > 0) last = filled.slice((shown - 1) * rowLength, shown * rowLength);
    for (let at = shown; at < count; at++) filled.set(last!, at * rowLength);
    yield filled;
  }
}

function repeated(row: Float32Array, rows: number): Float32Array {
  const all = new Float32Array(row.length * rows);
  for (let at = 0; at < rows; at++) all.set(row, at * row.length);
  return all;
}

function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
