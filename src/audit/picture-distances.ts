import { createGraph, float, int64, type OnnxModel } from '../onnx/graph.ts';
import { openSession, type SessionOptions, tensor } from '../onnx/session.ts';

/** How far patches are from whole pictures. */
export interface PictureDistances {
  /**
   * @param patches `[patches, dimensions]`
   * @returns distance of every patch to the nearest representative of every picture, `[patches, pictures]`
   */
  measure(patches: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * Opens the search for the nearest patch in every picture at once: one matrix product, then the smallest of each
 * picture's columns.
 *
 * @param representatives of all pictures, `[pictures, count, dimensions]`
 */
export async function openPictureDistances(
  representatives: Float32Array,
  { pictures, dimensions }: { readonly pictures: number; readonly dimensions: number },
  options: SessionOptions,
): Promise<PictureDistances> {
  const count = representatives.length / pictures / dimensions;
  const session = await openSession(distanceGraph(representatives, pictures, count, dimensions), options);
  return {
    async measure(patches) {
      const input = tensor(patches, patches.length / dimensions, dimensions);
      const { distances } = await session.run({ patches: input });
      return distances!.data as Float32Array;
    },
    close: () => session.close(),
  };
}

/** sqrt(max(0, |p|² + min over r of (|r|² - 2 p·r))) */
function distanceGraph(
  representatives: Float32Array,
  pictures: number,
  count: number,
  dimensions: number,
): OnnxModel {
  const graph = createGraph('picture_distances');
  const patches = graph.input('patches', 'float32', ['patches', dimensions]);
  const bank = graph.constant(representatives, [pictures * count, dimensions]);
  const norms = graph.constant(squaredNorms(representatives, dimensions), [pictures * count]);
  const partial = graph.node('Gemm', [patches, bank, norms], { alpha: float(-2), transB: 1 });
  const byPicture = graph.node('Reshape', [partial, graph.constant(int64(-1, pictures, count), [3])]);
  const least = graph.node('ReduceMin', [byPicture, graph.constant(int64(2), [1])], { keepdims: 0 });
  const own = graph.node('ReduceSumSquare', [patches, graph.constant(int64(1), [1])], { keepdims: 1 });
  const squared = graph.node('Relu', [graph.node('Add', [least, own])]);
  graph.output(graph.node('Sqrt', [squared]), 'distances', 'float32', ['patches', pictures]);
  return graph.toModel();
}

function squaredNorms(vectors: Float32Array, dimensions: number): Float32Array {
  const norms = new Float32Array(vectors.length / dimensions);
  for (let i = 0; i < vectors.length; i++) norms[Math.floor(i / dimensions)]! += vectors[i]! ** 2;
  return norms;
}
