import type { FeatureMap } from '../backbones/feature-map.ts';
import { type Graph, int64, type Value } from '../onnx/graph.ts';

/**
 * Adds the locally aware patch features (Roth et al. 2022, section 3.1): a 3x3 mean over the neighbourhood (zero
 * padding counted) of every map, maps enlarged bilinearly to the finest grid, channels joined.
 *
 * @param maps feature maps `[1, channels, height, width]`
 * @returns patches `[height * width, dimensions]` of the finest grid in raster order
 */
export function addEmbedding(graph: Graph, maps: readonly FeatureMap[]): Value {
  const finest = Math.min(...maps.map(map => map.stride));
  const means = maps.map(map => (map.pooled ? map.value : addNeighbourhoodMean(graph, map.value)));
  const grid = graph.node('Shape', [means[maps.findIndex(map => map.stride === finest)]!], {
    start: 2,
    end: 4,
  });
  const aligned = means.map((mean, index) =>
    maps[index]!.stride === finest ? mean : addEnlarge(graph, mean, grid),
  );
  const joined = aligned.length === 1 ? aligned[0]! : graph.node('Concat', aligned, { axis: 1 });
  const dimensions = embeddingDimensions(maps);
  return graph.node('Reshape', [
    graph.node('Transpose', [joined], { perm: [0, 2, 3, 1] }),
    graph.constant(int64(-1, dimensions), [2]),
  ]);
}

/** The length of one patch vector: the channels of all maps together. */
export function embeddingDimensions(maps: readonly Pick<FeatureMap, 'channels'>[]): number {
  return maps.reduce((sum, map) => sum + map.channels, 0);
}

function addNeighbourhoodMean(graph: Graph, map: Value): Value {
  return graph.node('AveragePool', [map], {
    kernel_shape: [3, 3],
    strides: [1, 1],
    pads: [1, 1, 1, 1],
    count_include_pad: 1,
  });
}

function addEnlarge(graph: Graph, map: Value, grid: Value): Value {
  const outer = graph.node('Shape', [map], { start: 0, end: 2 });
  // Two extents would do with `axes`, but ONNX Runtime mistakes those when it lays an 8-bit network out anew.
  const sizes = graph.node('Concat', [outer, grid], { axis: 0 });
  return graph.node('Resize', [map, null, null, sizes], {
    mode: 'linear',
    coordinate_transformation_mode: 'half_pixel',
  });
}
