import type { Graph, Value } from '../onnx/graph.ts';
import { int64 } from '../onnx/graph.ts';

/** How a picture of any size becomes the network's input. */
export interface Preprocessing {
  /** Side of the square that the picture is resized to, in pixels. */
  readonly imageSize: number;
  /** Side of the centre that is kept after resizing, or null for the full frame. */
  readonly centerCrop: number | null;
  /** Keep the aspect ratio and fill the rest with the mean colour, instead of stretching to a square. */
  readonly letterbox: boolean;
}

/** Per-channel mean and deviation of ImageNet on RGB / 255, which the backbones were trained with. */
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;

/** Side of the network's input in pixels. */
export function inputSize({ imageSize, centerCrop }: Preprocessing): number {
  return centerCrop ?? imageSize;
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
  const planes = graph.node('Unsqueeze', [
    graph.node('Transpose', [image], { perm: [2, 0, 1] }),
    graph.constant(int64(0), [1]),
  ]);
  const resized = graph.node(
    'Resize',
    [planes, null, null, graph.constant(int64(imageSize, imageSize), [2])],
    {
      mode: 'linear',
      antialias: 1,
      axes: [2, 3],
      coordinate_transformation_mode: 'half_pixel',
      keep_aspect_ratio_policy: letterbox ? 'not_larger' : 'stretch',
    },
  );
  const normalised = addNormalise(graph, graph.node('Cast', [resized], { to: FLOAT }));
  const framed = letterbox ? addLetterbox(graph, normalised, imageSize) : normalised;
  return centerCrop === null ? framed : addCenterCrop(graph, framed, imageSize, centerCrop);
}

const FLOAT = 1;

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
  const before = graph.node('Div', [missing, graph.constant(int64(2), [1])]);
  const pads = graph.node('Concat', [before, graph.node('Sub', [missing, before])], { axis: 0 });
  return graph.node('Pad', [pixels, pads, null, graph.constant(int64(2, 3), [2])], { mode: 'constant' });
}

/** torchvision's CenterCrop: the first kept row is round((side - crop) / 2). */
function addCenterCrop(graph: Graph, pixels: Value, side: number, crop: number): Value {
  const from = Math.round((side - crop) / 2);
  return graph.node('Slice', [
    pixels,
    graph.constant(int64(from, from), [2]),
    graph.constant(int64(from + crop, from + crop), [2]),
    graph.constant(int64(2, 3), [2]),
  ]);
}
