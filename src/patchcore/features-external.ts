import type { LoadedBackbone } from '../backbones/store.ts';
import { InspectError } from '../errors.ts';
import { createGraph, type OnnxModel } from '../onnx/graph.ts';
import { openSession, type Session, type SessionOptions, type Tensor } from '../onnx/session.ts';
import { mapOfInput } from './anomaly-map.ts';
import { addEmbedding, embeddingDimensions } from './embedding.ts';
import {
  addPixels,
  type FeatureExtractor,
  type FeatureSettings,
  greySquare,
  imageTensor,
} from './feature-extractor.ts';
import { inputSize, type Preprocessing } from './preprocess.ts';

/**
 * Patch features from a user's own ONNX network: one input of normalised RGB `[n, 3, height, width]`, outputs
 * `[n, channels, h, w]` with the names given as layers. The network keeps its own operator set, so it runs in a
 * session of its own between preprocessing and embedding.
 */
export async function openExternalFeatures(
  backbone: LoadedBackbone,
  { layers, preprocessing }: FeatureSettings,
  options: SessionOptions,
): Promise<FeatureExtractor> {
  const pixels = await openSession(pixelGraph(preprocessing), options);
  const network = await openNetwork(backbone, layers, options);
  const side = inputSize(preprocessing);
  const featureMaps = async (
    image: Parameters<FeatureExtractor['extract']>[0],
  ): Promise<readonly Tensor[]> => {
    const input = (await pixels.run({ image: imageTensor(image) })).pixels!;
    const outputs = await network.run({ [network.inputNames[0]!]: input }, layers);
    return layers.map(layer => outputs[layer]!);
  };
  const shapes = (await featureMaps(greySquare(side)).catch(cause => refuse(backbone, side, cause))).map(
    map => map.shape,
  );
  const { model, dimensions, grid } = embeddingGraph(shapes, layers, backbone.path, side);
  const embedding = await openSession(model, options);
  return {
    grid,
    dimensions,
    map: mapOfInput(side),
    async extract(image) {
      const maps = await featureMaps(image);
      const outputs = await embedding.run(
        Object.fromEntries(maps.map((map, index) => [`map_${index}`, map])),
      );
      return outputs.patches!.data as Float32Array;
    },
    async close() {
      for (const session of [pixels, network, embedding]) await session.close();
    },
  };
}

async function openNetwork(
  backbone: LoadedBackbone,
  layers: readonly string[],
  options: SessionOptions,
): Promise<Session> {
  const session = await openSession({ bytes: backbone.bytes, externalData: [] }, options).catch(cause => {
    if (cause instanceof InspectError) throw cause;
    throw new InspectError(
      'backbone_invalid',
      `${backbone.path} is not an ONNX model that can be loaded: ${firstLine(cause)}.`,
      { cause },
    );
  });
  const missing = layers.filter(layer => !session.outputNames.includes(layer));
  if (missing.length > 0 || session.inputNames.length !== 1) {
    await session.close();
    const why =
      missing.length > 0
        ? `has no output ${missing.join(', ')}; its outputs are ${session.outputNames.join(', ')} (choose with --layers)`
        : `has ${session.inputNames.length} inputs and should have one`;
    throw new InspectError('backbone_invalid', `The ONNX model ${backbone.path} ${why}.`);
  }
  return session;
}

function pixelGraph(preprocessing: Preprocessing): OnnxModel {
  const graph = createGraph('pixels');
  const side = inputSize(preprocessing);
  graph.output(addPixels(graph, preprocessing), 'pixels', 'float32', [1, 3, side, side]);
  return graph.toModel();
}

function embeddingGraph(
  shapes: readonly (readonly number[])[],
  layers: readonly string[],
  path: string,
  side: number,
) {
  const wrong = shapes.findIndex(
    shape => shape.length !== 4 || shape[0] !== 1 || shape.slice(1).some(extent => extent < 1),
  );
  if (wrong !== -1) {
    throw new InspectError(
      'backbone_invalid',
      `Output ${layers[wrong]} of ${path} has the shape [${shapes[wrong]}]; feature maps [1, channels, height, width] are needed.`,
    );
  }
  const graph = createGraph('embedding');
  const maps = shapes.map((shape, index) => ({
    value: graph.input(`map_${index}`, 'float32', shape),
    channels: shape[1]!,
    stride: side / shape[3]!,
    pooled: false,
  }));
  const dimensions = embeddingDimensions(maps);
  graph.output(addEmbedding(graph, maps), 'patches', 'float32', ['patches', dimensions]);
  const finest = shapes.reduce((best, shape) => (shape[3]! > best[3]! ? shape : best));
  return { model: graph.toModel(), dimensions, grid: { height: finest[2]!, width: finest[3]! } };
}

function refuse(backbone: LoadedBackbone, side: number, cause: unknown): never {
  throw new InspectError(
    'backbone_invalid',
    `The ONNX model ${backbone.path} does not accept a float32 picture [1, 3, ${side}, ${side}]: ${firstLine(cause)}. Choose another --image-size or export the model with free extents.`,
    { cause },
  );
}

function firstLine(cause: unknown): string {
  return (cause as Error).message.split('\n')[0]!;
}
