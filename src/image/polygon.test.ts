import { expect, test } from 'vitest';
import { fillPolygon, type Point } from './polygon.ts';

const corners = (...places: readonly (readonly [number, number])[]): Point[] =>
  places.map(([x, y]) => ({ x, y }));

function drawn(width: number, height: number, ...polygons: readonly Point[][]): string[] {
  const out = { width, height, data: new Uint8Array(width * height) };
  for (const polygon of polygons) fillPolygon(polygon, out);
  return Array.from({ length: height }, (_, row) =>
    Array.from(out.data.subarray(row * width, (row + 1) * width), pixel => (pixel ? '#' : '.')).join(''),
  );
}

test('a polygon has the pixels whose middle lies in it', () => {
  expect(drawn(5, 4, corners([1, 1], [4, 1], [4, 3], [1, 3]))).toEqual(['.....', '.###.', '.###.', '.....']);
  expect(drawn(4, 4, corners([0, 0], [4, 0], [0, 4]))).toEqual(['###.', '##..', '#...', '....']);
});

test('the whole picture has all of its pixels, and neighbours that share an edge no pixel twice or never', () => {
  expect(drawn(3, 2, corners([0, 0], [3, 0], [3, 2], [0, 2]))).toEqual(['###', '###']);
  const left = drawn(6, 6, corners([0, 0], [3.5, 0], [2.5, 6], [0, 6]));
  const right = drawn(6, 6, corners([3.5, 0], [6, 0], [6, 6], [2.5, 6]));
  for (const [row, line] of left.entries())
    for (const [column, pixel] of [...line].entries()) expect(pixel).not.toBe(right[row]![column]);
});

test('the order of the corners does not matter, a crossing leaves a hole, and a line has no pixel', () => {
  const square = corners([1, 1], [4, 1], [4, 4], [1, 4]);
  expect(drawn(5, 5, [...square].reverse())).toEqual(drawn(5, 5, square));
  const twice = corners([0, 0], [5, 0], [5, 5], [0, 5], [0, 0], [1, 1], [4, 1], [4, 4], [1, 4], [1, 1]);
  expect(drawn(5, 5, twice)).toEqual(['#####', '#...#', '#...#', '#...#', '#####']);
  expect(drawn(5, 5, corners([0, 0], [5, 5], [0, 0]))).toEqual(Array.from({ length: 5 }, () => '.....'));
});
