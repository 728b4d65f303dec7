import { expect, test } from 'vitest';
import { decodeImage } from './codec.ts';
import type { Image } from './image.ts';
import { type ResultPictureInput, renderResultPicture } from './result-picture.ts';

/** A grey part of 64 x 48 pixels whose map rises above the threshold in its lower right quarter. */
function input(changes: Partial<ResultPictureInput> = {}): ResultPictureInput {
  const map = Float32Array.from({ length: 16 * 12 }, (_, index) =>
    index % 16 >= 8 && index >= 6 * 16 ? 5 : 1.2,
  );
  return {
    category: 'plate',
    name: 'scratch/000.png',
    image: { width: 64, height: 48, data: new Uint8Array(64 * 48 * 3).fill(90) },
    map: { width: 16, height: 12, data: map },
    scale: { low: 1, threshold: 2, high: 6 },
    verdict: 'FAIL',
    score: 5,
    threshold: 2,
    sentence: 'One region differs from the good parts.',
    ...changes,
  };
}

async function draw(changes: Partial<ResultPictureInput> = {}): Promise<Image> {
  return decodeImage(await renderResultPicture(input(changes)), 'result');
}

/** Shares of the picture's pixels below the header that are blue labels, warm heat, photograph. */
function ink({ width, data }: Image) {
  let [label, warm, photo] = [0, 0, 0];
  for (let at = width * 110 * 3; at < data.length; at += 3) {
    const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
    if (red === 86 && green === 200 && blue === 255) label++;
    else if (red > 150 && red > blue + 60) warm++;
    else if (red === 90 && green === 90 && blue === 90) photo++;
  }
  return { label, warm, photo };
}

test('shows photograph, heatmap and overlay side by side, enlarged to be seen', async () => {
  const picture = await draw();
  const area = 320 * 240;
  const { label, warm, photo } = ink(picture);
  expect(picture.width).toBeGreaterThan(3 * 320);
  expect(photo).toBeGreaterThan(area * 1.7); // the photograph, and what the overlay leaves untouched
  expect(photo).toBeLessThan(area * 1.8);
  expect(warm).toBeGreaterThan(area * 0.2); // the lower right quarter of the heatmap
  expect(label).toBe(0);
});

test('a fourth panel outlines the labelled defect when there is a mask', async () => {
  const mask = { width: 64, height: 48, data: new Uint8Array(64 * 48) };
  for (let y = 20; y < 30; y++) mask.data.fill(1, y * 64 + 20, y * 64 + 30);
  const [without, withMask] = [await draw(), await draw({ mask })];
  expect(withMask.width).toBe(without.width + 340);
  expect(ink(withMask).label).toBe(4 * 50 - 4); // a square of 50 pixels a side, one pixel wide
});

test('a good part shows no warm colour anywhere but on the colour bar', async () => {
  const map = { width: 1, height: 1, data: Float32Array.of(1.8) };
  const { warm, photo } = ink(await draw({ map, verdict: 'PASS', score: 1.8 }));
  expect(photo).toBeGreaterThanOrEqual(2 * 320 * 240);
  expect(warm).toBeLessThan(14 * 240);
});

test('regions and cards change the overlay and the rows below the panels, and nothing else', async () => {
  const square = (level: number) => ({ width: 9, height: 9, data: new Uint8Array(243).fill(level) });
  const region = {
    number: 1,
    label: 'p 0.005',
    peak: { x: 60, y: 40 },
    box: { x: 32, y: 24, width: 32, height: 24 },
  };
  const card = {
    title: 'Region 1',
    facts: '',
    distance: 4,
    normalName: '1.png',
    mark: { width: 0.3, height: 0.3 },
  };
  const calm = await draw();
  const told = await draw({ regions: [region], cards: [{ ...card, part: square(3), normal: square(7) }] });
  expect(told.width).toBe(calm.width);
  expect(told.height).toBeGreaterThan(calm.height + 150);
  const changed = new Set<number>();
  for (let at = 0; at < (calm.height - 1) * calm.width * 3; at++)
    if (calm.data[at] !== told.data[at]) changed.add(Math.floor(at / 3) % calm.width);
  const overlayFrom = 20 + 2 * 340 + 96;
  expect(Math.min(...changed)).toBeGreaterThanOrEqual(overlayFrom);
});

test('the header carries the colour of the verdict', async () => {
  const at = ({ width, data }: Image, x: number, y: number) => [
    ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
  ];
  const pass = at(await draw({ verdict: 'PASS' }), 40, 30);
  const fail = at(await draw({ verdict: 'FAIL' }), 40, 30);
  expect(pass[1]).toBeGreaterThan(pass[0]! + 80);
  expect(fail[0]).toBeGreaterThan(fail[1]! + 80);
});

test.each([
  [10_000, 10],
  [1, 1],
  [7, 3000],
  [1600, 1200],
])('a picture of %d x %d pixels keeps its shape within 512 pixels a panel', async (width, height) => {
  const image = { width, height, data: new Uint8Array(width * height * 3).fill(90) };
  const picture = await draw({ image });
  expect(picture.width).toBeLessThanOrEqual(3 * 512 + 200);
  expect(picture.height).toBeLessThanOrEqual(512 + 170);
});

test('the same inspection gives the same bytes', async () => {
  expect(Buffer.compare(await renderResultPicture(input()), await renderResultPicture(input()))).toBe(0);
});
