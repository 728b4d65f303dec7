/** Complex numbers on a square, row-major. */
export interface Spectrum {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Fourier transforms of squares of one size, in place. */
export interface Fourier {
  readonly side: number;
  forward(values: Spectrum): void;
  /** Without the division by the number of values. */
  inverse(values: Spectrum): void;
}

/**
 * Prepares Fourier transforms of squares.
 *
 * @param side a power of two
 */
export function fourierOf(side: number): Fourier {
  const [cosines, sines] = [new Float64Array(side / 2), new Float64Array(side / 2)];
  for (let step = 0; step < side / 2; step++) {
    cosines[step] = Math.cos((2 * Math.PI * step) / side);
    sines[step] = -Math.sin((2 * Math.PI * step) / side);
  }
  const swaps = bitReversal(side);

  /** Cooley and Tukey's transform of the values at `start`, `start + step`, …; iterative, radix 2. */
  function line(real: Float64Array, imaginary: Float64Array, start: number, step: number): void {
    for (let i = 0; i < side; i++) {
      const j = swaps[i]!;
      if (j <= i) continue;
      const [a, b] = [start + i * step, start + j * step];
      [real[a], real[b]] = [real[b]!, real[a]!];
      [imaginary[a], imaginary[b]] = [imaginary[b]!, imaginary[a]!];
    }
    for (let half = 1; half < side; half *= 2) {
      const stride = side / (2 * half);
      for (let block = 0; block < side; block += 2 * half) {
        for (let k = 0; k < half; k++) {
          const upper = start + (block + k) * step;
          const lower = upper + half * step;
          const [cosine, sine] = [cosines[k * stride]!, sines[k * stride]!];
          const re = real[lower]! * cosine - imaginary[lower]! * sine;
          const im = real[lower]! * sine + imaginary[lower]! * cosine;
          real[lower] = real[upper]! - re;
          imaginary[lower] = imaginary[upper]! - im;
          real[upper]! += re;
          imaginary[upper]! += im;
        }
      }
    }
  }

  function forward({ real, imaginary }: Spectrum): void {
    for (let row = 0; row < side; row++) line(real, imaginary, row * side, 1);
    for (let column = 0; column < side; column++) line(real, imaginary, column, side);
  }
  return {
    side,
    forward,
    // Real and imaginary part in exchanged roles turn the one transform into the other.
    inverse: ({ real, imaginary }) => forward({ real: imaginary, imaginary: real }),
  };
}

function bitReversal(side: number): Uint16Array {
  const reversed = new Uint16Array(side);
  for (let i = 1; i < side; i++) reversed[i] = (reversed[i >> 1]! >> 1) | (i & 1 ? side >> 1 : 0);
  return reversed;
}
