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
      const { planes } = await session.run({ image: imageTensor(image) });
      return { width, height, data: interleave(planes!.data as Uint8Array) };
    },
    close: () => session.close(),
  };
}

function resizeGraph(preprocessing: Preprocessing): OnnxModel {
  const graph = createGraph('shrink');
  const planes = addResize(graph, graph.input('image', 'uint8', ['height', 'width', 3]), preprocessing);
  graph.output(planes, 'planes', 'uint8', [1, 3, 'small_height', 'small_width']);
  return graph.toModel();
}

/** From planes `[3, pixels]` to `[pixels, 3]`; a Transpose in the graph would be moved in front of Resize by ONNX Runtime. */
function interleave(planes: Uint8Array): Uint8Array {
  const pixels = planes.length / 3;
  const interleaved = new Uint8Array(planes.length);
  for (let pixel = 0, i = 0; pixel < pixels; pixel++) {
    interleaved[i++] = planes[pixel]!;
    interleaved[i++] = planes[pixels + pixel]!;
    interleaved[i++] = planes[2 * pixels + pixel]!;
  }
  return interleaved;
}
