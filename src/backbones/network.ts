import type { Graph, Value } from '../onnx/graph.ts';
import { convolutionWeights, type Weights } from './weights.ts';

/** Outputs, inputs and side of a square convolution kernel. */
export type KernelShape = readonly [outputs: number, inputs: number, size: number];

/** How a convolution is applied; padding keeps the extent divided by the stride. */
export interface ConvolutionOptions {
  readonly stride?: number;
  /** The name of the batch norm to fold in, when the file has one. */
  readonly batchNorm?: string;
  /** Whether a ReLU follows. */
  readonly relu?: boolean;
}

/**
 * A network under construction in a graph. An architecture is written once against these few pieces, and how they
 * compute (in float32, or in 8 bits) is the matter of who makes the pieces.
 */
export interface Network {
  readonly weights: Weights;
  /** Takes in the normalised pixels `[n, 3, height, width]`. */
  input(pixels: Value): Value;
  /** A square convolution with its bias, and a ReLU if asked for; `name` is that of its weights. */
  convolution(input: Value, name: string, shape: KernelShape, options?: ConvolutionOptions): Value;
  /** ReLU(left + right), the end of a residual block. */
  residual(name: string, left: Value, right: Value): Value;
  /** The largest of 3 x 3 values at every second row and column. */
  maxPool(input: Value): Value;
}

/** Told of every tensor that an 8-bit network would round, by the name that its range is recorded under. */
export type Observer = (name: string, value: Value) => void;

/** A network that computes in float32. */
export function floatNetwork(graph: Graph, weights: Weights, observe: Observer = () => {}): Network {
  const observed = (name: string, value: Value) => {
    observe(name, value);
    return value;
  };
  return {
    weights,
    input: pixels => observed('pixels', pixels),
    convolution(input, name, shape, { stride = 1, batchNorm, relu = false } = {}) {
      const { kernel, bias } = convolutionWeights(weights, name, shape, batchNorm);
      const [outputs, inputs, size] = shape;
      const parameters = [
        graph.constant(kernel, [outputs, inputs, size, size]),
        graph.constant(bias, [outputs]),
      ];
      const value = graph.node('Conv', [input, ...parameters], convolutionAttributes(size, stride));
      return observed(name, relu ? graph.node('Relu', [value]) : value);
    },
    residual: (name, left, right) => observed(name, graph.node('Relu', [graph.node('Add', [left, right])])),
    maxPool: input => graph.node('MaxPool', [input], MAX_POOL),
  };
}

/** Attributes of a `MaxPool` node of 3 x 3 with stride 2. */
export const MAX_POOL = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] } as const;

/** Attributes of a `Conv` node whose padding keeps the extent divided by the stride. */
export function convolutionAttributes(size: number, stride: number) {
  const pad = (size - 1) / 2;
  return { kernel_shape: [size, size], pads: [pad, pad, pad, pad], strides: [stride, stride] };
}
