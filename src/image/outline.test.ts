import { expect, test } from 'vitest';
import type { Image, Mask } from './image.ts';
import { drawOutline, resizeMask } from './outline.ts';

function draw(rows: string[]): Mask {
  const data = Uint8Array.from(rows.join(''), cell => (cell === '#' ? 1 : 0));
  return { width: rows[0]!.length, height: rows.length, data };
}

/** The picture as letters: `o` the outline's colour, `x` its dark edge, `.` untouched. */
function letters({ width, height, data }: Image): string[] {
  const letter = (level: number) => (level === 200 ? 'o' : level === 16 ? 'x' : '.');
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => letter(data[(y * width + x) * 3]!)).join(''),
  );
}

const blank = (width: number, height: number): Image => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(90),
});

test('a region gets its colour on the inside and a dark line on the outside', () => {
  const out = blank(7, 6);
  drawOutline(draw(['.......', '.####..', '.####..', '.####..', '.......', '.......']), out, [200, 200, 200]);
  expect(letters(out)).toEqual(['.xxxx..', 'xoooox.', 'xo..ox.', 'xoooox.', '.xxxx..', '.......']);
});

test('a region that fills the picture, and no region, draw nothing', () => {
  for (const rows of [
    ['##', '##'],
    ['..', '..'],
  ]) {
    const out = blank(2, 2);
    drawOutline(draw(rows), out);
    expect(letters(out)).toEqual(['..', '..']);
  }
});

test('the outline grows with the picture', () => {
  const thickness = (side: number) => {
    const mask = { width: side, height: side, data: new Uint8Array(side * side) };
    mask.data.fill(1, (side * side) / 2);
    const out = blank(side, side);
    drawOutline(mask, out, [200, 200, 200]);
    return letters(out).filter(row => row.startsWith('o')).length;
  };
  expect([thickness(100), thickness(400), thickness(800)]).toEqual([1, 2, 4]);
});

test('a scratch of one pixel survives when a mask shrinks, and edges stay in place when it grows', () => {
  const scratch = draw(['........', '...#....', '........', '........']);
  expect([...resizeMask(scratch, 2, 1).data]).toEqual([1, 0]);
  expect([...resizeMask(draw(['#.']), 6, 1).data]).toEqual([1, 1, 1, 0, 0, 0]);
  const same = resizeMask(scratch, 8, 4);
  expect(same.data).toEqual(scratch.data);
});
