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
 * @throws InspectError `invalid_argument` when a mask is missing or differs in size, `data_invalid` for NaN.
 */
export function rankPixels(maps: readonly Plane[], masks: readonly (Mask | null)[]): RankedPixels {
  checkSizes(maps, masks);
  const total = maps.reduce((sum, map) => sum + map.data.length, 0);
  const defective = masks.reduce((sum, mask) => sum + (mask ? countDefective(mask) : 0), 0);
  const normalKeys = new Uint32Array(total - defective);
  const defectKeys = new Uint32Array(defective);
  const defectRegions = new Uint32Array(defective);
  const regionAreas: number[] = [];
  let [normals, defects] = [0, 0];
  maps.forEach((map, index) => {
    const keys = keysOf(map, index);
    const mask = masks[index];
    if (!mask) {
      normalKeys.set(keys, normals);
      normals += keys.length;
      return;
    }
    const { labels, areas } = connectedRegions(mask);
    const regionsBefore = regionAreas.length;
    regionAreas.push(...areas);
    for (let i = 0; i < keys.length; i++) {
      if (labels[i] === 0) normalKeys[normals++] = keys[i]!;
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

function keysOf(map: Plane, index: number): Uint32Array {
  const keys = new Uint32Array(map.data.length);
  const invalid = writeDescendingKeys(map.data, keys);
  if (invalid >= 0) {
    throw new InspectError(
      'data_invalid',
      `Anomaly map ${index} holds a value that is not a number (pixel ${invalid}). Check that the model's files are undamaged and inspect the picture again.`,
    );
  }
  return keys;
}

function countDefective(mask: Mask): number {
  let count = 0;
  for (const pixel of mask.data) if (pixel !== 0) count++;
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
