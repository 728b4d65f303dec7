import { expect, test } from 'vitest';
import type { Image, Plane } from './image.ts';
import { warpImage, warpPlane } from './warp.ts';

const AS_IT_IS = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };
const image: Image = {
  width: 3,
  height: 2,
  data: Uint8Array.from({ length: 18 }, (_, at) => 10 * Math.floor(at / 3) + (at % 3)),
};
const reds = ({ data }: Image) => Array.from(data).filter((_, at) => at % 3 === 0);
const plane: Plane = { width: 2, height: 2, data: Float32Array.of(0, 4, 8, 12) };

test('where nothing is moved a picture and a plane stay as they are, to the last bit', () => {
  expect(warpImage(image, AS_IT_IS, image)).toEqual(image);
  expect(warpPlane(plane, AS_IT_IS, plane)).toEqual(plane);
});

test('a picture that is moved by whole pixels has the same pixels, and repeats its edge', () => {
  expect(reds(warpImage(image, { ...AS_IT_IS, x0: 1 }, image))).toEqual([10, 20, 20, 40, 50, 50]);
  expect(reds(warpImage(image, { ...AS_IT_IS, y0: -1 }, image))).toEqual([0, 10, 20, 0, 10, 20]);
});

test('between pixels the picture is interpolated and rounded', () => {
  expect(reds(warpImage(image, { ...AS_IT_IS, x0: 0.24 }, image))).toEqual([2, 12, 20, 32, 42, 50]);
});

test('a picture turned by a right angle has its columns as rows', () => {
  // Column 0 of the result is the lower row of the picture, column 1 the upper one.
  const source = { xx: 0, xy: 1, x0: 0, yx: -1, yy: 0, y0: 2 };
  expect(reds(warpImage(image, source, { width: 2, height: 3 }))).toEqual([30, 0, 40, 10, 50, 20]);
});

test('beyond its border a plane is not a number, unless its edge is asked for', () => {
  const moved = warpPlane(plane, { ...AS_IT_IS, x0: 1 }, plane);
  expect([...moved.data]).toEqual([4, Number.NaN, 12, Number.NaN]);
  expect([...warpPlane(plane, { ...AS_IT_IS, x0: 1 }, plane, 'edge').data]).toEqual([4, 4, 12, 12]);
});

test('what is not a number stays so', () => {
  const hole = { ...plane, data: Float32Array.of(Number.NaN, 4, 8, 12) };
  expect([...warpPlane(hole, AS_IT_IS, plane).data]).toEqual([Number.NaN, 4, 8, 12]);
});
