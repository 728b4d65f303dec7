import { describe, expect, test } from 'vitest';
import { poseToAffine } from '../alignment/pose.ts';
import { applyAffine } from '../image/affine.ts';
import type { Plane } from '../image/image.ts';
import { mapInPicture } from './map-in-picture.ts';
import { rectangleInPicture } from './patch-place.ts';
import type { Preprocessing } from './preprocess.ts';

const GRID = { width: 8, height: 8 };
const plain: Preprocessing = { imageSize: 64, centerCrop: null, letterbox: false };
const pose = { right: 0.08, down: -0.05, angle: 9 };

/** A map with a soft spot around a pixel. */
function spotAt(x: number, y: number): Plane {
  const data = Float32Array.from({ length: 64 * 64 }, (_, at) => {
    const [right, down] = [(at % 64) + 0.5 - x, Math.floor(at / 64) + 0.5 - y];
    return Math.exp(-(right ** 2 + down ** 2) / 8);
  });
  return { width: 64, height: 64, data };
}

/** The middle of the largest value in pixels of the picture. */
function peakOf({ map, frame }: ReturnType<typeof mapInPicture>) {
  const values = Array.from(map.data, value => (Number.isNaN(value) ? -1 : value));
  const largest = values.indexOf(Math.max(...values));
  const at = {
    x: (largest % map.width) + 0.5,
    y: Math.floor(largest / map.width) + 0.5,
    width: 0,
    height: 0,
  };
  return rectangleInPicture(at, frame);
}

test('a map of a picture that was not aligned is handed on as it is', () => {
  const map = spotAt(20, 30);
  const shown = mapInPicture(
    map,
    GRID,
    { width: 100, height: 100 },
    { preprocessing: plain, place: null, inside: null },
  );
  expect(shown.map).toBe(map);
  expect(shown.patchFrame).toBe(shown.frame);
  expect(shown.patchAt(20, 30)).toBe(8 * 3 + 2);
});

describe.each<[string, Preprocessing, { width: number; height: number }]>([
  ['stretched', plain, { width: 300, height: 200 }],
  ['in a letterbox', { ...plain, letterbox: true }, { width: 300, height: 200 }],
  ['cropped', { ...plain, imageSize: 80, centerCrop: 64 }, { width: 240, height: 240 }],
  [
    'in tiles',
    { ...plain, tiling: { side: 32, overlap: 0, picture: { width: 128, height: 128 }, mapStep: 2 } },
    { width: 128, height: 128 },
  ],
])('of a picture that is %s', (_, preprocessing, picture) => {
  const place = poseToAffine(pose, picture, picture.width / picture.height);
  const shown = mapInPicture(spotAt(26, 36), GRID, picture, { preprocessing, place, inside: null });
  const step = Math.max(picture.width / shown.map.width, picture.height / shown.map.height);

  test('a spot of the map comes to where the part lay, and belongs to the patch that saw it', () => {
    const { place: _, ...straight } = shown.patchFrame;
    const inAligned = rectangleInPicture({ x: 26, y: 36, width: 0, height: 0 }, straight);
    const expected = applyAffine(place, inAligned);
    const peak = peakOf(shown);
    expect(Math.hypot(peak.x - expected.x, peak.y - expected.y)).toBeLessThan(1.2 * step);
    const column = Math.floor((peak.x / picture.width) * shown.map.width);
    const row = Math.floor((peak.y / picture.height) * shown.map.height);
    expect(shown.patchAt(column, row)).toBe(8 * 4 + 3);
  });

  test('the map covers the whole picture, and what was not seen is not a number', () => {
    expect(shown.frame.inPicture).toEqual({ x: 0, y: 0, ...picture });
    expect(shown.frame.inMap).toMatchObject({ width: shown.map.width, height: shown.map.height });
    const unseen = shown.map.data.filter(Number.isNaN).length / shown.map.data.length;
    expect(unseen).toBeGreaterThan(0.02);
    expect(unseen).toBeLessThan(0.6);
  });
});
