import { InspectError } from '../errors.ts';
import type { Value } from '../onnx/graph.ts';
import type { FeatureMap } from './feature-map.ts';
import type { Network } from './network.ts';

/** The shape of a residual network (He et al. 2016; wide: Zagoruyko & Komodakis 2016), named as in torchvision. */
export interface ResnetArchitecture {
  readonly block: 'basic' | 'bottleneck';
  /** Blocks in layer1 to layer4. */
  readonly blocks: readonly [number, number, number, number];
  /** Channels after the stem; torchvision: 64. */
  readonly stemChannels: number;
  /** Channels of layer1's blocks, doubled by every further layer; torchvision: 64. */
  readonly planes: number;
  /** Inner width of a bottleneck in multiples of its planes: 1, or 2 for the wide networks. */
  readonly widthFactor: number;
}

const LAYERS = ['layer1', 'layer2', 'layer3', 'layer4'] as const;

/**
 * Adds a ResNet up to the last of the named layers.
 *
 * @param pixels normalised RGB `[n, 3, height, width]`
 * @returns feature maps `[n, channels, height / stride, width / stride]`, in the order of `layers`
 * @throws InspectError `backbone_invalid` for weights of another architecture, `invalid_argument` for an unknown layer.
 */
export function addResnet(
  network: Network,
  pixels: Value,
  architecture: ResnetArchitecture,
  layers: readonly string[],
): readonly FeatureMap[] {
  const last = lastLayer(layers);
  const { stemChannels, blocks, planes } = architecture;
  let value = network.convolution(network.input(pixels), 'conv1', [stemChannels, 3, 7], {
    stride: 2,
    batchNorm: 'bn1',
    relu: true,
  });
  value = network.maxPool(value);

  const maps = new Map<string, FeatureMap>();
  let channels = stemChannels;
  for (let index = 0; index <= last; index++) {
    const layer = LAYERS[index]!;
    const outputs = planes * 2 ** index * (architecture.block === 'basic' ? 1 : 4);
    for (let block = 0; block < blocks[index]!; block++) {
      const stride = block === 0 && index > 0 ? 2 : 1;
      const name = `${layer}.${block}`;
      value = addBlock(network, value, name, architecture, { inputs: channels, outputs, stride });
      channels = outputs;
    }
    network.weights.refuse(`${layer}.${blocks[index]!}.conv1.weight`);
    maps.set(layer, { value, channels, stride: 4 * 2 ** index, pooled: false });
  }
  return layers.map(layer => maps.get(layer)!);
}

interface BlockShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: number;
}

function addBlock(
  network: Network,
  input: Value,
  name: string,
  architecture: ResnetArchitecture,
  shape: BlockShape,
): Value {
  const { inputs, outputs, stride } = shape;
  const body =
    architecture.block === 'basic'
      ? addBasicBody(network, input, name, shape)
      : addBottleneckBody(network, input, name, shape, (outputs / 4) * architecture.widthFactor);
  const needsProjection = stride !== 1 || inputs !== outputs;
  const shortcut = needsProjection
    ? network.convolution(input, `${name}.downsample.0`, [outputs, inputs, 1], {
        stride,
        batchNorm: `${name}.downsample.1`,
      })
    : input;
  return network.residual(name, body, shortcut);
}

function addBasicBody(
  network: Network,
  input: Value,
  name: string,
  { inputs, outputs, stride }: BlockShape,
): Value {
  const inner = network.convolution(input, `${name}.conv1`, [outputs, inputs, 3], {
    stride,
    batchNorm: `${name}.bn1`,
    relu: true,
  });
  return network.convolution(inner, `${name}.conv2`, [outputs, outputs, 3], { batchNorm: `${name}.bn2` });
}

function addBottleneckBody(
  network: Network,
  input: Value,
  name: string,
  { inputs, outputs, stride }: BlockShape,
  width: number,
): Value {
  let value = network.convolution(input, `${name}.conv1`, [width, inputs, 1], {
    batchNorm: `${name}.bn1`,
    relu: true,
  });
  value = network.convolution(value, `${name}.conv2`, [width, width, 3], {
    stride,
    batchNorm: `${name}.bn2`,
    relu: true,
  });
  return network.convolution(value, `${name}.conv3`, [outputs, width, 1], { batchNorm: `${name}.bn3` });
}

function lastLayer(layers: readonly string[]): number {
  const indices = layers.map(layer => LAYERS.indexOf(layer as (typeof LAYERS)[number]));
  const unknown = layers[indices.indexOf(-1)];
  if (unknown !== undefined || layers.length === 0) {
    throw new InspectError(
      'invalid_argument',
      `The layer "${unknown ?? ''}" does not exist in this backbone; it has ${LAYERS.join(', ')}.`,
    );
  }
  return Math.max(...indices);
}
