import type { ActivationRanges } from '../backbones/activation-range.ts';
import type { Image } from '../image/image.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import type { Tensor } from '../onnx/session.ts';
import type { MapShape, PatchGrid } from './anomaly-map.ts';
import { addPreprocess, type Preprocessing } from './preprocess.ts';

/** From a picture to its patch vectors; depends on backbone, layers and preprocessing, not on the category. */
export interface FeatureExtractor {
  readonly grid: PatchGrid;
  /** Length of one patch vector. */
  readonly dimensions: number;
  /** The anomaly map that lies over the grid. */
  readonly map: MapShape;
  /** @returns patches `[grid.height * grid.width, dimensions]` in raster order */
  extract(image: Image): Promise<Float32Array>;
  /** The same patches as consecutive rows of the grid, for grids that are large; left out where they are small. */
  strips?(image: Image): AsyncIterable<Float32Array>;
  close(): Promise<void>;
}

export interface FeatureSettings {
  readonly layers: readonly string[];
  readonly preprocessing: Preprocessing;
  /** Makes the backbone compute in 8 bits with these ranges; in float32 when left out. */
  readonly ranges?: ActivationRanges | undefined;
}

/** A raw picture as the input tensor of the preprocessing graph. */
export function imageTensor({ data, height, width }: Image): Tensor {
  return { type: 'uint8', data, shape: [height, width, 3] };
}

/** Declares the raw picture and adds the preprocessing. */
export function addPixels(graph: Graph, preprocessing: Preprocessing): Value {
  return addPreprocess(graph, graph.input('image', 'uint8', ['height', 'width', 3]), preprocessing);
}

/** A picture without content, to warm a session and read its shapes. */
export function greySquare(side: number): Image {
  return { width: side, height: side, data: new Uint8Array(side * side * 3).fill(128) };
}
