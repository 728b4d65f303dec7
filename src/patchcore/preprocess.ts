import type { ActivationRange } from '../backbones/activation-range.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { int64 } from '../onnx/graph.ts';
import type { Extents, Tiling } from './tiling.ts';

/** How a picture of any size becomes the network's input. */
export interface Preprocessing {
  /** Side of the square that the picture is resized to, in pixels. */
  readonly imageSize: number;
  /** Side of the centre that is kept after resizing, or null for the full frame. */
  readonly centerCrop: number | null;
  /** Keep the aspect ratio and fill the rest with the mean colour, instead of stretching to a square. */
  readonly letterbox: boolean;
  /** Cuts pictures of one size into tiles of `imageSize` pixels at native scale, each of which goes this way. */
  readonly tiling?: Tiling | undefined;
}

/** Per-channel mean and deviation of ImageNet on RGB / 255, which the backbones were trained with. */
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;

/** Side of the network's input in pixels. */
export function inputSize({ imageSize, centerCrop }: Preprocessing): number {
  return centerCrop ?? imageSize;
}

/** The smallest and largest value that a normalised pixel of any channel can take. */
export function pixelRange(): ActivationRange {
  const at = (level: number) => MEAN.map((mean, channel) => (level - mean) / DEVIATION[channel]!);
  return { low: Math.min(...at(0)), high: Math.max(...at(1)) };
}

/**
 * Extents of the picture after resizing, in pixels: a letterbox keeps its proportions, rounds halves up (as ONNX
 * Resize's `not_larger` does) and leaves at least one pixel of very long pictures.
 */
export function resizedExtents(
  picture: Extents,
  { imageSize, letterbox }: Pick<Preprocessing, 'imageSize' | 'letterbox'>,
): Extents {
  if (!letterbox) return { width: imageSize, height: imageSize };
  const longest = Math.max(picture.width, picture.height);
  const extent = (original: number) =>
    Math.max(1, Math.floor((2 * imageSize * original + longest) / (2 * longest)));
  return { width: extent(picture.width), height: extent(picture.height) };
}

/** Where a span of `length` begins that lies in the middle of `side`: halves round to even, as in torchvision. */
export function middleStart(side: number, length: number): number {
  const below = Math.floor((side - length) / 2);
  return (side - length) % 2 === 0 || below % 2 === 0 ? below : below + 1;
}

/**
 * Adds resize, crop and normalisation. The resize is bilinear, antialiased and rounds to whole grey levels, as
 * torchvision's Resize on a Pillow picture does.
 *
 * @param image raw picture `[height, width, 3]`, uint8 RGB
 * @returns normalised pixels `[1, 3, side, side]`
 */
export function addPreprocess(graph: Graph, image: Value, preprocessing: Preprocessing): Value {
  const { imageSize, centerCrop, letterbox } = preprocessing;
  const resized = addResize(graph, image, preprocessing, 'planes');
  const normalised = addNormalise(graph, graph.cast(resized, 'float32'));
  const framed = letterbox ? addLetterbox(graph, normalised, imageSize) : normalised;
  return centerCrop === null ? framed : addCenterCrop(graph, framed, imageSize, centerCrop);
}

/**
 * Adds the resize alone. A picture that has the right size already passes unchanged, so resizing twice is resizing once.
 *
 * @param image raw picture `[height, width, 3]`, uint8 RGB
 * @param order of what is resized: planes, as networks take them, or pixels, which saves bringing a large picture into
 * another order. The values are the same.
 * @returns uint8 planes `[1, 3, height, width]` or pixels `[1, height, width, 3]` with the extents of `resizedExtents`
 */
export function addResize(
  graph: Graph,
  image: Value,
  { imageSize, letterbox }: Pick<Preprocessing, 'imageSize' | 'letterbox'>,
  order: 'planes' | 'pixels',
): Value {
  const inOrder = order === 'planes' ? graph.node('Transpose', [image], { perm: [2, 0, 1] }) : image;
  const extents = letterbox
    ? addLetterboxExtents(graph, image, imageSize)
    : graph.constant(int64(imageSize, imageSize), [2]);
  const [one, channels] = [1, 3].map(extent => graph.constant(int64(extent), [1]));
  // Two extents would do with `axes`, but ONNX Runtime mistakes those when it lays a network out anew for a GPU.
  const sizes = order === 'planes' ? [one!, channels!, extents] : [one!, extents, channels!];
  return graph.node(
    'Resize',
    [
      graph.node('Unsqueeze', [inOrder, graph.constant(int64(0), [1])]),
      null,
      null,
      graph.node('Concat', sizes, { axis: 0 }),
    ],
    { mode: 'linear', antialias: 1, coordinate_transformation_mode: 'half_pixel' },
  );
}

/** `resizedExtents` of a picture `[height, width, 3]` as `[height, width]`. */
function addLetterboxExtents(graph: Graph, image: Value, imageSize: number): Value {
  const scalar = (value: number) => graph.constant(int64(value), [1]);
  const extents = graph.node('Shape', [image], { start: 0, end: 2 });
  const longest = graph.node('ReduceMax', [extents], { keepdims: 1 });
  const doubled = graph.node('Add', [graph.node('Mul', [extents, scalar(2 * imageSize)]), longest]);
  return graph.node('Max', [
    graph.node('Div', [doubled, graph.node('Mul', [longest, scalar(2)])]),
    scalar(1),
  ]);
}

/** (x / 255 - mean) / deviation */
function addNormalise(graph: Graph, pixels: Value): Value {
  const scale = Float32Array.from(DEVIATION, deviation => 1 / (255 * deviation));
  const shift = Float32Array.from(DEVIATION, (deviation, channel) => MEAN[channel]! / deviation);
  const scaled = graph.node('Mul', [pixels, graph.constant(scale, [1, 3, 1, 1])]);
  return graph.node('Sub', [scaled, graph.constant(shift, [1, 3, 1, 1])]);
}

/** Fills up to a square around the middle with zeros, which is the mean colour after normalisation. */
function addLetterbox(graph: Graph, pixels: Value, side: number): Value {
  const extent = graph.node('Shape', [pixels], { start: 2, end: 4 });
  const missing = graph.node('Sub', [graph.constant(int64(side, side), [2]), extent]);
  const half = graph.node('Mul', [graph.cast(missing, 'float32'), graph.constant(Float32Array.of(0.5), [1])]);
  const before = graph.cast(graph.node('Round', [half]), 'int64'); // Round: halves to even
  const pads = graph.node('Concat', [before, graph.node('Sub', [missing, before])], { axis: 0 });
  return graph.node('Pad', [pixels, pads, null, graph.constant(int64(2, 3), [2])], { mode: 'constant' });
}

/** torchvision's CenterCrop. */
function addCenterCrop(graph: Graph, pixels: Value, side: number, crop: number): Value {
  const from = middleStart(side, crop);
  return graph.node('Slice', [
    pixels,
    graph.constant(int64(from, from), [2]),
    graph.constant(int64(from + crop, from + crop), [2]),
    graph.constant(int64(2, 3), [2]),
  ]);
}
