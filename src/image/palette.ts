/** `even`: lightness rises evenly, readable by the colour-blind and in grey; `jet`: the classic rainbow. */
export type PaletteName = 'even' | 'jet';

/** Number of colours in a palette's table. */
export const PALETTE_SIZE = 256;

/** OKLab lightness of the first and the last colour of the even palette, 0 black to 1 white. */
const DARKEST = 0.13;
const LIGHTEST = 0.94;

/**
 * Position, OKLab chroma and hue in degrees of the even palette. Up to the middle, where the threshold sits, it
 * stays in quiet blues and violets; above it, it turns through rose and orange to pale yellow. Where it turns it has
 * little colour, so that the step shows to those who see no red, too.
 */
const CONTROL_POINTS: readonly (readonly [position: number, chroma: number, hue: number])[] = [
  [0, 0.02, 265],
  [0.2, 0.075, 264],
  [0.36, 0.12, 265],
  [0.46, 0.09, 285],
  [0.55, 0.11, 345],
  [0.66, 0.15, 20],
  [0.76, 0.15, 45],
  [0.88, 0.14, 80],
  [1, 0.09, 102],
];

/** A palette as a look-up table of 8-bit RGB, `[PALETTE_SIZE, 3]`, lowest value first. */
export function paletteTable(name: PaletteName): Uint8Array {
  const colourAt = name === 'jet' ? jetColour : evenColour;
  const table = new Uint8Array(PALETTE_SIZE * 3);
  for (let index = 0; index < PALETTE_SIZE; index++)
    table.set(colourAt(index / (PALETTE_SIZE - 1)), index * 3);
  return table;
}

/** Lightness of an 8-bit RGB colour as the eye sees it (OKLab's L), 0 black to 1 white. */
export function lightnessOf(red: number, green: number, blue: number): number {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
}

function evenColour(position: number): [number, number, number] {
  const next = Math.max(
    1,
    CONTROL_POINTS.findIndex(([at]) => at >= position),
  );
  const [fromAt, fromChroma, fromHue] = CONTROL_POINTS[next - 1]!;
  const [toAt, toChroma, toHue] = CONTROL_POINTS[next]!;
  const share = (position - fromAt) / (toAt - fromAt);
  const chroma = fromChroma + (toChroma - fromChroma) * share;
  const turn = ((toHue - fromHue + 540) % 360) - 180; // the shorter way round the colour circle
  const hue = ((fromHue + turn * share) * Math.PI) / 180;
  const lightness = DARKEST + (LIGHTEST - DARKEST) * position;
  return oklabToRgb(lightness, chroma * Math.cos(hue), chroma * Math.sin(hue));
}

function jetColour(position: number): [number, number, number] {
  const channel = (peak: number) => 255 * Math.min(1, Math.max(0, 1.5 - Math.abs(4 * position - peak)));
  return [channel(3), channel(2), channel(1)];
}

function oklabToRgb(lightness: number, a: number, b: number): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function gamma(value: number): number {
  const inside = Math.min(1, Math.max(0, value));
  return Math.round(255 * (inside <= 0.0031308 ? 12.92 * inside : 1.055 * inside ** (1 / 2.4) - 0.055));
}

function linear(level: number): number {
  const value = level / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
