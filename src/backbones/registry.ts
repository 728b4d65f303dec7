import { InspectError } from '../errors.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { parseSafetensors } from '../onnx/safetensors.ts';
import { addCompact } from './compact.ts';
import type { FeatureMap } from './feature-map.ts';
import { floatNetwork, type Network } from './network.ts';
import { addResnet, type ResnetArchitecture } from './resnet.ts';
import { type Weights, weightsOf } from './weights.ts';

/** A backbone that the product can build by itself. */
export interface BuiltInBackbone {
  readonly name: string;
  /** One line for a list. */
  readonly description: string;
  /** The Hugging Face repository that `backbone pull` fetches from; null when the weights ship with the product. */
  readonly repository: string | null;
  readonly layers: readonly string[];
  /** Bytes of the weights file, about; for a list. */
  readonly sizeMegabytes: number;
  readonly architecture: ResnetArchitecture | 'compact';
}

const RESNET_LAYERS = ['layer1', 'layer2', 'layer3', 'layer4'] as const;
const standard = { stemChannels: 64, planes: 64 } as const;

/** The backbones by name; `external` stands for a user's own ONNX file and is not listed here. */
export const BACKBONES: readonly BuiltInBackbone[] = [
  {
    name: 'compact',
    description: 'small network that ships with the product, distilled from resnet18',
    repository: null,
    layers: ['layer2', 'layer3'],
    sizeMegabytes: 8,
    architecture: 'compact',
  },
  resnet('resnet18', 47, 'ResNet-18', { block: 'basic', blocks: [2, 2, 2, 2], widthFactor: 1 }),
  resnet('resnet34', 87, 'ResNet-34', { block: 'basic', blocks: [3, 4, 6, 3], widthFactor: 1 }),
  resnet('resnet50', 102, 'ResNet-50', { block: 'bottleneck', blocks: [3, 4, 6, 3], widthFactor: 1 }),
  resnet('wide_resnet50_2', 276, 'Wide ResNet-50-2, the reference of the PatchCore paper', {
    block: 'bottleneck',
    blocks: [3, 4, 6, 3],
    widthFactor: 2,
  }),
  resnet('wide_resnet101_2', 508, 'Wide ResNet-101-2', {
    block: 'bottleneck',
    blocks: [3, 4, 23, 3],
    widthFactor: 2,
  }),
];

/** The name of a user's own ONNX backbone. */
export const EXTERNAL = 'external';

/** @throws InspectError `backbone_unknown` that lists the known names. */
export function builtInBackbone(name: string): BuiltInBackbone {
  const found = BACKBONES.find(backbone => backbone.name === name);
  if (found) return found;
  const known = [...BACKBONES.map(backbone => backbone.name), EXTERNAL].join(', ');
  throw new InspectError('backbone_unknown', `There is no backbone "${name}". Known backbones: ${known}.`);
}

/**
 * Adds a built-in backbone with the weights of a safetensors file.
 *
 * @param pixels normalised RGB `[n, 3, height, width]`
 * @param startNetwork decides how the network computes: in float32, or in 8 bits
 * @throws InspectError `backbone_invalid` for weights of another architecture.
 */
export function addBackbone(
  graph: Graph,
  pixels: Value,
  name: string,
  file: WeightsFile,
  layers: readonly string[],
  startNetwork: StartNetwork = floatNetwork,
): readonly FeatureMap[] {
  const { architecture } = builtInBackbone(name);
  const network = startNetwork(graph, weightsOf(parseSafetensors(file.bytes, file.path), file.path, name));
  return architecture === 'compact'
    ? addCompact(network, pixels, layers)
    : addResnet(network, pixels, architecture, layers);
}

/** Starts an empty network with these weights in a graph. */
export type StartNetwork = (graph: Graph, weights: Weights) => Network;

/** The bytes of a weights file and what to call it. */
export interface WeightsFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

function resnet(
  name: string,
  sizeMegabytes: number,
  description: string,
  shape: Pick<ResnetArchitecture, 'block' | 'blocks' | 'widthFactor'>,
): BuiltInBackbone {
  const repository = `timm/${name}.tv_in1k`;
  return {
    name,
    description,
    repository,
    layers: RESNET_LAYERS,
    sizeMegabytes,
    architecture: { ...standard, ...shape },
  };
}
