import { int8Network } from '../backbones/int8-network.ts';
import { floatNetwork } from '../backbones/network.ts';
import { addBackbone, EXTERNAL, type StartNetwork } from '../backbones/registry.ts';
import type { LoadedBackbone } from '../backbones/store.ts';
import type { Image } from '../image/image.ts';
import { createGraph } from '../onnx/graph.ts';
import { int8ProductsOverflow } from '../onnx/int8-products.ts';
import { openSession, type SessionOptions } from '../onnx/session.ts';
import { mapOfInput } from './anomaly-map.ts';
import { addEmbedding, embeddingDimensions } from './embedding.ts';
import {
  addPixels,
  type FeatureExtractor,
  type FeatureSettings,
  greySquare,
  imageTensor,
} from './feature-extractor.ts';
import { openExternalFeatures } from './features-external.ts';
import { inputSize } from './preprocess.ts';

/**
 * Loads the pixels-to-patches part of PatchCore into a warm session.
 *
 * @throws InspectError `backbone_invalid` when the weights do not fit, `invalid_argument` for unknown layers.
 */
export async function openFeatures(
  backbone: LoadedBackbone,
  settings: FeatureSettings,
  options: SessionOptions,
): Promise<FeatureExtractor> {
  if (backbone.name === EXTERNAL) return openExternalFeatures(backbone, settings, options);
  const { model, dimensions } = featureGraph(backbone, settings);
  const fullInt8Products = settings.ranges !== undefined && (await int8ProductsOverflow(options));
  const session = await openSession(model, { ...options, fullInt8Products });
  const run = async (image: Image) => (await session.run({ image: imageTensor(image) })).patches!;
  const patches = (await run(greySquare(inputSize(settings.preprocessing)))).shape[0]!;
  const side = Math.sqrt(patches); // the network's input is square, so its patch grid is
  return {
    grid: { height: side, width: side },
    dimensions,
    map: mapOfInput(inputSize(settings.preprocessing)),
    extract: async image => (await run(image)).data as Float32Array,
    close: () => session.close(),
  };
}

function featureGraph(backbone: LoadedBackbone, { layers, preprocessing, ranges }: FeatureSettings) {
  const graph = createGraph('features');
  const startNetwork: StartNetwork = ranges
    ? (inGraph, weights) => int8Network(inGraph, weights, ranges)
    : floatNetwork;
  const pixels = addPixels(graph, preprocessing);
  const maps = addBackbone(graph, pixels, backbone.name, backbone, layers, startNetwork);
  const dimensions = embeddingDimensions(maps);
  graph.output(addEmbedding(graph, maps), 'patches', 'float32', ['patches', dimensions]);
  return { model: graph.toModel(), dimensions };
}
