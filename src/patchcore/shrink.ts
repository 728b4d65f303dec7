import type { Image } from '../image/image.ts';
import { createGraph, type OnnxModel } from '../onnx/graph.ts';
import { openSession, type SessionOptions } from '../onnx/session.ts';
import { imageTensor } from './feature-extractor.ts';
import { addResize, type Preprocessing, resizedExtents } from './preprocess.ts';

/** Makes pictures as small as the network sees them; their patches stay the same to the last bit. */
export interface Shrink {
  /** A picture that would not become smaller, or is cut into tiles, is handed back as it is. */
  shrink(image: Image): Promise<Image>;
  close(): Promise<void>;
}

/**
 * Opens the resize of the preprocessing as a session of its own. It rounds to whole grey levels, and a picture of the
 * right size passes it unchanged, so the small picture stands for the large one in all that follows.
 */
export async function openShrink(preprocessing: Preprocessing, options: SessionOptions): Promise<Shrink> {
  if (preprocessing.tiling) return { shrink: async image => image, close: async () => {} };
  const session = await openSession(resizeGraph(preprocessing), options);
  return {
    async shrink(image) {
      const { width, height } = resizedExtents(image, preprocessing);
      if (width * height >= image.width * image.height) return image;
      const { pixels } = await session.run({ image: imageTensor(image) });
      return { width, height, data: pixels!.data as Uint8Array };
    },
    close: () => session.close(),
  };
}

function resizeGraph(preprocessing: Preprocessing): OnnxModel {
  const graph = createGraph('shrink');
  const image = graph.input('image', 'uint8', ['height', 'width', 3]);
  const pixels = addResize(graph, image, preprocessing, 'pixels');
  graph.output(pixels, 'pixels', 'uint8', [1, 'small_height', 'small_width', 3]);
  return graph.toModel();
}
