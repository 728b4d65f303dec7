import type { ActivationRanges } from '../backbones/activation-range.ts';
import { floatNetwork } from '../backbones/network.ts';
import { addBackbone, EXTERNAL } from '../backbones/registry.ts';
import type { LoadedBackbone } from '../backbones/store.ts';
import { InspectError, throwIfCancelled } from '../errors.ts';
import { createGraph, type Value } from '../onnx/graph.ts';
import { openSession, type SessionOptions } from '../onnx/session.ts';
import { addPixels, type FeatureSettings, imageTensor } from './feature-extractor.ts';
import { pixelRange } from './preprocess.ts';
import type { PictureSource } from './train.ts';

/** More pictures hardly widen the ranges, and each costs a run in float32. */
const MOST_PICTURES = 32;

/**
 * Finds the range of every tensor that an 8-bit backbone rounds: the smallest and largest value over up to 32 of the
 * training pictures, picked evenly. Pixels get the range they can have at all, since defects may be black or white.
 *
 * @throws InspectError `invalid_argument` for an external backbone, `backbone_invalid` when a value is not finite.
 */
export async function activationRanges(
  backbone: LoadedBackbone,
  settings: FeatureSettings,
  pictures: PictureSource,
  options: SessionOptions & { readonly signal?: AbortSignal | undefined },
): Promise<ActivationRanges> {
  refuseExternal(backbone);
  const { model, names } = extremesGraph(backbone, settings);
  const lows = new Float32Array(names.length).fill(Number.POSITIVE_INFINITY);
  const highs = new Float32Array(names.length).fill(Number.NEGATIVE_INFINITY);
  const session = await openSession(model, options);
  try {
    for (const picture of evenly(pictures.count, MOST_PICTURES)) {
      throwIfCancelled(options.signal);
      const extremes = await session.run({ image: imageTensor(await pictures.read(picture)) });
      for (const index of names.keys()) {
        const [low, high] = [extremes.lows!.data[index] as number, extremes.highs!.data[index] as number];
        if (!Number.isFinite(low) || !Number.isFinite(high)) throw notFinite(backbone, names[index]!);
        lows[index] = Math.min(lows[index]!, low);
        highs[index] = Math.max(highs[index]!, high);
      }
    }
  } finally {
    await session.close();
  }
  const ranges = names.map((name, index) => [name, { low: lows[index]!, high: highs[index]! }]);
  return { ...Object.fromEntries(ranges), pixels: pixelRange() };
}

/** @throws InspectError `invalid_argument` when the backbone is a user's own network. */
export function refuseExternal({ name, path }: Pick<LoadedBackbone, 'name' | 'path'>): void {
  if (name !== EXTERNAL) return;
  throw new InspectError(
    'invalid_argument',
    `The backbone external (${path}) runs as it is and cannot be turned to int8 here. Leave --precision out, choose a built-in backbone, or quantise the ONNX file with its own tools and train with that.`,
  );
}

/** The float32 network with the extremes of its tensors as outputs `lows` and `highs` `[tensors, 1, 1, 1]`. */
function extremesGraph(backbone: LoadedBackbone, { layers, preprocessing }: FeatureSettings) {
  const graph = createGraph('extremes');
  const observed: (readonly [string, Value])[] = [];
  addBackbone(graph, addPixels(graph, preprocessing), backbone.name, backbone, layers, (inGraph, weights) =>
    floatNetwork(inGraph, weights, (name, value) => observed.push([name, value])),
  );
  for (const [output, operator] of [
    ['lows', 'ReduceMin'],
    ['highs', 'ReduceMax'],
  ] as const) {
    const extremes = observed.map(([, value]) => graph.node(operator, [value], { keepdims: 1 }));
    graph.output(graph.node('Concat', extremes, { axis: 0 }), output, 'float32', [observed.length, 1, 1, 1]);
  }
  return { model: graph.toModel(), names: observed.map(([name]) => name) };
}

/** Up to `most` indices below `count`, evenly spread. */
function evenly(count: number, most: number): readonly number[] {
  const picks = Math.min(count, most);
  return Array.from({ length: picks }, (_, pick) => Math.floor((pick * count) / picks));
}

function notFinite({ path }: LoadedBackbone, tensor: string): InspectError {
  return new InspectError(
    'backbone_invalid',
    `The backbone ${path} gives infinite or undefined values in ${tensor}, and finite numbers are needed. Use another backbone.`,
  );
}
