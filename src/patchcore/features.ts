import { addBackbone, EXTERNAL } from '../backbones/registry.ts';
import type { LoadedBackbone } from '../backbones/store.ts';
import type { Image } from '../image/image.ts';
import { createGraph } from '../onnx/graph.ts';
import { openSession, type SessionOptions } from '../onnx/session.ts';
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
  const session = await openSession(model, options);
  const run = async (image: Image) => (await session.run({ image: imageTensor(image) })).patches!;
  const patches = (await run(greySquare(inputSize(settings.preprocessing)))).shape[0]!;
  const side = Math.sqrt(patches); // the network's input is square, so its patch grid is
  return {
    grid: { height: side, width: side },
    dimensions,
    extract: async image => (await run(image)).data as Float32Array,
    close: () => session.close(),
  };
}

function featureGraph(backbone: LoadedBackbone, { layers, preprocessing }: FeatureSettings) {
  const graph = createGraph('features');
  const maps = addBackbone(graph, addPixels(graph, preprocessing), backbone.name, backbone, layers);
  const dimensions = embeddingDimensions(maps);
  graph.output(addEmbedding(graph, maps), 'patches', 'float32', ['patches', dimensions]);
  return { model: graph.toModel(), dimensions };
}
