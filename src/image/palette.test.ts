import { expect, test } from 'vitest';
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

test('people with red-green blindness still tell a value above the threshold from one below', () => {
  // Without the red-green difference lightness is what remains; 0.05 is about five just noticeable steps.
  const all = colours('even');
  expect(lightnessOf(...all[144]!) - lightnessOf(...all[112]!)).toBeGreaterThan(0.05);
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
