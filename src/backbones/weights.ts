import { InspectError } from '../errors.ts';
import type { Graph, Value } from '../onnx/graph.ts';
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

/** How a convolution is applied; padding keeps the extent divided by the stride. */
export interface ConvolutionOptions {
  readonly stride?: number;
  /** The name of the batch norm to fold in, when the file has one. */
  readonly batchNorm?: string;
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
 * Adds a square convolution `[outputs, inputs, size, size]` with its bias. A batch norm that the file keeps apart is
 * folded in: w' = w g / sqrt(v + eps), b' = beta + (b - m) g / sqrt(v + eps).
 */
export function addConvolution(
  graph: Graph,
  weights: Weights,
  input: Value,
  name: string,
  [outputs, inputs, size]: readonly [number, number, number],
  { stride = 1, batchNorm }: ConvolutionOptions = {},
): Value {
  const shape = [outputs, inputs, size, size];
  let kernel = weights.get(`${name}.weight`, shape);
  const folded = batchNorm === undefined || !weights.has(`${batchNorm}.running_mean`);
  let bias = folded ? weights.get(`${name}.bias`, [outputs]) : new Float32Array(outputs);
  if (!folded) ({ kernel, bias } = fold(weights, kernel, batchNorm, outputs));
  const pad = (size - 1) / 2;
  return graph.node('Conv', [input, graph.constant(kernel, shape), graph.constant(bias, [outputs])], {
    kernel_shape: [size, size],
    pads: [pad, pad, pad, pad],
    strides: [stride, stride],
  });
}

function fold(weights: Weights, kernel: Float32Array, batchNorm: string, outputs: number) {
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
