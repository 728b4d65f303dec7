import { describe, expect, test } from 'vitest';
import { affineOf, quantizeConvolution } from './quantization.ts';

describe('the 8 bits of a range', () => {
  test.each([
    [{ low: 0, high: 5.1 }, 0.02, 0],
    [{ low: -1, high: 1.55 }, 0.01, 100],
    [{ low: -2.55, high: 0 }, 0.01, 255],
  ])('%j have steps of %f, and 0 at %i', (range, scale, zeroPoint) => {
    expect(affineOf(range).scale).toBeCloseTo(scale, 8);
    expect(affineOf(range).zeroPoint).toBe(zeroPoint);
  });

  test.each([
    [
      { low: 1, high: 2.55 },
      { low: 0, high: 2.55 },
    ],
    [
      { low: -2.55, high: -1 },
      { low: -2.55, high: 0 },
    ],
  ])('%j hold 0 too', (range, widened) => expect(affineOf(range)).toEqual(affineOf(widened)));

  test('of a tensor that is 0 everywhere can still be divided by', () => {
    expect(affineOf({ low: 0, high: 0 })).toEqual({ scale: 1, zeroPoint: 0 });
  });
});

describe('a convolution in whole numbers', () => {
  const kernel = Float32Array.of(1.27, -0.636, 0.01, 0.004, 0, 0, 254, -126);
  const bias = Float32Array.of(0.5, -0.25, 3, 1000);
  const rounded = quantizeConvolution({ kernel, bias }, 0.5);

  test('uses the full range of 8 bits in every output channel, whatever the others hold', () => {
    expect([...rounded.kernel]).toEqual([127, -64, 127, 51, 0, 0, 127, -63]);
    for (const [output, scale] of [0.01, 0.01 / 127].entries())
      expect(rounded.kernelScales[output]! / scale).toBeCloseTo(1, 6);
    expect(rounded.kernelScales[3]).toBe(2);
  });

  test('has the scale of the products in its bias', () => {
    expect([...rounded.biasScales]).toEqual([...rounded.kernelScales.map(scale => 0.5 * scale)]);
    expect(rounded.bias[0]).toBe(100);
    expect(rounded.bias[3]).toBe(1000);
  });

  test('keeps the bias of a channel whose weights are 0 or tiny', () => {
    const tiny = quantizeConvolution(
      { kernel: Float32Array.of(0, 1e-20), bias: Float32Array.of(3, -7) },
      0.01,
    );
    for (const [output, expected] of [3, -7].entries())
      expect(tiny.bias[output]! * tiny.biasScales[output]!).toBeCloseTo(expected, 5);
  });

  test('of zeros alone is zero, not undefined', () => {
    const zero = quantizeConvolution({ kernel: new Float32Array(2), bias: new Float32Array(1) }, 1);
    expect([[...zero.kernel], [...zero.bias]]).toEqual([[0, 0], [0]]);
    expect(zero.biasScales[0]).toBeGreaterThan(0);
  });
});
