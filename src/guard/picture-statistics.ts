import type { Image } from '../image/image.ts';

/** What a picture is like as a photograph, whatever it shows. */
export interface PictureStatistics {
  /** Pixels of the picture. */
  readonly width: number;
  readonly height: number;
  /** Natural logarithm of how much stronger the finest detail is than detail four times as coarse; blur lowers it. */
  readonly sharpness: number;
  /** The same at half the scale, where the noise of the sensor, which no lens blurs, weighs little. */
  readonly focus: number;
  /** Natural logarithm of the strength of coarse detail; an empty place has little of it. */
  readonly structure: number;
  /** Mean grey level, 0 to 255. */
  readonly brightness: number;
  /** Share of the picture that is as white as can be. */
  readonly clipped: number;
  /** Mean of red minus green and of blue minus green, in grey levels. */
  readonly colour: readonly [redness: number, blueness: number];
  /** The picture in grey levels, `[THUMBNAIL, THUMBNAIL]`, row-major. */
  readonly thumbnail: Float32Array;
}

/** Side of the thumbnail. */
export const THUMBNAIL = 32;

/** Side of the grey picture that detail is measured in; every picture is brought to it, stretched where it must be. */
const SIDE = 256;
/** From this grey level on a pixel counts as white. */
const WHITE = 252;
/** Grey levels squared that the strength of detail is raised by, so that noise of a level does not decide. */
const NOISE = 1;

/** Measures a picture; the time does not depend on its size. */
export function pictureStatistics(image: Image): PictureStatistics {
  const { grey, brightness, clipped, colour } = greyPicture(image);
  const fine = detail(grey, SIDE, 1);
  const coarse = detail(grey, SIDE, 4);
  const half = reduced(grey, 2);
  return {
    width: image.width,
    height: image.height,
    sharpness: Math.log((fine + NOISE) / (coarse + NOISE)),
    focus: Math.log((detail(half, SIDE / 2, 1) + NOISE) / (detail(half, SIDE / 2, 4) + NOISE)),
    structure: Math.log(coarse + NOISE),
    brightness,
    clipped,
    colour,
    thumbnail: reduced(grey, SIDE / THUMBNAIL),
  };
}

/** Samples the picture on a grid: four pixels for a cell, two or one of them where the picture has no more. */
function greyPicture({ width, height, data }: Image) {
  const grey = new Float32Array(SIDE * SIDE);
  const [left, right] = samples(width, 3);
  const [upper, lower] = samples(height, 3 * width);
  let reds = 0;
  let greens = 0;
  let blues = 0;
  for (let row = 0, cell = 0; row < SIDE; row++) {
    const above = upper[row]!;
    const below = lower[row]!;
    for (let column = 0; column < SIDE; column++, cell++) {
      const a = above + left[column]!;
      const b = above + right[column]!;
      const c = below + left[column]!;
      const d = below + right[column]!;
      const red = data[a]! + data[b]! + data[c]! + data[d]!;
      const green = data[a + 1]! + data[b + 1]! + data[c + 1]! + data[d + 1]!;
      const blue = data[a + 2]! + data[b + 2]! + data[c + 2]! + data[d + 2]!;
      grey[cell] = (0.299 * red + 0.587 * green + 0.114 * blue) / 4;
      reds += red;
      greens += green;
      blues += blue;
    }
  }
  let white = 0;
  for (let cell = 0; cell < grey.length; cell++) if (grey[cell]! >= WHITE) white++;
  const mean = 1 / (4 * grey.length);
  return {
    grey,
    brightness: mean * (0.299 * reds + 0.587 * greens + 0.114 * blues),
    clipped: white / grey.length,
    colour: [mean * (reds - greens), mean * (blues - greens)] as const,
  };
}

/**
 * Where an extent is sampled, twice for every cell of the grey picture (at the same place where the picture has no
 * more), as offsets into its bytes: `step` of them from one pixel to the next.
 */
function samples(extent: number, step: number): [first: Int32Array, second: Int32Array] {
  const perCell = extent >= 2 * SIDE ? 2 : 1;
  const offset = (index: number) => step * Math.floor(((index + 0.5) * extent) / (perCell * SIDE));
  const first = Int32Array.from({ length: SIDE }, (_, cell) => offset(perCell * cell));
  return [first, first.map((_, cell) => offset(perCell * (cell + 1) - 1))];
}

/** Mean square of the discrete Laplacian whose arms have `step` pixels. */
function detail(grey: Float32Array, side: number, step: number): number {
  let sum = 0;
  for (let row = step; row < side - step; row++) {
    const end = row * side + side - step;
    for (let at = row * side + step; at < end; at++) {
      const across = grey[at - step]! + grey[at + step]!;
      const bend = 4 * grey[at]! - across - grey[at - step * side]! - grey[at + step * side]!;
      sum += bend * bend;
    }
  }
  return sum / (side - 2 * step) ** 2;
}

/** The means of squares of `factor` pixels. */
function reduced(grey: Float32Array, factor: number): Float32Array {
  const side = SIDE / factor;
  const small = new Float32Array(side * side);
  const share = 1 / factor ** 2;
  for (let row = 0, at = 0; row < SIDE; row++) {
    const first = Math.floor(row / factor) * side;
    for (let cell = first; cell < first + side; cell++) {
      let sum = 0;
      for (const end = at + factor; at < end; at++) sum += grey[at]!;
      small[cell]! += share * sum;
    }
  }
  return small;
}
