import { expect, test } from 'vitest';
import { coverage, smoothStep, toBox, toPath, toSegment } from './shapes.ts';

test('the distance to a segment is that to its nearest point, also beyond its ends', () => {
  const a = { x: 0, y: 0 };
  const b = { x: 10, y: 0 };
  expect(toSegment(5, 3, a, b)).toBe(3);
  expect(toSegment(13, 4, a, b)).toBe(5);
  expect(toSegment(3, 4, a, a)).toBe(5);
});

test('the distance to a path is that to its nearest segment', () => {
  const path = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 10 },
  ];
  expect(toPath(12, 8, path)).toBe(2);
  expect(toPath(4, -1, path)).toBe(1);
});

test('the distance to a box is negative inside, and round corners are further away', () => {
  expect(toBox(0, 0, 4, 2, 0)).toBe(-2);
  expect(toBox(7, 0, 4, 2, 1)).toBe(3);
  expect(toBox(4, 2, 4, 2, 0)).toBeCloseTo(0);
  expect(toBox(4, 2, 4, 2, 1)).toBeCloseTo(Math.SQRT2 - 1);
});

test('a pixel on an outline is half covered, and less than a pixel away partly', () => {
  expect(coverage(0, 1)).toBe(0.5);
  expect(coverage(0.25, 1)).toBe(0.25);
  expect(coverage(-2, 1)).toBe(1);
  expect(coverage(2, 1)).toBe(0);
});

test('a smooth step runs from 0 to 1 in either direction', () => {
  expect([1, 2, 3].map(value => smoothStep(1, 3, value))).toEqual([0, 0.5, 1]);
  expect([1, 2, 3].map(value => smoothStep(3, 1, value))).toEqual([1, 0.5, 0]);
});
