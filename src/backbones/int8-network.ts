import { InspectError } from '../errors.ts';
import { type Graph, int64, type Value } from '../onnx/graph.ts';
import type { ActivationRanges } from './activation-range.ts';
import { convolutionAttributes, type KernelShape, MAX_POOL, type Network } from './network.ts';
import { type Affine, affineOf, quantizeConvolution } from './quantization.ts';
import { type ConvolutionWeights, convolutionWeights, type Weights } from './weights.ts';

/**
 * A network that computes in 8 bits: every tensor is rounded to unsigned 8 bits (`QuantizeLinear`) and read back
 * (`DequantizeLinear`), every kernel is stored in signed 8 bits. ONNX Runtime fuses each such group to one integer
 * operator. ReLUs need no node, since a tensor with zero point 0 holds nothing below 0.
 *
 * @param ranges of the tensors, as `floatNetwork` shows them to its observer
 * @throws InspectError `model_damaged` when a range is missing.
 */
export function int8Network(graph: Graph, weights: Weights, ranges: ActivationRanges): Network {
  const affineByValue = new Map<string, Affine>();
  const round = (value: Value, affine: Affine): Value => {
    const parameters = [
      graph.constant(Float32Array.of(affine.scale), []),
      graph.constant(Uint8Array.of(affine.zeroPoint), []),
    ];
    const rounded = graph.node('QuantizeLinear', [value, ...parameters]);
    const readBack = graph.node('DequantizeLinear', [rounded, ...parameters]);
    affineByValue.set(readBack.name, affine);
    return readBack;
  };
  const affineOfTensor = (name: string) => affineOf(ranges[name] ?? missing(weights, name));
  return {
    weights,
    input: pixels => round(addLayoutBarrier(graph, pixels), affineOfTensor('pixels')),
    convolution(input, name, shape, { stride = 1, batchNorm } = {}) {
      const { scale } = affineByValue.get(input.name)!;
      const float = convolutionWeights(weights, name, shape, batchNorm);
      const parameters = addParameters(graph, float, shape, scale);
      const value = graph.node('Conv', [input, ...parameters], convolutionAttributes(shape[2], stride));
      return round(value, affineOfTensor(name));
    },
    residual: (name, left, right) => round(graph.node('Add', [left, right]), affineOfTensor(name)),
    maxPool: input => round(graph.node('MaxPool', [input], MAX_POOL), affineByValue.get(input.name)!),
  };
}

/**
 * The same pixels. ONNX Runtime lays 8-bit networks out with the channels last and moves that change as far up as it
 * can; it must not reach the preprocessing, where it mistakes the `axes` of Resize and Pad. It stops at a Reshape.
 */
function addLayoutBarrier(graph: Graph, pixels: Value): Value {
  return graph.node('Reshape', [pixels, graph.constant(int64(0, 0, 0, 0), [4])]); // 0: as it was
}

/** The kernel and the bias of a convolution, stored in whole numbers and read back. */
function addParameters(
  graph: Graph,
  float: ConvolutionWeights,
  [outputs, inputs, size]: KernelShape,
  inputScale: number,
): readonly Value[] {
  const { kernel, kernelScales, bias, biasScales } = quantizeConvolution(float, inputScale);
  const readBack = (data: Int8Array | Int32Array, shape: readonly number[], scales: Float32Array) =>
    graph.node('DequantizeLinear', [graph.constant(data, shape), graph.constant(scales, [outputs])], {
      axis: 0,
    });
  return [
    readBack(kernel, [outputs, inputs, size, size], kernelScales),
    readBack(bias, [outputs], biasScales),
  ];
}

function missing({ name }: Weights, tensor: string): never {
  throw new InspectError(
    'model_damaged',
    `The model has no activation range of ${tensor}, which the 8-bit network of ${name} needs. Restore the model's files or train again.`,
  );
}
