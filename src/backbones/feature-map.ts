import type { Value } from '../onnx/graph.ts';

/** One feature map `[n, channels, height / stride, width / stride]` of a backbone, inside a graph. */
export interface FeatureMap {
  readonly value: Value;
  readonly channels: number;
  /** Pixels of the network's input per feature position. */
  readonly stride: number;
  /** Whether the 3x3 neighbourhood mean is already contained (the compact backbone learned it). */
  readonly pooled: boolean;
}
