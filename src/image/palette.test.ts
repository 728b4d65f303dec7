import { describe, expect, test } from 'vitest';
import { difference, seen } from '../../test/fixtures/colour-vision.ts';
import { lightnessOf, PALETTE_SIZE, type PaletteName, paletteTable } from './palette.ts';

function colours(name: PaletteName): [number, number, number][] {
  const table = paletteTable(name);
  return Array.from({ length: PALETTE_SIZE }, (_, index) => [
    table[index * 3]!,
    table[index * 3 + 1]!,
    table[index * 3 + 2]!,
  ]);
}

test('the even palette grows lighter with every value, in steps of one size', () => {
  const lightness = colours('even').map(colour => lightnessOf(...colour));
  const total = lightness.at(-1)! - lightness[0]!;
  expect(total).toBeGreaterThan(0.75);
  // Over ten entries rounding to 8 bits evens out: each such stride is within a tenth of the mean stride.
  for (let index = 10; index < PALETTE_SIZE; index++) {
    const stride = (lightness[index]! - lightness[index - 10]!) / ((total * 10) / (PALETTE_SIZE - 1));
    expect(stride).toBeGreaterThan(0.9);
    expect(stride).toBeLessThan(1.1);
  }
});

test('jet does not, which is why it is not the default', () => {
  const lightness = colours('jet').map(colour => lightnessOf(...colour));
  expect(lightness.at(-1)!).toBeLessThan(lightness[PALETTE_SIZE / 2]!);
});

test('the even palette is blue and dark below the middle, warm above', () => {
  const all = colours('even');
  for (const [red, , blue] of all.slice(20, 112)) expect(blue).toBeGreaterThan(red);
  for (const [red, , blue] of all.slice(150)) expect(red).toBeGreaterThan(blue);
  expect(Math.max(...all.slice(0, 128).map(colour => lightnessOf(...colour)))).toBeLessThan(0.55);
});

test('neighbouring colours never jump', () => {
  const all = colours('even');
  const jumps = all
    .slice(1)
    .flatMap((colour, index) => colour.map((level, channel) => Math.abs(level - all[index]![channel]!)));
  expect(Math.max(...jumps)).toBeLessThanOrEqual(8);
});

describe.each(['normal sight', 'deuteranopia', 'protanopia'] as const)('with %s', sight => {
  const all = colours('even').map(colour => seen(colour, sight));

  test('the even palette grows lighter everywhere, as a grey copy does', () => {
    const strides = all.slice(8).map(([lightness], index) => lightness - all[index]![0]);
    expect(Math.min(...strides)).toBeGreaterThan(1);
    expect(all.at(-1)![0] - all[0]![0]).toBeGreaterThan(85);
  });

  test('equal steps along the even palette look about equally large, nowhere none', () => {
    const steps = all.slice(16).map((colour, index) => difference(colour, all[index]!));
    expect(Math.min(...steps)).toBeGreaterThan(5); // 2.3 is just noticeable
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(4.5);
  });

  test('the review level, the threshold and what lies well above it are three colours', () => {
    const [review, threshold, above] = [102, 128, 160].map(entry => all[entry]!);
    expect(difference(review!, threshold!)).toBeGreaterThan(10);
    expect(difference(threshold!, above!)).toBeGreaterThan(20);
  });
});

test('jet grows darker again, and people who see no red cannot tell some of its colours apart', () => {
  const all = colours('jet').map(colour => seen(colour, 'protanopia'));
  const steps = all.slice(16).map((colour, index) => difference(colour, all[index]!));
  expect(all.at(-1)![0]).toBeLessThan(all[128]![0] - 50);
  expect(Math.min(...steps)).toBeLessThan(1);
});

test('jet runs from dark blue over green to dark red', () => {
  const all = colours('jet');
  expect(all[0]).toEqual([0, 0, 127]);
  expect(all[128]![1]).toBe(255);
  expect(all[255]).toEqual([127, 0, 0]);
});

test('lightness is 0 for black, 1 for white and 0.6 for middle grey', () => {
  expect(lightnessOf(0, 0, 0)).toBe(0);
  expect(lightnessOf(255, 255, 255)).toBeCloseTo(1, 5);
  expect(lightnessOf(128, 128, 128)).toBeCloseTo(0.5999, 3);
});
