/** Beyond this many deviations a double cannot tell the distribution function from 0 or 1. */
const FARTHEST = 9;

/** The standard normal distribution function, by the series x + x^3 / 3 + x^5 / 15 + ... (Abramowitz and Stegun 26.2.11). */
export function normalDistribution(x: number): number {
  if (x <= -FARTHEST) return 0;
  if (x >= FARTHEST) return 1;
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** The x at which the standard normal distribution function is `probability`, between 0 and 1, by bisection. */
export function normalQuantile(probability: number): number {
  let [low, high] = [-FARTHEST, FARTHEST];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (normalDistribution(middle) < probability) low = middle;
    else high = middle;
  }
}
