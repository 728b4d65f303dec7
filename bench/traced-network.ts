import { addCompact } from '../src/backbones/compact.ts';
import type { KernelShape, Network } from '../src/backbones/network.ts';
import { builtInBackbone } from '../src/backbones/registry.ts';
import { addResnet } from '../src/backbones/resnet.ts';
import type { Value } from '../src/onnx/graph.ts';

/** One convolution of a backbone, as it is met on the way from the pixels to the last layer. */
export interface TracedConvolution {
  readonly name: string;
  readonly shape: KernelShape;
  /** The name of its batch norm in files that keep one apart. */
  readonly batchNorm: string | undefined;
  readonly relu: boolean;
  /** Operations for one picture; a multiply-add counts two. */
  readonly operations: number;
}

/** Walks through a built-in backbone for square pictures of `sidePx` and lists its convolutions up to the last layer. */
export function traceBackbone(
  name: string,
  layers: readonly string[],
  sidePx: number,
): readonly TracedConvolution[] {
  const convolutions: TracedConvolution[] = [];
  const { architecture } = builtInBackbone(name);
  const network = tracingNetwork(sidePx, convolution => convolutions.push(convolution));
  const pixels = { name: `${sidePx}` };
  if (architecture === 'compact') addCompact(network, pixels, layers);
  else addResnet(network, pixels, architecture, layers);
  return convolutions;
}

/** Operations of all convolutions for one picture. */
export function backboneOperations(name: string, layers: readonly string[], sidePx: number): number {
  return traceBackbone(name, layers, sidePx).reduce((sum, { operations }) => sum + operations, 0);
}

/** A network whose values are called by their side in pixels and that computes nothing. */
function tracingNetwork(sidePx: number, found: (convolution: TracedConvolution) => void): Network {
  const shrunk = (input: Value, stride: number) => ({ name: `${Math.ceil(Number(input.name) / stride)}` });
  return {
    weights: { name: 'none', has: () => false, get: () => new Float32Array(), refuse: () => {} },
    input: () => ({ name: `${sidePx}` }),
    convolution(input, name, shape, { stride = 1, batchNorm, relu = false } = {}) {
      const output = shrunk(input, stride);
      const [outputs, inputs, size] = shape;
      const operations = 2 * outputs * inputs * size ** 2 * Number(output.name) ** 2;
      found({ name, shape, batchNorm, relu, operations });
      return output;
    },
    residual: (_name, left) => left,
    maxPool: input => shrunk(input, 2),
  };
}
