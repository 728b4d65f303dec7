import { expect, test } from 'vitest';
import type { Image } from './image.ts';
import { drawSvg, shortenMiddle, textElement, textWidth, wrapText } from './text.ts';

const style = { sizePx: 20 };
const white = (width: number, height: number): Image => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(255),
});

/** Number of columns from the first to the last that holds ink. */
async function inkWidth(text: string, bold = false): Promise<number> {
  const out = white(1400, 30);
  await drawSvg(textElement(text, 10, 22, { sizePx: 20, bold }), out);
  const columns = Array.from({ length: 1400 }, (_, x) => x).filter(x =>
    Array.from({ length: 30 }, (_, y) => out.data[(y * 1400 + x) * 3]!).some(level => level < 200),
  );
  return columns.length === 0 ? 0 : columns.at(-1)! - columns[0]! + 1;
}

test('text is drawn with the fonts of the package, bold wider than regular', async () => {
  expect(await inkWidth('inspection')).toBeGreaterThan(80);
  expect(await inkWidth('inspection', true)).toBeGreaterThan((await inkWidth('inspection')) + 4);
});

test('half-transparent shapes mix with what is below', async () => {
  const out = white(2, 1);
  await drawSvg('<rect width="1" height="1" fill="#ff0000" fill-opacity="0.5"/>', out);
  expect(out.data[0]).toBe(255);
  expect(Math.abs(out.data[1]! - 128)).toBeLessThanOrEqual(1);
  expect([...out.data.subarray(3)]).toEqual([255, 255, 255]);
});

test.each(['<script>&"\'', 'a\u0000b\u001b[31m\uFFFE', '\uD800 half', '\u00e9\u00fc \u0416 \u6f22', ''])(
  'any text can be drawn: %j',
  async text => {
    const out = white(200, 30);
    await drawSvg(textElement(text, 0, 20, style), out);
    expect(out.data.some(level => level < 100)).toBe(text !== '');
  },
);

test.each([
  'metal_nut · broken_large/000.png',
  'WWWWMMMM 0123456789',
  'illicit, fill: (1.5)',
  'MIXED Case 12 %',
])('the width of %j is never estimated too small, nor by half too large', async text => {
  for (const bold of [false, true]) {
    const estimate = textWidth(text, { sizePx: 20, bold });
    expect(estimate).toBeGreaterThan(await inkWidth(text, bold));
    expect(estimate).toBeLessThan((await inkWidth(text, bold)) * 1.5);
  }
});

test('a long name keeps its beginning and its end', () => {
  const name = `line-7/${'shift_'.repeat(20)}0042.png`;
  const short = shortenMiddle(name, 300, style);
  expect(short).toMatch(/^line-7\/.*….*0042\.png$/);
  expect(textWidth(short, style)).toBeLessThanOrEqual(300);
  expect(textWidth(short, style)).toBeGreaterThan(280);
  expect(shortenMiddle('ok.png', 300, style)).toBe('ok.png');
  expect(shortenMiddle('anything', 5, style)).toBe('…');
});

test('a sentence breaks between words and never needs more lines than allowed', () => {
  const sentence = 'One region differs from every good part seen in training.';
  const lines = wrapText(sentence, 400, 3, style);
  expect(lines.length).toBe(2);
  expect(lines.join(' ')).toBe(sentence);
  const cut = wrapText(sentence, 200, 2, style);
  expect(cut).toHaveLength(2);
  expect(cut[1]).toContain('…');
  expect(cut.every(line => textWidth(line, style) <= 200)).toBe(true);
  expect(wrapText('', 200, 2, style)).toEqual([]);
});
