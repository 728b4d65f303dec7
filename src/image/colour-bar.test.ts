import { expect, test } from 'vitest';
import { whiteCanvas } from './canvas.ts';
import { drawColourBar } from './colour-bar.ts';
import { paletteTable } from './palette.ts';

const PLACE = { x: 10, top: 20, height: 201 };
const scale = { low: 0, review: 1.4, threshold: 1.75, high: 3.5 };

test('the bar runs from the last colour at the top to the first at the bottom', () => {
  const canvas = whiteCanvas(120, 240);
  drawColourBar(scale, 'even', PLACE, canvas);
  const at = (y: number) => [...canvas.data.subarray((y * 120 + 12) * 3, (y * 120 + 12) * 3 + 3)];
  const table = paletteTable('even');
  expect(at(20)).toEqual([...table.subarray(255 * 3)]);
  expect(at(220)).toEqual([...table.subarray(0, 3)]);
  expect(at(19)).toEqual([255, 255, 255]);
});

test('pixel threshold and review level are marked where their colours are', () => {
  const svg = drawColourBar(scale, 'even', PLACE, whiteCanvas(120, 240));
  const marks = [...svg.matchAll(/M7 ([\d.]+) h20" stroke="#000"/g)].map(([, y]) => Number(y));
  expect(marks).toEqual([20 + 100.5, 20 + 201 * 0.6]);
  for (const text of ['>1.75<', '>1.40<', '>3.50<', '>0.00<', 'review level']) expect(svg).toContain(text);
});

test('a model without a review band has one mark', () => {
  const svg = drawColourBar({ low: 0, threshold: 2, high: 4 }, 'jet', PLACE, whiteCanvas(120, 240));
  expect(svg.match(/stroke="#000"/g)).toHaveLength(1);
  expect(svg).not.toContain('review');
});
