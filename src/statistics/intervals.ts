import { InspectError } from '../errors.ts';
import { normalQuantile } from './normal.ts';

/** A confidence interval of a share, both ends in 0..1. */
export type Interval = readonly [low: number, high: number];

/**
 * The exact (Clopper-Pearson) confidence interval of a share, from `successes` out of `trials`; `[0, 1]` when
 * there were no trials. Both tails have probability `(1 - confidence) / 2`.
 *
 * @throws InspectError `invalid_argument` for counts that are not whole, negative or out of range.
 */
export function clopperPearson(successes: number, trials: number, confidence = 0.95): Interval {
  checkCounts(successes, trials, confidence);
  const tail = (1 - confidence) / 2;
  const failures = trials - successes;
  return [
    successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    failures === 0 ? 1 : betaQuantile(1 - tail, successes + 1, failures),
  ];
}

/**
 * Wilson's score interval of a share: narrower than the exact one, with the stated confidence on average instead of
 * at least; `[0, 1]` when there were no trials.
 *
 * @throws InspectError `invalid_argument` as `clopperPearson`.
 */
export function wilson(successes: number, trials: number, confidence = 0.95): Interval {
  checkCounts(successes, trials, confidence);
  if (trials === 0) return [0, 1];
  const z = normalQuantile((1 + confidence) / 2);
  const share = successes / trials;
  const shrink = 1 + (z * z) / trials;
  const centre = (share + (z * z) / (2 * trials)) / shrink;
  const half = (z * Math.sqrt((share * (1 - share)) / trials + (z / (2 * trials)) ** 2)) / shrink;
  return [successes === 0 ? 0 : centre - half, successes === trials ? 1 : centre + half];
}

/** The regularised incomplete beta function I_x(a, b): the distribution function of Beta(a, b) at `x` in 0..1. */
export function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The continued fraction converges fast only left of the mean; right of it, I_x(a, b) = 1 - I_(1-x)(b, a).
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a);
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return (Math.exp(logFront) / a) * continuedFraction(x, a, b);
}

function checkCounts(successes: number, trials: number, confidence: number): void {
  const countsFit =
    Number.isInteger(successes) && Number.isInteger(trials) && successes >= 0 && successes <= trials;
  if (!countsFit || !(confidence > 0 && confidence < 1)) {
    throw new InspectError(
      'invalid_argument',
      `An interval needs 0 <= successes <= trials (whole numbers) and a confidence between 0 and 1; found ${successes} of ${trials} at ${confidence}.`,
    );
  }
}

/** The `x` at which I_x(a, b) equals `probability`, by bisection until two neighbouring doubles remain. */
function betaQuantile(probability: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (regularisedBeta(middle, a, b) < probability) low = middle;
    else high = middle;
  }
}

/** Lentz's evaluation of the continued fraction of I_x(a, b) (Abramowitz and Stegun 26.5.8). */
function continuedFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const awayFromZero = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  // About sqrt(max(a, b)) rounds are needed; the bound serves only to end on values that never settle.
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return fraction;
}

/** ln Γ(x) for x >= 1: shifted up to where Stirling's series is exact to a double's precision. */
function logGamma(x: number): number {
  let product = 1;
  let z = x;
  while (z < 15) product *= z++;
  const inverse = 1 / (z * z);
  const series =
    (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}
