import { expect, test } from 'vitest';
import { frameOf } from './frame.ts';
import { gridPlace, patchInPicture, patchUnder, rectangleInPicture, wholePixels } from './patch-place.ts';

const GRID = { height: 4, width: 4 };
const MAP = { width: 32, height: 32 };

test('patches of a stretched picture divide it evenly', () => {
  const frame = frameOf({ width: 100, height: 60 }, { imageSize: 32, centerCrop: null, letterbox: false });
  expect(patchInPicture({ row: 3, column: 1 }, GRID, MAP, frame)).toEqual({
    x: 25,
    y: 45,
    width: 25,
    height: 15,
  });
});

test('the first patch of a centre crop lies inside the picture', () => {
  const frame = frameOf({ width: 64, height: 64 }, { imageSize: 64, centerCrop: 32, letterbox: false });
  expect(patchInPicture({ row: 0, column: 0 }, GRID, MAP, frame)).toEqual({
    x: 16,
    y: 16,
    width: 8,
    height: 8,
  });
});

test('the border of a letterbox lies outside of the picture, of which no pixel is left', () => {
  const picture = { width: 64, height: 32 };
  const frame = frameOf(picture, { imageSize: 32, centerCrop: null, letterbox: true });
  const border = patchInPicture({ row: 0, column: 0 }, GRID, MAP, frame);
  expect(border).toEqual({ x: 0, y: -16, width: 16, height: 16 });
  expect(wholePixels(border, picture)).toEqual({ x: 0, y: 0, width: 16, height: 0 });
});

test('tiles keep the scale of the picture', () => {
  const picture = { width: 2000, height: 1500 };
  const tiling = { side: 512, overlap: 128, picture, mapStep: 2 };
  const frame = frameOf(picture, { imageSize: 512, centerCrop: null, letterbox: false, tiling });
  const grid = { height: 188, width: 250 };
  const map = { width: 1000, height: 752 };
  const place = patchInPicture({ row: 100, column: 200 }, grid, map, frame);
  expect(place).toEqual({ x: 1600, y: 800, width: 8, height: 8 });
  expect(patchUnder(800, 400, grid, map)).toBe(100 * 250 + 200);
  expect(patchUnder(803, 403, grid, map)).toBe(100 * 250 + 200);
});

test('a patch is found again under the pixels of the map that it covers', () => {
  for (let patch = 0; patch < 16; patch++) {
    const { row, column } = gridPlace(patch, GRID);
    expect(patchUnder(column * 8, row * 8, GRID, MAP)).toBe(patch);
    expect(patchUnder(column * 8 + 7, row * 8 + 7, GRID, MAP)).toBe(patch);
  }
});

test('whole pixels are those that a rectangle touches, whatever the fractions add up to', () => {
  const picture = { width: 10, height: 10 };
  const third = rectangleInPicture(
    { x: 1, y: 0, width: 1, height: 3 },
    { inMap: { x: 0, y: 0, width: 3, height: 3 }, inPicture: { x: 0.1, y: 0, width: 8.7, height: 9 } },
  );
  expect(wholePixels(third, picture)).toEqual({ x: 3, y: 0, width: 3, height: 9 });
  expect(wholePixels({ x: 0.1 + 0.2 + 0.7, y: 2.5, width: 2, height: 0.2 }, picture)).toEqual({
    x: 1,
    y: 2,
    width: 2,
    height: 1,
  });
});
