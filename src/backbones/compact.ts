import { InspectError } from '../errors.ts';
import type { Value } from '../onnx/graph.ts';
import type { FeatureMap } from './feature-map.ts';
import type { Network } from './network.ts';

const WIDTH = { stem: 32, stride4: 48, stride8: 96, stride16: 192 } as const;
const HEADS = {
  layer2: { name: 'head8', channels: 128, stride: 8 },
  layer3: { name: 'head16', channels: 256, stride: 16 },
} as const;

/**
 * Adds the compact backbone (assets/compact): a small network that predicts resnet18's layer2 and layer3 after the
 * 3x3 neighbourhood mean, so its maps are used without further pooling.
 *
 * @param pixels normalised RGB `[n, 3, height, width]`
 * @returns `layer2` as `[n, 128, height / 8, width / 8]`, `layer3` as `[n, 256, height / 16, width / 16]`
 */
export function addCompact(
  network: Network,
  pixels: Value,
  layers: readonly string[],
): readonly FeatureMap[] {
  const heads = layers.map(layer => HEADS[layer as keyof typeof HEADS] ?? unknownLayer(layer));
  const shrink = (input: Value, name: string, outputs: number, inputs: number) =>
    network.convolution(input, name, [outputs, inputs, 3], { stride: 2, relu: true });
  const residual = (input: Value, name: string, channels: number) => {
    const inner = network.convolution(input, `${name}.conv1`, [channels, channels, 3], { relu: true });
    return network.residual(
      name,
      input,
      network.convolution(inner, `${name}.conv2`, [channels, channels, 3]),
    );
  };

  let value = shrink(network.input(pixels), 'stem.0', WIDTH.stem, 3);
  value = shrink(value, 'stem.1', WIDTH.stride4, WIDTH.stem);
  value = residual(value, 'stride4.0', WIDTH.stride4);
  value = shrink(value, 'stride8.0', WIDTH.stride8, WIDTH.stride4);
  const stride8 = residual(residual(value, 'stride8.1', WIDTH.stride8), 'stride8.2', WIDTH.stride8);
  value = shrink(stride8, 'stride16.0', WIDTH.stride16, WIDTH.stride8);
  const stride16 = residual(residual(value, 'stride16.1', WIDTH.stride16), 'stride16.2', WIDTH.stride16);

  return heads.map(({ name, channels, stride }) => {
    const [trunk, width] = stride === 8 ? [stride8, WIDTH.stride8] : [stride16, WIDTH.stride16];
    return { value: network.convolution(trunk, name, [channels, width, 1]), channels, stride, pooled: true };
  });
}

function unknownLayer(layer: string): never {
  throw new InspectError(
    'invalid_argument',
    `The layer "${layer}" does not exist in the compact backbone; it has ${Object.keys(HEADS).join(', ')}.`,
  );
}
