import { InspectError } from '../errors.ts';
import { connectedRegions } from '../image/connected-regions.ts';
import type { Mask, Plane } from '../image/image.ts';
import { sortKeys, sortKeysWith, writeDescendingKeys } from './descending-sort.ts';

/** All pixels of a test set, ranked: defective and normal ones apart, each from the highest map value down. */
export interface RankedPixels {
  /** One key a normal pixel, ascending; equal keys are equal map values, smaller keys larger values. */
  readonly normalKeys: Uint32Array;
  readonly defectKeys: Uint32Array;
  /** The region, from 0, of each entry of `defectKeys`. */
  readonly defectRegions: Uint32Array;
  /** Pixels in each region. */
  readonly regionAreas: readonly number[];
}

/**
 * Ranks the pixels of anomaly maps against their masks (null: a good part, no pixel is defective). Needs about
 * 8 bytes a pixel while it runs.
 *
 * @param ignored 1 where a pixel takes no part, of the size of its map; null or left out where all do
 * @throws InspectError `invalid_argument` when a mask is missing or differs in size, `data_invalid` for NaN.
 */
export function rankPixels(
  maps: readonly Plane[],
  labelled: readonly (Mask | null)[],
  ignored: readonly (Mask | null)[] = [],
): RankedPixels {
  checkSizes(maps, labelled);
  const masks = labelled.map((mask, index) => mask && without(mask, ignored[index] ?? null));
  const left = (map: Plane, index: number) => map.data.length - countSet(ignored[index] ?? null);
  const total = maps.reduce((sum, map, index) => sum + left(map, index), 0);
  const defective = masks.reduce((sum, mask) => sum + countSet(mask), 0);
  const normalKeys = new Uint32Array(total - defective);
  const defectKeys = new Uint32Array(defective);
  const defectRegions = new Uint32Array(defective);
  const regionAreas: number[] = [];
  let [normals, defects] = [0, 0];
  maps.forEach((map, index) => {
    const out = ignored[index]?.data;
    const keys = keysOf(map, index, out);
    const mask = masks[index];
    if (!mask && !out) {
      normalKeys.set(keys, normals);
      normals += keys.length;
      return;
    }
    const { labels, areas } = mask ? connectedRegions(mask) : { labels: null, areas: [] };
    const regionsBefore = regionAreas.length;
    regionAreas.push(...areas);
    for (let i = 0; i < keys.length; i++) {
      if (out?.[i] === 1) continue;
      if (!labels || labels[i] === 0) normalKeys[normals++] = keys[i]!;
      else {
        defectRegions[defects] = regionsBefore + labels[i]! - 1;
        defectKeys[defects++] = keys[i]!;
      }
    }
  });
  const sorted = sortKeysWith(defectKeys, defectRegions);
  return {
    normalKeys: sortKeys(normalKeys),
    defectKeys: sorted.keys,
    defectRegions: sorted.payload,
    regionAreas,
  };
}

function keysOf(map: Plane, index: number, ignored: Uint8Array | undefined): Uint32Array {
  const keys = new Uint32Array(map.data.length);
  const values = ignored ? map.data.map((value, pixel) => (ignored[pixel] === 1 ? 0 : value)) : map.data;
  const invalid = writeDescendingKeys(values, keys);
  if (invalid >= 0) {
    throw new InspectError(
      'data_invalid',
      `Anomaly map ${index} holds a value that is not a number (pixel ${invalid}). Check that the model's files are undamaged and inspect the picture again.`,
    );
  }
  return keys;
}

/** A mask where the pixels of another one are not set. */
function without(mask: Mask, ignored: Mask | null): Mask {
  if (ignored === null) return mask;
  return { ...mask, data: mask.data.map((value, pixel) => (ignored.data[pixel] === 1 ? 0 : value)) };
}

function countSet(mask: Mask | null): number {
  let count = 0;
  for (const pixel of mask?.data ?? []) if (pixel !== 0) count++;
  return count;
}

function checkSizes(maps: readonly Plane[], masks: readonly (Mask | null)[]): void {
  if (maps.length !== masks.length) {
    throw new InspectError(
      'invalid_argument',
      `There must be one mask (or null) a map; found ${maps.length} maps and ${masks.length} masks.`,
    );
  }
  maps.forEach(({ width, height }, index) => {
    const mask = masks[index];
    if (!mask || (mask.width === width && mask.height === height)) return;
    throw new InspectError(
      'invalid_argument',
      `Mask ${index} is ${mask.width}x${mask.height} pixels but its anomaly map is ${width}x${height}. Resize the mask to the map's size.`,
    );
  });
}
