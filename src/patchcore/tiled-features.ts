import { InspectError } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { type PatchGrid, SMOOTHING_SIGMA } from './anomaly-map.ts';
import type { FeatureExtractor } from './feature-extractor.ts';
import { checkPictureSize, TILE_UNIT, type TileSpan, type Tiling, tileSpans } from './tiling.ts';
import type { PictureSource } from './train.ts';

/**
 * Features of a large picture at native scale: every tile goes through the network by itself, and every position of the
 * whole picture's grid takes its vector from the tile in which it lies deepest. What stands behind the grid sees one
 * picture.
 *
 * @param tile features of pictures of `tiling.side` pixels, neither resized nor cropped; closed with the result
 * @param needed numbers of the patches that are of interest, all when left out: the vectors of a tile that has none of
 * them are zeros
 * @throws InspectError when used: `data_invalid` for a picture of another size than `tiling.picture`.
 */
export function tiledFeatures(tile: FeatureExtractor, tiling: Tiling, needed?: Int32Array): FeatureExtractor {
  const { side, picture, mapStep } = tiling;
  const { dimensions } = tile;
  const stride = strideOf(tile, side);
  const columns = tileSpans(picture.width, tiling, stride);
  const rows = tileSpans(picture.height, tiling, stride);
  const grid = { height: rows.at(-1)!.to, width: columns.at(-1)!.to };
  const isOfInterest = new Uint8Array(grid.height * grid.width).fill(needed ? 0 : 1);
  for (const patch of needed ?? []) isOfInterest[patch] = 1;
  const used = rows.map(row => columns.filter(column => hasAny(isOfInterest, grid, row, column)));

  async function* strips(image: Image): AsyncGenerator<Float32Array> {
    checkPictureSize(tiling, image, 'The picture');
    for (const [place, row] of rows.entries()) {
      const strip = new Float32Array((row.to - row.from) * grid.width * dimensions);
      for (const column of used[place]!) {
        const patches = await tile.extract(cutTile(image, column.start, row.start, side));
        for (let y = row.from; y < row.to; y++) {
          const inTile = (y - row.start / stride) * tile.grid.width + column.from - column.start / stride;
          const line = patches.subarray(inTile * dimensions, (inTile + column.to - column.from) * dimensions);
          strip.set(line, ((y - row.from) * grid.width + column.from) * dimensions);
        }
      }
      yield strip;
    }
  }

  return {
    grid,
    dimensions,
    map: {
      height: (grid.height * stride) / mapStep,
      width: (grid.width * stride) / mapStep,
      sigma: SMOOTHING_SIGMA / mapStep,
    },
    strips,
    async extract(image) {
      const all = new Float32Array(grid.height * grid.width * dimensions);
      let at = 0;
      for await (const strip of strips(image)) {
        all.set(strip, at);
        at += strip.length;
      }
      return all;
    },
    close: () => tile.close(),
  };
}

/** Features of whole pictures: those of tiles put together where there are tiles, else as they are. */
export function inTiles(
  features: FeatureExtractor,
  tiling: Tiling | undefined,
  needed?: Int32Array,
): FeatureExtractor {
  return tiling ? tiledFeatures(features, tiling, needed) : features;
}

function hasAny(patches: Uint8Array, { width }: PatchGrid, row: TileSpan, column: TileSpan): boolean {
  for (let y = row.from; y < row.to; y++)
    if (patches.subarray(y * width + column.from, y * width + column.to).includes(1)) return true;
  return false;
}

/**
 * The step of the patch grid in pixels, for a network input of `side` pixels.
 *
 * @throws InspectError `backbone_invalid` when the grid does not line up between tiles.
 */
export function strideOf({ grid }: Pick<FeatureExtractor, 'grid'>, side: number): number {
  const stride = side / grid.width;
  if (grid.height === grid.width && TILE_UNIT % stride === 0) return stride;
  throw new InspectError(
    'backbone_invalid',
    `The backbone gives a grid of ${grid.height} x ${grid.width} patches for a tile of ${side} pixels; tiles need a network whose feature maps have a step of 4, 8, 16 or 32 pixels. Leave --tile out or use another backbone.`,
  );
}

/** The tiles of all pictures as pictures, in such an order that any even pick of them has all places and pictures. */
export function tilesOf(pictures: PictureSource, tiling: Tiling): PictureSource {
  const columns = tileSpans(tiling.picture.width, tiling, TILE_UNIT);
  const rows = tileSpans(tiling.picture.height, tiling, TILE_UNIT);
  return {
    count: pictures.count * rows.length * columns.length,
    async read(index) {
      const tile = Math.floor(index / pictures.count);
      const picture = (index + tile) % pictures.count;
      const row = rows[Math.floor(tile / columns.length)]!;
      const column = columns[tile % columns.length]!;
      return cutTile(await pictures.read(picture), column.start, row.start, tiling.side);
    },
  };
}

/** A square of the picture; what reaches over the right or lower edge repeats the edge. */
export function cutTile(image: Image, x: number, y: number, side: number): Image {
  const data = new Uint8Array(side * side * 3);
  const inside = Math.min(side, image.width - x);
  for (let row = 0; row < side; row++) {
    const from = (Math.min(y + row, image.height - 1) * image.width + x) * 3;
    const to = row * side * 3;
    data.set(image.data.subarray(from, from + inside * 3), to);
    const edge = to + (inside - 1) * 3;
    for (let column = inside; column < side; column++) data.copyWithin(to + column * 3, edge, edge + 3);
  }
  return { width: side, height: side, data };
}
