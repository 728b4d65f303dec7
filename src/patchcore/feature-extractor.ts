import type { ActivationRanges } from '../backbones/activation-range.ts';
import type { Image } from '../image/image.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import type { Tensor } from '../onnx/session.ts';
import type { AlignedPatches } from './aligned-picture.ts';
import type { MapShape, PatchGrid } from './anomaly-map.ts';
import { addPreprocess, type Preprocessing } from './preprocess.ts';

/** From a picture to its patch vectors; depends on backbone, layers and preprocessing, not on the category. */
export interface FeatureExtractor {
  readonly grid: PatchGrid;
  /** Length of one patch vector. */
  readonly dimensions: number;
  /** The anomaly map that lies over the grid. */
  readonly map: MapShape;
  /** Numbers of the patches that are handed out, ascending; all of the grid when left out. */
  readonly inside?: Int32Array | undefined;
  /** @returns patches `[grid.height * grid.width, dimensions]` in raster order, or those inside */
  extract(image: Image): Promise<Float32Array>;
  /** The same patches as consecutive rows of the grid, for grids that are large; left out where they are small. */
  strips?(image: Image): AsyncIterable<Float32Array>;
  /** How a picture is aligned before it becomes patches; left out where pictures are taken as they come. */
  align?(image: Image): Promise<AlignedPatches>;
  close(): Promise<void>;
}

/** How many patches a picture has. */
export function patchCount({ grid, inside }: Pick<FeatureExtractor, 'grid' | 'inside'>): number {
  return inside?.length ?? grid.height * grid.width;
}

/** The number in the grid of the patch that is handed out at this place. */
export function patchNumber({ inside }: Pick<FeatureExtractor, 'inside'>, place: number): number {
  return inside?.[place] ?? place;
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
