import { expect, test } from 'vitest';
import { cropImage, keepBoxes } from './crop.ts';
import type { Image } from './image.ts';

/** 3 x 2 pixels whose red says where they are: row and column as digits. */
const picture: Image = {
  width: 3,
  height: 2,
  data: Uint8Array.from([0, 1, 2, 10, 11, 12].flatMap(red => [red, 100, 200])),
};
const reds = ({ data }: Image) => [...data].filter((_, index) => index % 3 === 0);

test('a crop holds the pixels of its box', () => {
  const crop = cropImage(picture, { x: 1, y: 0, width: 2, height: 2 });
  expect([crop.width, crop.height]).toEqual([2, 2]);
  expect(reds(crop)).toEqual([1, 2, 11, 12]);
  expect([...crop.data.subarray(0, 3)]).toEqual([1, 100, 200]);
});

test('what lies outside of the picture is light grey', () => {
  expect(reds(cropImage(picture, { x: -1, y: 1, width: 3, height: 2 }))).toEqual([
    214, 10, 11, 214, 214, 214,
  ]);
  expect(reds(cropImage(picture, { x: 7, y: -3, width: 1, height: 2 }))).toEqual([214, 214]);
});

test('what lies in no box is mid grey, and boxes may overlap and reach over the edge', () => {
  const kept = keepBoxes(picture, [
    { x: -4, y: 0, width: 5, height: 1 },
    { x: 0, y: 0, width: 2, height: 1 },
    { x: 2, y: 1, width: 9, height: 9 },
  ]);
  expect([kept.width, kept.height]).toEqual([3, 2]);
  expect(reds(kept)).toEqual([0, 1, 128, 128, 128, 12]);
});
