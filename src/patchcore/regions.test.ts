import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Plane } from '../image/image.ts';
import { frameOf } from './frame.ts';
import { findRegions, type Region, type RegionSettings, type SearchedMap } from './regions.ts';

const SETTINGS: RegionSettings = { pixelThreshold: 2, mapMaxima: [1, 2, 3, 4] };
/** A frame in which map and picture are one. */
const same = (width: number, height: number) => {
  const all = { x: 0, y: 0, width, height };
  return { inMap: all, inPicture: all };
};

function mapOf(...rows: number[][]): Plane {
  return { width: rows[0]!.length, height: rows.length, data: Float32Array.from(rows.flat()) };
}

/** With a patch for every pixel, its distance the pixel's value. */
const searched = (map: Plane): SearchedMap => ({ map, grid: map, distances: map.data });

function regionsOf(map: Plane, settings = SETTINGS): readonly Region[] {
  return findRegions(searched(map), map, same(map.width, map.height), settings);
}

test('pixels above the threshold that touch by an edge or a corner are one region, highest peak first', () => {
  const map = mapOf([3, 0, 0, 0, 0], [0, 4, 0, 0, 2.5], [0, 0, 0, 0, 6], [0, 0, 2, 0, 0]);
  expect(regionsOf(map)).toEqual([
    {
      box: { x: 4, y: 1, width: 1, height: 2 },
      areaPx: 2,
      areaMm2: null,
      peak: { value: 6, x: 4, y: 2 },
      pValue: 1 / 5,
      patch: 14,
    },
    {
      box: { x: 0, y: 0, width: 2, height: 2 },
      areaPx: 2,
      areaMm2: null,
      peak: { value: 4, x: 1, y: 1 },
      pValue: 2 / 5, // one of the four good pictures reaches 4
      patch: 6,
    },
  ]);
});

test('a map that reaches the threshold and does not pass it has no regions', () => {
  expect(regionsOf(mapOf([2, 2], [1, 0]))).toEqual([]);
});

test('with the size of a pixel the area is told in square millimetres too', () => {
  const [region] = regionsOf(mapOf([3, 3, 3, 0]), { ...SETTINGS, mmPerPx: 0.5 });
  expect(region).toMatchObject({ areaPx: 3, areaMm2: 0.75 });
});

test('a map smaller than the picture is told in pixels of the picture', () => {
  const map = mapOf([0, 0, 0, 0], [0, 0, 5, 0], [0, 0, 0, 0], [0, 0, 0, 0]);
  const preprocessing = { imageSize: 4, centerCrop: null, letterbox: false };
  const picture = { width: 40, height: 20 };
  const [region] = findRegions(searched(map), picture, frameOf(picture, preprocessing), SETTINGS);
  expect(region!.box).toEqual({ x: 20, y: 5, width: 10, height: 5 });
  expect(region!.areaPx).toBe(50);
  expect(region!.peak).toEqual({ value: 5, x: 25, y: 7 });
});

test('a centre crop begins inside the picture, and a letterbox beside it takes no part', () => {
  const map = mapOf([9, 9, 9, 9], [0, 3, 0, 0], [0, 0, 0, 0], [9, 9, 9, 9]);
  const picture = { width: 80, height: 40 };
  const letterbox = { imageSize: 4, centerCrop: null, letterbox: true };
  const inBox = findRegions(searched(map), picture, frameOf(picture, letterbox), SETTINGS);
  expect(inBox.map(({ box }) => box)).toEqual([{ x: 20, y: 0, width: 20, height: 20 }]);

  const centre = { imageSize: 8, centerCrop: 4, letterbox: false };
  const [cropped] = findRegions(searched(map), picture, frameOf(picture, centre), SETTINGS);
  // Four of eight columns and rows are seen, the third to the sixth; the first row of the map is all above.
  expect(cropped!.box).toEqual({ x: 20, y: 10, width: 40, height: 10 });
});

test('tiles that reach over the edge give a box that ends with the picture', () => {
  const map = mapOf([0, 0, 0, 0], [0, 0, 5, 9], [0, 0, 0, 9]);
  const tiling = { side: 2, overlap: 0, picture: { width: 21, height: 15 }, mapStep: 8 };
  const preprocessing = { imageSize: 2, centerCrop: null, letterbox: false, tiling };
  const found = findRegions(searched(map), tiling.picture, frameOf(tiling.picture, preprocessing), SETTINGS);
  expect(found).toHaveLength(1);
  expect(found[0]!.box).toEqual({ x: 14, y: 7, width: 7, height: 8 });
});

test('the patch of a region is the one that is farthest from the bank among those under its pixels', () => {
  const map = mapOf([0, 0, 0, 0], [0, 3, 3, 0], [0, 0, 0, 0], [0, 0, 0, 0]);
  // A grid of 2 x 2: the region lies under the two upper patches; the largest distance of all lies elsewhere.
  const found = { map, grid: { height: 2, width: 2 }, distances: Float32Array.of(4, 5, 9, 1) };
  expect(findRegions(found, map, same(4, 4), SETTINGS)[0]!.patch).toBe(1);
});

test('regions are what a plain flood fill finds', () => {
  const maps = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 48, maxLength: 48 });
  fc.assert(
    fc.property(maps, values => {
      const map: Plane = { width: 8, height: 6, data: Float32Array.from(values) };
      const found = regionsOf(map).map(({ box, areaPx, peak }) => ({ ...box, areaPx, peak: peak.value }));
      const sorted = (list: readonly object[]) => list.map(entry => JSON.stringify(entry)).sort();
      expect(sorted(found)).toEqual(sorted(plainFloodFill(map)));
      expect(found.map(({ peak }) => peak)).toEqual(found.map(({ peak }) => peak).sort((a, b) => b - a));
    }),
    { numRuns: 100 },
  );
});

/** Boxes, areas and peaks by recursion over a set of pixels that are left. */
function plainFloodFill(map: Plane) {
  const left = new Set([...map.data.keys()].filter(pixel => map.data[pixel]! > SETTINGS.pixelThreshold));
  const take = (x: number, y: number): [number, number][] => {
    if (x < 0 || x >= map.width || !left.delete(y * map.width + x)) return [];
    const around = [-1, 0, 1].flatMap(down => [-1, 0, 1].map(along => [x + along, y + down] as const));
    return [[x, y], ...around.flatMap(([nextX, nextY]) => take(nextX, nextY))];
  };
  return [...left].flatMap(pixel => {
    const pixels = take(pixel % map.width, Math.floor(pixel / map.width));
    if (pixels.length === 0) return [];
    const [xs, ys] = [pixels.map(([x]) => x), pixels.map(([, y]) => y)];
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    return {
      x,
      y,
      width: Math.max(...xs) + 1 - x,
      height: Math.max(...ys) + 1 - y,
      areaPx: pixels.length,
      peak: Math.max(...pixels.map(([column, row]) => map.data[row * map.width + column]!)),
    };
  });
}
