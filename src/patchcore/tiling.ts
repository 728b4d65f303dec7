import { InspectError } from '../errors.ts';

/** Width and height in pixels. */
export interface Extents {
  readonly width: number;
  readonly height: number;
}

/** How pictures of one size are seen at native scale: in overlapping square tiles whose patch grids become one grid. */
export interface Tiling {
  /** Side of a tile in pixels, a multiple of `TILE_UNIT`. */
  readonly side: number;
  /** Pixels that neighbouring tiles share at least, a multiple of `TILE_UNIT` and at most half a tile. */
  readonly overlap: number;
  /** The size that every picture must have. */
  readonly picture: Extents;
  /** Pixels of the picture, each way, for one pixel of the anomaly map. */
  readonly mapStep: number;
}

/** One tile along one axis. */
export interface TileSpan {
  /** Where the tile begins, in pixels. */
  readonly start: number;
  /** The grid positions that take their vectors from this tile: those that lie deeper in it than in its neighbours. */
  readonly from: number;
  readonly to: number;
}

/** The coarsest step of any feature map in pixels: tiles that begin on multiples of it have grids that line up. */
export const TILE_UNIT = 32;
/** A smaller tile would show the network little more than its own border. */
const SMALLEST_TILE = 128;
/** A map of more pixels a side shows nothing more of patches that are 8 pixels apart. */
const LONGEST_MAP = 1024;

/**
 * Lays tiles over pictures of one size.
 *
 * @param stride step of the patch grid in pixels
 * @throws InspectError `invalid_argument` when a tile does not fit into the picture.
 */
export function planTiling(side: number, overlap: number, picture: Extents, stride: number): Tiling {
  const { width, height } = picture;
  const shorter = Math.min(width, height);
  if (shorter < side) {
    const largest = TILE_UNIT * Math.floor(shorter / TILE_UNIT);
    const advice = largest >= SMALLEST_TILE ? `Choose --tile ${largest} or smaller, or leave` : 'Leave';
    throw new InspectError(
      'invalid_argument',
      `A tile of ${side} pixels does not fit into pictures of ${width} x ${height} pixels. ${advice} --tile out to have them resized.`,
    );
  }
  let mapStep = 1;
  while (Math.max(width, height) > LONGEST_MAP * mapStep && 2 * mapStep <= stride) mapStep *= 2;
  return { side, overlap, picture: { width, height }, mapStep };
}

/**
 * The tiles along an axis of `length` pixels, evenly spread. The last one may reach over the picture's edge by less than
 * `TILE_UNIT` pixels; the spans' positions end with the picture.
 *
 * @param stride step of the patch grid in pixels
 */
export function tileSpans(
  length: number,
  { side, overlap }: Pick<Tiling, 'side' | 'overlap'>,
  stride: number,
): readonly TileSpan[] {
  const units = Math.ceil(length / TILE_UNIT) - side / TILE_UNIT;
  const steps = Math.ceil((units * TILE_UNIT) / (side - overlap));
  const starts = Array.from({ length: steps + 1 }, (_, tile) =>
    tile === 0 ? 0 : TILE_UNIT * Math.floor((units * tile) / steps),
  );
  const borders = starts.slice(1).map((start, before) => {
    const middleOfOverlap = (starts[before]! + side + start) / 2;
    return Math.floor(middleOfOverlap / stride);
  });
  const last = Math.ceil(length / stride);
  return starts.map((start, tile) => ({
    start,
    from: tile === 0 ? 0 : borders[tile - 1]!,
    to: borders[tile] ?? last,
  }));
}

/**
 * Refuses a picture of another size than the training pictures, which native scale cannot compare with them.
 *
 * @param name what the user calls the picture
 * @throws InspectError `data_invalid`.
 */
export function checkPictureSize({ picture }: Pick<Tiling, 'picture'>, found: Extents, name: string): void {
  if (found.width === picture.width && found.height === picture.height) return;
  throw new InspectError(
    'data_invalid',
    `${name} has ${found.width} x ${found.height} pixels; the model learned tiles at native scale from pictures of ${picture.width} x ${picture.height} pixels and inspects no other size. Take the picture as the training pictures were taken, or train again.`,
  );
}
