import { expect, test } from 'vitest';
import { whiteCanvas } from './canvas.ts';
import { cardsHeight, drawCards, type EvidenceCard } from './evidence-cards.ts';
import type { Image } from './image.ts';

const plain = (level: number): Image => ({ width: 8, height: 8, data: new Uint8Array(192).fill(level) });
const card = (changes: Partial<EvidenceCard> = {}): EvidenceCard => ({
  title: 'Region 1',
  facts: 'p 0.01 · 120 px',
  part: plain(40),
  normal: plain(80),
  mark: { width: 0.25, height: 0.25 },
  distance: 3.1434,
  normalName: 'good/017.png',
  ...changes,
});
/** How many pixels have exactly this grey. */
const count = ({ data }: Image, level: number) =>
  Array.from({ length: data.length / 3 }, (_, i) => data[3 * i]).filter(value => value === level).length;

async function draw(cards: readonly EvidenceCard[], width = 960) {
  const canvas = whiteCanvas(width, cardsHeight(width));
  return { canvas, svg: await drawCards(cards, { x: 0, top: 0, width }, canvas) };
}

test('a card shows this beside the closest normal, with distance and picture name', async () => {
  const { canvas, svg } = await draw([card()]);
  const areas = [count(canvas, 40), count(canvas, 80)];
  expect(areas[0]).toBe(areas[1]);
  expect(Math.sqrt(areas[0]!)).toBeGreaterThan(130);
  for (const text of [
    'Region 1',
    'p 0.01 · 120 px',
    'this',
    'closest normal',
    'distance 3.14',
    'good/017.png',
  ])
    expect(svg).toContain(text);
  expect(svg).toContain('The frames');
});

test('three cards fit side by side, and a fourth is not drawn', async () => {
  const four = [1, 2, 3, 4].map(level => card({ part: plain(level) }));
  const { canvas, svg } = await draw(four);
  const areas = [1, 2, 3, 4].map(level => count(canvas, level));
  expect(new Set(areas.slice(0, 3)).size).toBe(1);
  expect(areas[3]).toBe(0);
  expect(svg).not.toContain('The frames'); // no room left
});

test('a picture that was not kept leaves a frame that says so', async () => {
  const { canvas, svg } = await draw([card({ normal: null })]);
  expect(count(canvas, 80)).toBe(0);
  expect(svg).toContain('kept in the model');
});
