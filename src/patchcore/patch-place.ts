import { type Affine, applyAffine } from '../image/affine.ts';
import type { PatchGrid } from './anomaly-map.ts';
import { type Frame, frameOf, type Rectangle } from './frame.ts';
import { inputSize, type Preprocessing } from './preprocess.ts';
import type { Extents } from './tiling.ts';

/** A cell of the patch grid. */
export interface GridPlace {
  readonly row: number;
  readonly column: number;
}

/** How the patches of a model's pictures lie. */
export interface PatchGeometry {
  readonly grid: PatchGrid;
  /** Extents of the anomaly map. */
  readonly map: Extents;
  readonly preprocessing: Preprocessing;
}

/** Side of what is shown around a patch, in pixels of the network's input; at most half of that input. */
const SURROUNDINGS = 96;

/** The cell with this number, counted in raster order. */
export function gridPlace(patch: number, { width }: Pick<PatchGrid, 'width'>): GridPlace {
  return { row: Math.floor(patch / width), column: patch % width };
}

/** The number of the cell that a map pixel lies in. */
export function patchUnder(x: number, y: number, grid: PatchGrid, map: Extents): number {
  const row = Math.floor((y * grid.height) / map.height);
  return row * grid.width + Math.floor((x * grid.width) / map.width);
}

/** Where a cell lies in the original picture, in its pixels; the border of a letterbox lies outside of the picture. */
export function patchInPicture(
  { row, column }: GridPlace,
  grid: PatchGrid,
  map: Extents,
  frame: Frame,
): Rectangle {
  const [width, height] = [map.width / grid.width, map.height / grid.height];
  return rectangleInPicture({ x: column * width, y: row * height, width, height }, frame);
}

/**
 * What is shown of a picture around a patch: a square in pixels of the picture with the patch in its middle, which may
 * reach beyond the picture. It covers as much of what the network sees in every picture.
 */
export function surroundings(
  place: GridPlace,
  { grid, map, preprocessing }: PatchGeometry,
  picture: Extents,
): Rectangle {
  const frame = frameOf(picture, preprocessing);
  const { x, y, width, height } = patchInPicture(place, grid, map, frame);
  const perX = frame.inPicture.width / frame.inMap.width;
  const perY = frame.inPicture.height / frame.inMap.height;
  const inMap = Math.min(SURROUNDINGS, inputSize(preprocessing) / 2) / (preprocessing.tiling?.mapStep ?? 1);
  const side = inMap * Math.sqrt(perX * perY);
  return { x: x + (width - side) / 2, y: y + (height - side) / 2, width: side, height: side };
}

/** Where a rectangle of the map lies in the original picture, in its pixels; what holds it where the picture was turned. */
export function rectangleInPicture(rectangle: Rectangle, { inMap, inPicture, place }: Frame): Rectangle {
  const perX = inPicture.width / inMap.width;
  const perY = inPicture.height / inMap.height;
  const seen = {
    x: inPicture.x + (rectangle.x - inMap.x) * perX,
    y: inPicture.y + (rectangle.y - inMap.y) * perY,
    width: rectangle.width * perX,
    height: rectangle.height * perY,
  };
  return place ? boundsOf(seen, place) : seen;
}

function boundsOf({ x, y, width, height }: Rectangle, place: Affine): Rectangle {
  const middle = applyAffine(place, { x: x + width / 2, y: y + height / 2 });
  const across = Math.abs(place.xx) * width + Math.abs(place.xy) * height;
  const along = Math.abs(place.yx) * width + Math.abs(place.yy) * height;
  return { x: middle.x - across / 2, y: middle.y - along / 2, width: across, height: along };
}

/** The whole pixels of a picture that a rectangle touches. */
export function wholePixels({ x, y, width, height }: Rectangle, picture: Extents): Rectangle {
  // Sums of fractions that should be whole numbers miss them by less than this.
  const slack = 1e-6;
  const [left, right] = touched(x + slack, x + width - slack, picture.width);
  const [top, bottom] = touched(y + slack, y + height - slack, picture.height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function touched(from: number, to: number, length: number): readonly [number, number] {
  const inside = (value: number) => Math.min(Math.max(value, 0), length);
  return [inside(Math.floor(from)), inside(Math.ceil(to))];
}
