/**
 * Writes the sort keys of floats to `out`: a smaller key is a larger float, and two keys are equal
 * exactly when the floats are (0 and -0 included). Returns the index of the first NaN, or -1.
 */
export function writeDescendingKeys(values: Float32Array, out: Uint32Array): number {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i]!;
    if ((word & 0x7fffffff) > 0x7f800000) return i;
    // Positive floats order as their bits do, negative ones the other way round; -0 takes the key of 0.
    out[i] = word > 0x80000000 ? word : 0x7fffffff - (word & 0x7fffffff);
  }
  return -1;
}

/** Sorts keys in ascending order in linear time; returns a new array or `keys` itself, whose content is used up. */
export function sortKeys(keys: Uint32Array): Uint32Array {
  let from = keys;
  let to: Uint32Array = new Uint32Array(keys.length);
  for (const digit of digitsOf(keys)) {
    const { shift, mask, starts } = digit;
    for (let i = 0; i < from.length; i++) {
      const key = from[i]!;
      to[starts[(key >>> shift) & mask]!++] = key;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** As `sortKeys`, moving one payload value along with every key; the content of both arrays is used up. */
export function sortKeysWith(
  keys: Uint32Array,
  payload: Uint32Array,
): { keys: Uint32Array; payload: Uint32Array } {
  let from = { keys, payload };
  let to: typeof from = { keys: new Uint32Array(keys.length), payload: new Uint32Array(keys.length) };
  for (const { shift, mask, starts } of digitsOf(keys)) {
    for (let i = 0; i < keys.length; i++) {
      const key = from.keys[i]!;
      const place = starts[(key >>> shift) & mask]!++;
      to.keys[place] = key;
      to.payload[place] = from.payload[i]!;
    }
    [from, to] = [to, from];
  }
  return from;
}

interface Digit {
  readonly shift: number;
  readonly mask: number;
  /** Where the next key with each value of the digit goes; advanced while sorting. */
  readonly starts: Uint32Array;
}

/** The three digits (11, 11 and 10 bits) of a least-significant-digit radix sort, counted in one reading. */
function digitsOf(keys: Uint32Array): Digit[] {
  const [low, middle, high] = [new Uint32Array(2048), new Uint32Array(2048), new Uint32Array(1024)];
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    low[key & 2047]!++;
    middle[(key >>> 11) & 2047]!++;
    high[key >>> 22]!++;
  }
  return [
    { shift: 0, mask: 2047, starts: runningStarts(low) },
    { shift: 11, mask: 2047, starts: runningStarts(middle) },
    { shift: 22, mask: 1023, starts: runningStarts(high) },
  ];
}

function runningStarts(counts: Uint32Array): Uint32Array {
  const starts = new Uint32Array(counts.length);
  for (let i = 1; i < counts.length; i++) starts[i] = starts[i - 1]! + counts[i - 1]!;
  return starts;
}
