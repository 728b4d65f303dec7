import type { Random } from '../random.ts';

const SIDE = 128;
const WRAP = SIDE - 1;

/** A lattice of `SIDE * SIDE` random values in [-1, 1] that repeats in both directions. */
export type Noise = Float32Array;

/** Fills a new lattice from the stream. */
export function noiseFrom(random: Random): Noise {
  return Float32Array.from({ length: SIDE * SIDE }, () => random() * 2 - 1);
}

/** Smooth value noise in [-1, 1] with bumps about one unit wide. */
export function noiseAt(noise: Noise, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const across = ease(x - left);
  const row = (top & WRAP) * SIDE;
  const below = ((top + 1) & WRAP) * SIDE;
  const column = left & WRAP;
  const next = (left + 1) & WRAP;
  const upper = noise[row + column]! + (noise[row + next]! - noise[row + column]!) * across;
  const lower = noise[below + column]! + (noise[below + next]! - noise[below + column]!) * across;
  return upper + (lower - upper) * ease(y - top);
}

/** Noise at three scales, each half as wide and half as strong as the one before; about [-1, 1]. */
export function cloudAt(noise: Noise, x: number, y: number): number {
  return (
    noiseAt(noise, x, y) * 0.57 +
    noiseAt(noise, x * 2 + 17.3, y * 2 + 5.1) * 0.29 +
    noiseAt(noise, x * 4 + 41.7, y * 4 + 29.9) * 0.14
  );
}

/** One fixed value in [-1, 1] for a pair of whole numbers, such as a thread and its property. */
export function fixedAt(noise: Noise, index: number, property: number): number {
  return noise[((property * 7 + (index >> 7)) & WRAP) * SIDE + (index & WRAP)]!;
}

function ease(t: number): number {
  return t * t * (3 - 2 * t);
}
