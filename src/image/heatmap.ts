import { InspectError } from '../errors.ts';
import type { Image, Layer, Mask, Plane } from './image.ts';
import { drawOutline } from './outline.ts';
import { PALETTE_SIZE, type PaletteName, paletteTable } from './palette.ts';
import { NOT_INSPECTED, VEIL_COVER, veilOutside } from './veil.ts';

/**
 * One model's fixed relation between anomaly-map values and colours, `low < review < threshold < high`: `low` and below
 * get the first colour, `review` the one at `REVIEW_POSITION`, `threshold` the middle one, `high` and above the last.
 * Never fitted to a single picture, or a perfect part would show red.
 */
export interface ColourScale {
  readonly low: number;
  /** Left out where it is not below the threshold. */
  readonly review?: number | undefined;
  readonly threshold: number;
  readonly high: number;
}

/** Where the review level lies on the palette, 0 to 1; the threshold lies at 0.5. */
export const REVIEW_POSITION = 0.4;

/** How strongly colour covers the photograph just above the threshold, and at the scale's high end. */
const FAINTEST_COVER = 0.2;
const STRONGEST_COVER = 0.55;

/**
 * The anomaly map in colours, at the map's own size; grey where it is not a number because nothing was inspected there.
 *
 * @throws InspectError `invalid_argument` for a scale out of order.
 */
export function renderHeatmap(map: Plane, scale: ColourScale, palette: PaletteName = 'even'): Image {
  const table = paletteTable(palette);
  const position = positionOn(scale);
  const data = new Uint8Array(map.data.length * 3);
  for (let index = 0; index < map.data.length; index++) {
    const value = map.data[index]!;
    if (Number.isNaN(value)) {
      data.fill(NOT_INSPECTED, index * 3, index * 3 + 3);
      continue;
    }
    const entry = Math.round(position(value) * (PALETTE_SIZE - 1)) * 3;
    data[index * 3] = table[entry]!;
    data[index * 3 + 1] = table[entry + 1]!;
    data[index * 3 + 2] = table[entry + 2]!;
  }
  return { width: map.width, height: map.height, data };
}

/**
 * The anomaly map in colours to lay over the photograph, at the map's own size: clear where it is low, solid from the
 * threshold on, a veil of grey where nothing was inspected.
 *
 * @throws InspectError `invalid_argument` for a scale out of order.
 */
export function renderHeatLayer(map: Plane, scale: ColourScale, palette: PaletteName = 'even'): Layer {
  const heat = renderHeatmap(map, scale, palette);
  const position = positionOn(scale);
  const data = new Uint8Array(map.data.length * 4);
  for (let index = 0; index < map.data.length; index++) {
    const value = map.data[index]!;
    const opacity = Number.isNaN(value) ? VEIL_COVER : Math.min(1, 2 * position(value)) ** 4;
    data.set(heat.data.subarray(index * 3, index * 3 + 3), index * 4);
    data[index * 4 + 3] = Math.round(255 * opacity);
  }
  return { width: map.width, height: map.height, data };
}

/**
 * The photograph with colour where the map, enlarged to the picture's size, is above the threshold, and an outline
 * around it; everything below stays as it was photographed, and what was not inspected lies under a veil of grey.
 *
 * @throws InspectError `invalid_argument` for a scale out of order.
 */
export function overlayHeatmap(
  image: Image,
  map: Plane,
  scale: ColourScale,
  palette: PaletteName = 'even',
): Image {
  const { width, height } = image;
  const enlarged = resizePlane(map, width, height);
  const heat = renderHeatmap(enlarged, scale, palette);
  const position = positionOn(scale);
  const out = { width, height, data: new Uint8Array(image.data) };
  for (let index = 0; index < enlarged.data.length; index++) {
    const value = enlarged.data[index]!;
    if (!(value > scale.threshold)) continue;
    const excess = position(value) * 2 - 1;
    const cover = FAINTEST_COVER + (STRONGEST_COVER - FAINTEST_COVER) * excess;
    for (let at = index * 3; at < index * 3 + 3; at++) {
      out.data[at] = Math.round(image.data[at]! * (1 - cover) + heat.data[at]! * cover);
    }
  }
  veilOutside(
    maskWhere(enlarged, value => !Number.isNaN(value)),
    out,
  );
  drawOutline(
    maskWhere(enlarged, value => value > scale.threshold),
    out,
  );
  return out;
}

function maskWhere({ width, height, data }: Plane, isSet: (value: number) => boolean): Mask {
  return { width, height, data: Uint8Array.from(data, value => (isSet(value) ? 1 : 0)) };
}

/** The plane at another size in pixels, bilinear with pixel centres at halves and the border repeated. */
export function resizePlane(plane: Plane, width: number, height: number): Plane {
  if (width === plane.width && height === plane.height) return plane;
  const columns = sourcePositions(plane.width, width);
  const rows = sourcePositions(plane.height, height);
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = rows.first[y]! * plane.width;
    const bottom = rows.second[y]! * plane.width;
    const down = rows.share[y]!;
    for (let x = 0; x < width; x++) {
      const [left, right, along] = [columns.first[x]!, columns.second[x]!, columns.share[x]!];
      const upper = plane.data[top + left]! * (1 - along) + plane.data[top + right]! * along;
      const lower = plane.data[bottom + left]! * (1 - along) + plane.data[bottom + right]! * along;
      data[y * width + x] = upper * (1 - down) + lower * down;
    }
  }
  return { width, height, data };
}

/** Where a map value lies on the palette, 0 to 1: linear between the scale's levels, clamped at the ends. */
function positionOn({ low, review, threshold, high }: ColourScale): (value: number) => number {
  const knee = review ?? low + (threshold - low) * 2 * REVIEW_POSITION;
  if (!(low < knee && knee < threshold && threshold < high && Number.isFinite(high - low))) {
    const found = `low ${low}, ${review === undefined ? '' : `review ${review}, `}threshold ${threshold}, high ${high}`;
    throw new InspectError(
      'invalid_argument',
      `A colour scale needs low < review < threshold < high; found ${found}.`,
    );
  }
  const share = (value: number, from: number, to: number) => (value - from) / (to - from);
  return value => {
    if (value > threshold) return Math.min(1, 0.5 + share(value, threshold, high) / 2);
    if (value > knee) return REVIEW_POSITION + share(value, knee, threshold) * (0.5 - REVIEW_POSITION);
    return Math.max(0, share(value, low, knee) * REVIEW_POSITION);
  };
}

/** For every target index the two source indices it lies between and the share of the second. */
function sourcePositions(source: number, target: number) {
  const first = new Int32Array(target);
  const second = new Int32Array(target);
  const share = new Float32Array(target);
  for (let index = 0; index < target; index++) {
    const place = Math.min(source - 1, Math.max(0, ((index + 0.5) * source) / target - 0.5));
    first[index] = Math.floor(place);
    second[index] = Math.min(source - 1, first[index]! + 1);
    share[index] = place - first[index]!;
  }
  return { first, second, share };
}
