import type { Plane } from '../image/image.ts';
import { type Fourier, fourierOf, type Spectrum } from './fourier.ts';
import { IN_PLACE, type Pose } from './pose.ts';
import { sampleUnder } from './pose-on-plane.ts';

/** A reference, turned by every angle that is tried, ready to be correlated with. */
export interface CoarseSearch {
  readonly fourier: Fourier;
  /** What every frequency weighs, `[side, side]`. */
  readonly weights: Float64Array;
  readonly turned: readonly { readonly angle: number; readonly spectrum: Spectrum }[];
}

/** The farthest that is looked for, as a share of the picture's width and height. */
export const FARTHEST_SHIFT = 0.25;
/** Standard deviation of the frequencies that take part, in cycles for a picture: fine ones are noise. */
const FREQUENCIES = 8;

/**
 * Prepares a reference for `findCandidates`.
 *
 * @param reference a square whose side is a power of two
 */
export function coarseSearch(reference: Plane, aspect: number, angles: readonly number[]): CoarseSearch {
  const { width: side } = reference;
  const fourier = fourierOf(side);
  const turned = angles.map(angle => {
    const data = new Float32Array(reference.data.length);
    sampleUnder(reference, { ...IN_PLACE, angle: -angle }, aspect, data);
    return { angle, spectrum: spectrumOf({ ...reference, data }, fourier) };
  });
  return { fourier, weights: lowFrequencies(side), turned };
}

/**
 * The place where the picture fits best for every angle that is tried, best angle first, to whole pixels: phase
 * correlation (Kuglin and Hines 1975), low frequencies alone.
 *
 * @param picture of the reference's side
 */
export function findCandidates(search: CoarseSearch, picture: Plane): readonly Pose[] {
  const { fourier, turned } = search;
  const seen = spectrumOf(picture, fourier);
  const candidates = turned.map(({ angle, spectrum }) => {
    const correlation = phaseCorrelation(seen, spectrum, search);
    return { ...highest(correlation, fourier.side), angle };
  });
  return candidates
    .sort((a, b) => b.height - a.height)
    .map(({ right, down, angle }) => ({ right: right / fourier.side, down: down / fourier.side, angle }));
}

/** The transform of a plane less its mean and faded out at its edges; what is not a number is left out. */
function spectrumOf({ data }: Plane, fourier: Fourier): Spectrum {
  const { side } = fourier;
  const spectrum = { real: new Float64Array(side * side), imaginary: new Float64Array(side * side) };
  let [sum, count] = [0, 0];
  for (const value of data) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  const weight = fade(side);
  for (let at = 0; at < data.length; at++) {
    const value = data[at]! - sum / count;
    if (!Number.isNaN(value)) spectrum.real[at] = value * weight[at % side]! * weight[Math.floor(at / side)]!;
  }
  fourier.forward(spectrum);
  return spectrum;
}

/** 1 in the middle, falling to 0 over an eighth at both ends (Tukey's window). */
function fade(length: number): Float64Array {
  const edge = length / 8;
  return Float64Array.from({ length }, (_, at) => {
    const depth = Math.min(at + 0.5, length - at - 0.5);
    return depth >= edge ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * depth) / edge);
  });
}

function lowFrequencies(side: number): Float64Array {
  const square = (index: number) => Math.min(index, side - index) ** 2;
  return Float64Array.from({ length: side * side }, (_, at) =>
    Math.exp(-(square(at % side) + square(Math.floor(at / side))) / (2 * FREQUENCIES ** 2)),
  );
}

function phaseCorrelation(a: Spectrum, b: Spectrum, { fourier, weights }: CoarseSearch): Float64Array {
  const product = { real: new Float64Array(weights.length), imaginary: new Float64Array(weights.length) };
  for (let at = 0; at < weights.length; at++) {
    const real = a.real[at]! * b.real[at]! + a.imaginary[at]! * b.imaginary[at]!;
    const imaginary = a.imaginary[at]! * b.real[at]! - a.real[at]! * b.imaginary[at]!;
    const weight = weights[at]! / (Math.sqrt(real * real + imaginary * imaginary) + 1e-9);
    product.real[at] = weight * real;
    product.imaginary[at] = weight * imaginary;
  }
  fourier.inverse(product);
  return product.real;
}

/** The highest place within reach; beyond half the side a shift counts back from the end. */
function highest(correlation: Float64Array, side: number) {
  const reach = Math.floor(FARTHEST_SHIFT * side);
  let best = { height: Number.NEGATIVE_INFINITY, right: 0, down: 0 };
  for (let down = -reach; down <= reach; down++) {
    for (let right = -reach; right <= reach; right++) {
      const height = correlation[((down + side) % side) * side + ((right + side) % side)]!;
      if (height > best.height) best = { height, right, down };
    }
  }
  return best;
}
