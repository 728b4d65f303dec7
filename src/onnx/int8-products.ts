import { createGraph, type OnnxModel } from './graph.ts';
import { openSession, type SessionOptions } from './session.ts';

/** Input channels of the convolution that is tried; any even number would do. */
const CHANNELS = 64;
const LARGEST = { input: 255, weight: 127 } as const;
/** What the sum of the products is divided by: it makes the right answer the largest 8-bit value. */
const OUTPUT_SCALE = (CHANNELS * LARGEST.input * LARGEST.weight) / 255;

/**
 * Whether 8-bit convolutions overflow on this processor: x64 processors without VNNI add pairs of products in 16 bits,
 * and cut them off without a word. A convolution of the largest values shows it.
 */
export async function int8ProductsOverflow(options: SessionOptions): Promise<boolean> {
  const session = await openSession(largestConvolution(), options);
  const pixels = new Uint8Array(CHANNELS * 4).fill(LARGEST.input);
  const outputs = await session.run({ x: { type: 'uint8', data: pixels, shape: [1, CHANNELS, 2, 2] } });
  await session.close();
  return !(outputs.y!.data as Uint8Array).every(value => value === 255);
}

function largestConvolution(): OnnxModel {
  const graph = createGraph('largest_convolution');
  const scale = (value: number) => graph.constant(Float32Array.of(value), []);
  const zero = graph.constant(Uint8Array.of(0), []);
  const outputs = 16;
  const kernel = new Int8Array(outputs * CHANNELS).fill(LARGEST.weight);
  const x = graph.input('x', 'uint8', [1, CHANNELS, 2, 2]);
  const weights = [graph.constant(kernel, [outputs, CHANNELS, 1, 1]), scale(1)];
  const y = graph.node('QLinearConv', [
    x,
    scale(1),
    zero,
    ...weights,
    graph.constant(Int8Array.of(0), []),
    scale(OUTPUT_SCALE),
    zero,
  ]);
  graph.output(y, 'y', 'uint8', [1, outputs, 2, 2]);
  return graph.toModel();
}
