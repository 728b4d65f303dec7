import { InspectError } from '../errors.ts';
import type { Safetensors } from '../onnx/safetensors.ts';

/** The weights of one network, read by name with a check of shape. */
export interface Weights {
  /** What error messages call the file. */
  readonly name: string;
  has(tensor: string): boolean;
  /** @throws InspectError `backbone_invalid` when the tensor is missing, is not float32 or has another shape. */
  get(tensor: string, shape: readonly number[]): Float32Array;
  /** @throws InspectError `backbone_invalid` when the tensor is there: the file belongs to a larger network. */
  refuse(tensor: string): void;
}

/** What a convolution multiplies with and adds. */
export interface ConvolutionWeights {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

const BATCH_NORM_EPSILON = 1e-5;

/** Gives checked access to the tensors of a safetensors file. */
export function weightsOf(file: Safetensors, name: string, architecture: string): Weights {
  return {
    name,
    has: tensor => file.tensors.has(tensor),
    get(tensor, shape) {
      const found = file.tensors.get(tensor);
      if (!found) throw wrongArchitecture(name, architecture, `it has no tensor ${tensor}`);
      if (!(found.data instanceof Float32Array))
        throw wrongArchitecture(name, architecture, `tensor ${tensor} does not hold floats`);
      if (found.shape.join() !== shape.join()) {
        throw wrongArchitecture(
          name,
          architecture,
          `tensor ${tensor} has the shape [${found.shape}] where [${shape}] is needed`,
        );
      }
      return found.data;
    },
    refuse(tensor) {
      if (file.tensors.has(tensor))
        throw wrongArchitecture(name, architecture, `it has a tensor ${tensor}, which that network lacks`);
    },
  };
}

/**
 * Reads the kernel `[outputs, inputs, size, size]` and bias `[outputs]` of a convolution. A batch norm that the file
 * keeps apart is folded in: w' = w g / sqrt(v + eps), b' = beta + (b - m) g / sqrt(v + eps).
 *
 * @throws InspectError `backbone_invalid` when they are missing or have another shape.
 */
export function convolutionWeights(
  weights: Weights,
  name: string,
  [outputs, inputs, size]: readonly [number, number, number],
  batchNorm?: string,
): ConvolutionWeights {
  const kernel = weights.get(`${name}.weight`, [outputs, inputs, size, size]);
  const folded = batchNorm === undefined || !weights.has(`${batchNorm}.running_mean`);
  return folded
    ? { kernel, bias: weights.get(`${name}.bias`, [outputs]) }
    : fold(weights, kernel, batchNorm, outputs);
}

function fold(
  weights: Weights,
  kernel: Float32Array,
  batchNorm: string,
  outputs: number,
): ConvolutionWeights {
  const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(part =>
    weights.get(`${batchNorm}.${part}`, [outputs]),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const scaled = new Float32Array(kernel.length);
  const bias = new Float32Array(outputs);
  const perOutput = kernel.length / outputs;
  for (let output = 0; output < outputs; output++) {
    const scale = gamma[output]! / Math.sqrt(variance[output]! + BATCH_NORM_EPSILON);
    bias[output] = beta[output]! - mean[output]! * scale;
    for (let i = output * perOutput; i < (output + 1) * perOutput; i++) scaled[i] = kernel[i]! * scale;
  }
  return { kernel: scaled, bias };
}

function wrongArchitecture(name: string, architecture: string, why: string): InspectError {
  return new InspectError(
    'backbone_invalid',
    `${name} does not hold the weights of ${architecture}: ${why}. Choose the --backbone that the file belongs to.`,
  );
}
