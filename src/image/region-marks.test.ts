import { expect, test } from 'vitest';
import { type Box, regionMarks } from './region-marks.ts';

const PANEL: Box = { x: 100, y: 50, width: 400, height: 300 };
const mark = (number: number, x: number, y: number, size = 20) => ({
  number,
  label: 'p 0.01',
  box: { x, y, width: size, height: size },
  peak: { x: x + size / 2, y: y + size / 2 },
});

/** The plates of the labels. */
function plates(svg: string): Box[] {
  return [...svg.matchAll(/<rect x="(-?[\d.]+)" y="(-?[\d.]+)" width="(\d+)" height="(\d+)"/g)].map(
    ([, x, y, width, height]) => ({
      x: Number(x),
      y: Number(y),
      width: Number(width),
      height: Number(height),
    }),
  );
}
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test('a label stands above its region, which lies where the panel shows it', () => {
  const svg = regionMarks([mark(1, 100, 100)], PANEL, 0.5);
  expect(svg).toContain('1  p 0.01');
  const [plate] = plates(svg);
  expect(plate!.x).toBe(150);
  expect(plate!.y + plate!.height).toBe(50 + 50 - 4);
});

test('labels stay inside the panel and cover neither each other nor a region, in crowds and at edges', () => {
  const regions = [mark(1, 0, 0), mark(2, 30, 0), mark(3, 380, 280), mark(4, 380, 250), mark(5, 0, 25)];
  const labels = plates(regionMarks(regions, PANEL, 1));
  expect(labels).toHaveLength(5);
  const boxes = regions.map(({ box }) => ({ ...box, x: box.x + PANEL.x, y: box.y + PANEL.y }));
  for (const [index, label] of labels.entries()) {
    expect(label.x).toBeGreaterThanOrEqual(PANEL.x);
    expect(label.y).toBeGreaterThanOrEqual(PANEL.y);
    expect(label.x + label.width).toBeLessThanOrEqual(PANEL.x + PANEL.width);
    expect(label.y + label.height).toBeLessThanOrEqual(PANEL.y + PANEL.height);
    for (const other of [...labels.slice(index + 1), ...boxes]) expect(overlap(label, other)).toBe(false);
  }
});

test('a line leads from a label to a peak that is not right beside it', () => {
  expect(regionMarks([mark(1, 100, 100)], PANEL, 1)).not.toContain('<path');
  const svg = regionMarks([mark(1, 100, 100, 150)], PANEL, 1);
  expect(svg).toContain(' L275.5 225.5"'); // the peak at 175, 175 of the picture
});

test('only the first six regions are labelled', () => {
  const many = Array.from({ length: 20 }, (_, index) => mark(index + 1, 20 * index, 100, 5));
  expect(plates(regionMarks(many, PANEL, 1))).toHaveLength(6);
});

test('a region that fills the panel has its label inside', () => {
  const [label] = plates(regionMarks([mark(1, 0, 0, 400)], PANEL, 1));
  expect(label!.y).toBeGreaterThanOrEqual(PANEL.y);
});
