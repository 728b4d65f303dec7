import type { ActivationRange } from './activation-range.ts';
import type { ConvolutionWeights } from './weights.ts';

/** What turns an unsigned 8-bit value q into the real value (q - zeroPoint) * scale. */
export interface Affine {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** A convolution in whole numbers: kernel * kernelScales and bias * biasScales are about what they were. */
export interface QuantizedConvolution {
  /** `[outputs, inputs, size, size]`, -127 to 127. */
  readonly kernel: Int8Array;
  /** One for each output. */
  readonly kernelScales: Float32Array;
  readonly bias: Int32Array;
  readonly biasScales: Float32Array;
}

const ACTIVATION_STEPS = 255;
const KERNEL_STEPS = 127;
/** Leaves room in 32 bits for the products of the largest kernel: 4,608 values of 127 * 255 make 1.5e8. */
const LARGEST_BIAS = 2 ** 30;
/** Of a channel that is zero everywhere; any positive number would do. */
const SMALLEST_SCALE = 1e-30;

/**
 * Spreads a range over 8 bits. The range is widened to hold 0, which padding needs to be exact; with `low` 0 the values
 * below 0 become 0, so that a ReLU is contained.
 */
export function affineOf({ low, high }: ActivationRange): Affine {
  const from = Math.min(low, 0);
  const span = Math.max(high, 0) - from;
  if (span === 0) return { scale: 1, zeroPoint: 0 };
  const scale = Math.fround(span / ACTIVATION_STEPS);
  return { scale, zeroPoint: Math.round(Math.abs(from) / scale) };
}

/**
 * Rounds a convolution's kernel to 8 bits symmetrically, with a scale for each output channel, and its bias to 32 bits
 * with the scale that the products have: that of the input times that of the kernel.
 */
export function quantizeConvolution(
  { kernel, bias }: ConvolutionWeights,
  inputScale: number,
): QuantizedConvolution {
  const outputs = bias.length;
  const perOutput = kernel.length / outputs;
  const rounded = {
    kernel: new Int8Array(kernel.length),
    kernelScales: new Float32Array(outputs),
    bias: new Int32Array(outputs),
    biasScales: new Float32Array(outputs),
  };
  for (let output = 0; output < outputs; output++) {
    const from = output * perOutput;
    const values = kernel.subarray(from, from + perOutput);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    // A channel of tiny weights and a large bias keeps its bias: its scale is raised until the bias fits.
    const biasFits = Math.abs(bias[output]!) / (inputScale * LARGEST_BIAS);
    rounded.kernelScales[output] = Math.max(largest / KERNEL_STEPS, biasFits, SMALLEST_SCALE);
    const scale = rounded.kernelScales[output]!; // as float32 holds it
    rounded.biasScales[output] = inputScale * scale;
    rounded.bias[output] = Math.round(bias[output]! / rounded.biasScales[output]!);
    for (let i = 0; i < perOutput; i++) rounded.kernel[from + i] = Math.round(values[i]! / scale);
  }
  return rounded;
}
