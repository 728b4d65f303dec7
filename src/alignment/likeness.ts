/**
 * How alike two planes are, value by value: one minus the mean difference of both in their own standard deviations, each
 * cut off at 1. 1 when equal but for brightness and contrast, about 0.4 when unrelated; a small place that is quite
 * different takes off no more than its share of the picture.
 */
export function likeness(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const [a, b] = [standardised(first), standardised(second)];
  let apart = 0;
  for (let at = 0; at < a.length; at++) apart += Math.min(1, Math.abs(a[at]! - b[at]!));
  return 1 - apart / a.length;
}

/** Less the mean, in standard deviations; a plane without content stays 0. */
function standardised(values: ArrayLike<number>): Float64Array {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let at = 0; at < values.length; at++) squares += (values[at]! - mean) ** 2;
  const deviation = Math.sqrt(squares / values.length);
  const standard = new Float64Array(values.length);
  if (deviation < 1e-3) return standard;
  for (let at = 0; at < values.length; at++) standard[at] = (values[at]! - mean) / deviation;
  return standard;
}
