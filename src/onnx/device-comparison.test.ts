import { describe, expect, test } from 'vitest';
import { TOLERANCES } from './device-check.ts';
import { findDeviation, type Outputs, relativeError } from './device-comparison.ts';
import { buildCheckGraph } from './device-graph.ts';
import { openSession } from './session.ts';

const { model, inputs } = buildCheckGraph();
const session = await openSession(model, { device: 'cpu', threads: 1 });
const expected = await session.run(inputs);
await session.close();

/** The processor's outputs with one of them changed. */
function changed(output: string, change: (value: number, index: number) => number): Outputs {
  return { ...expected, [output]: { data: (expected[output]!.data as Float32Array).map(change) } };
}

/** Keeps 10 of a float32's 23 bits of mantissa, as TF32 and float16 do. */
function tenBits(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer);
  bits[0] = (bits[0]! + 0x1000) & ~0x1fff;
  return new Float32Array(bits.buffer)[0]!;
}

describe('a device is trusted', () => {
  test('when it gives the same numbers', () => {
    expect(findDeviation(expected, expected, TOLERANCES)).toBeNull();
  });

  test.each(Object.keys(TOLERANCES))('when its %s are off as float32 sums in another order are', output => {
    const found = changed(output, (value, i) => value * (1 + (i % 2 ? 1 : -1) * 1e-6));
    expect(findDeviation(expected, found, TOLERANCES)).toBeNull();
  });
});

describe('a device is refused', () => {
  test.each(Object.keys(TOLERANCES))('when its %s have 10 bits of mantissa', output => {
    expect(findDeviation(expected, changed(output, tenBits), TOLERANCES)).toMatchObject({ output });
  });

  test.each(Object.keys(TOLERANCES))('when one value of its %s is off, not a number or infinite', output => {
    const last = expected[output]!.data.length - 1;
    const largest = (expected[output]!.data as Float32Array).reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    for (const wrong of [largest * 1e-3, Number.NaN, Number.POSITIVE_INFINITY]) {
      const found = changed(output, (value, i) => (i === last ? value + wrong : value));
      expect(findDeviation(expected, found, TOLERANCES)).toMatchObject({ output });
    }
  });

  test('when its rows come in another order', () => {
    const distances = expected.distances!.data as Float32Array;
    const found = { ...expected, distances: { data: distances.toReversed() } };
    expect(findDeviation(expected, found, TOLERANCES)).toMatchObject({ output: 'distances' });
  });

  test('when an output is missing, empty or shorter', () => {
    const { map, ...rest } = expected;
    const cut = { ...rest, map: { data: (map!.data as Float32Array).subarray(1) } };
    for (const found of [rest, { ...rest, map: { data: new Float32Array() } }, cut])
      expect(findDeviation(expected, found, TOLERANCES)).toEqual({
        output: 'map',
        error: Number.POSITIVE_INFINITY,
        tolerance: TOLERANCES.map,
      });
  });
});

test('errors are relative to the largest value, so small values may be further off', () => {
  expect(relativeError(Float32Array.of(0, -100), Float32Array.of(1, -100))).toBeCloseTo(0.01, 9);
  expect(relativeError(Float32Array.of(0, 0), Float32Array.of(0, 0))).toBe(0);
  expect(relativeError(Float32Array.of(0, 0), Float32Array.of(0, 1e-9))).toBe(Number.POSITIVE_INFINITY);
  expect(relativeError(BigInt64Array.of(4n), BigInt64Array.of(5n))).toBe(0.25);
});
