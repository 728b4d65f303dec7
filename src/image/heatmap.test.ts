import { describe, expect, test } from 'vitest';
import { InspectError } from '../errors.ts';
import { overlayHeatmap, renderHeatLayer, renderHeatmap, resizePlane } from './heatmap.ts';
import type { Image, Plane } from './image.ts';
import { paletteTable } from './palette.ts';

const scale = { low: 1, threshold: 2, high: 6 };
const plane = (width: number, ...values: number[]): Plane => ({
  width,
  height: values.length / width,
  data: Float32Array.from(values),
});
const colour = (image: Image, index: number) => [...image.data.subarray(index * 3, index * 3 + 3)];
const entry = (index: number) => [...paletteTable('even').subarray(index * 3, index * 3 + 3)];
const grey = (width: number, height: number): Image => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(90),
});

test('the threshold has the middle colour, low and high the outer ones, and beyond them nothing changes', () => {
  const image = renderHeatmap(plane(7, 1, 2, 6, -100, 100, 1.5, 4), scale);
  expect([image.width, image.height]).toEqual([7, 1]);
  const expected = [0, 128, 255, 0, 255, 64, 191].map(entry);
  expect([0, 1, 2, 3, 4, 5, 6].map(index => colour(image, index))).toEqual(expected);
});

test('the review level has a colour of its own in every picture', () => {
  const image = renderHeatmap(plane(5, 1.5, 1.25, 1.75, 2, 1), { ...scale, review: 1.5 });
  expect([0, 1, 2, 3, 4].map(index => colour(image, index))).toEqual([102, 51, 115, 128, 0].map(entry));
});

test('what was not inspected is grey, as no value is, and lies under a grey veil on the photograph', () => {
  const image = renderHeatmap(plane(3, Number.NaN, 1, 6), scale);
  expect([0, 1, 2].map(index => colour(image, index))).toEqual([[112, 112, 112], entry(0), entry(255)]);
  const photo = { width: 2, height: 1, data: Uint8Array.of(0, 100, 255, 0, 100, 255) };
  const veiled = overlayHeatmap(photo, plane(2, Number.NaN, 1), scale);
  expect([...veiled.data]).toEqual([73, 108, 162, 0, 100, 255]);
});

test('a value has one colour whatever else is in its picture', () => {
  const calm = renderHeatmap(plane(3, 1.2, 1.3, 1.2), scale);
  const loud = renderHeatmap(plane(3, 1.2, 1.3, 50), scale);
  expect([colour(calm, 0), colour(calm, 1)]).toEqual([colour(loud, 0), colour(loud, 1)]);
  expect(Math.max(...calm.data)).toBeLessThan(110); // a good part stays dark
});

test('jet is drawn on request', () => {
  expect(colour(renderHeatmap(plane(1, 6), scale, 'jet'), 0)).toEqual([127, 0, 0]);
});

test.each([
  { low: 2, threshold: 2, high: 6 },
  { low: 1, threshold: 7, high: 6 },
  { low: 1, threshold: Number.NaN, high: 6 },
  { low: 1, review: 2, threshold: 2, high: 6 },
  { low: 1, review: 1, threshold: 2, high: 6 },
  { low: 1, threshold: 2, high: Number.POSITIVE_INFINITY },
])('a scale out of order is refused: %o', broken => {
  const draw = () => renderHeatmap(plane(1, 1), broken);
  expect(draw).toThrow(InspectError);
  expect(draw).toThrow(/low < review < threshold < high; found low/);
});

test('resizing follows bilinear interpolation with half-pixel centres', () => {
  // The same as ONNX Resize (linear, half_pixel): centres of the 4 target pixels lie at -0.25, 0.25, 0.75, 1.25.
  const wide = resizePlane(plane(2, 0, 8), 4, 1);
  expect([...wide.data]).toEqual([0, 2, 6, 8]);
  const both = resizePlane(plane(2, 0, 8, 16, 24), 4, 4);
  expect([...both.data.subarray(4, 8)]).toEqual([4, 6, 10, 12]);
  expect([...resizePlane(plane(4, 0, 2, 6, 8), 2, 1).data]).toEqual([1, 7]);
});

test('below the threshold the overlay is the photograph itself', () => {
  const photo = grey(40, 30);
  const overlay = overlayHeatmap(photo, plane(2, 1, 1.9, 2, 0.5), scale);
  expect(overlay.data).toEqual(photo.data);
  expect(overlay.data).not.toBe(photo.data);
});

test('above the threshold colour fades in with the value, the photograph still showing', () => {
  const photo = grey(60, 60);
  const redAt = (value: number) => {
    const overlay = overlayHeatmap(photo, plane(1, value), scale);
    return overlay.data[(30 * 60 + 30) * 3]! - 90;
  };
  expect(redAt(2)).toBe(0);
  expect(redAt(2.5)).toBeGreaterThan(0);
  expect(redAt(5)).toBeGreaterThan(redAt(2.5));
  expect(redAt(1000)).toBeLessThan((255 - 90) * 0.6);
});

test('the region above the threshold is outlined where the enlarged map crosses it', () => {
  const overlay = overlayHeatmap(grey(100, 20), plane(2, 1, 3), scale);
  const row = Array.from({ length: 100 }, (_, x) => overlay.data[(10 * 100 + x) * 3]!);
  expect(row.indexOf(255)).toBe(50); // the map reaches 2 in the middle
  expect(row[49]).toBe(16);
  expect(row[48]).toBe(90);
});

describe('renderHeatLayer', () => {
  test('is clear at the bottom of the scale, solid from the threshold on, and a veil where nothing was inspected', () => {
    const map = { width: 4, height: 1, data: Float32Array.of(0, 1, 3, Number.NaN) };
    const { data } = renderHeatLayer(map, { low: 0, threshold: 1, high: 2 });
    expect([3, 7, 11].map(at => data[at])).toEqual([0, 255, 255]);
    expect([...data.subarray(12)]).toEqual([112, 112, 112, 166]);
    expect([...data.subarray(8, 11)]).toEqual([
      ...renderHeatmap(map, { low: 0, threshold: 1, high: 2 }).data.subarray(6, 9),
    ]);
  });
});
