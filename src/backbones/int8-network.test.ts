import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ON_CPU, outputFloats } from '../../test/fixtures/graphs.ts';
import { architectureOf, readWeights } from '../../test/fixtures/tiny-networks.ts';
import { goldenSets } from '../../test/golden/read-golden.ts';
import { createGraph, type Graph, type Value } from '../onnx/graph.ts';
import { int8ProductsOverflow } from '../onnx/int8-products.ts';
import type { Safetensors } from '../onnx/safetensors.ts';
import { openSession, type Tensor, tensor } from '../onnx/session.ts';
import type { ActivationRanges } from './activation-range.ts';
import { addCompact } from './compact.ts';
import { int8Network } from './int8-network.ts';
import { floatNetwork, type Network } from './network.ts';
import { addResnet } from './resnet.ts';
import { weightsOf } from './weights.ts';

const LAYERS = ['layer2', 'layer3'] as const;
/**
 * Rounding within 255 steps costs a tensor about 1 % of its norm, and 9 to 16 such errors in a row that do not know of
 * each other add up to 3 to 6 %; a wrong scale, zero point or bias costs far more.
 */
const RELATIVE_NORM = 0.1;
const COSINE = 0.995;

const COMPACT = fileURLToPath(new URL('../../assets/compact/compact.safetensors', import.meta.url));
const golden = goldenSets()[0]!;
const fullInt8Products = await int8ProductsOverflow(ON_CPU); // as the features are opened

/** What a test runs: the golden input of a stage through its network. */
interface Stage {
  readonly pixels: Tensor;
  readonly weights: Safetensors;
  addTo(network: Network, pixels: Value): readonly { readonly value: Value }[];
}

function stageOf(name: string): Stage {
  const { data, shape } = golden.read(`${name}.input`);
  const pixels = tensor(data as Float32Array, ...shape);
  if (name === 'compact') {
    const weights = readWeights(COMPACT);
    return { pixels, weights, addTo: (network, value) => addCompact(network, value, LAYERS) };
  }
  const weights = readWeights(join(golden.folder, `${name}.safetensors`));
  const architecture = architectureOf(weights, name.includes('basic') ? 'basic' : 'bottleneck');
  return { pixels, weights, addTo: (network, value) => addResnet(network, value, architecture, LAYERS) };
}

type Start = (graph: Graph, weights: ReturnType<typeof weightsOf>) => Network;

async function run({ pixels, weights, addTo }: Stage, start: Start, observed: ReadonlyMap<string, Value>) {
  const graph = createGraph('test');
  const input = graph.input('input', 'float32', pixels.shape);
  const [layer2, layer3] = addTo(start(graph, weightsOf(weights, 'my.safetensors', 'tiny')), input);
  outputFloats(graph, { layer2: [layer2!.value, 4], layer3: [layer3!.value, 4] });
  for (const [name, value] of observed) outputFloats(graph, { [`tensor.${name}`]: [value, 4] });
  const session = await openSession(graph.toModel(), { ...ON_CPU, fullInt8Products });
  try {
    return await session.run({ input: pixels });
  } finally {
    await session.close();
  }
}

/** The float32 maps, and the range of every tensor. */
async function runInFloat(stage: Stage) {
  const observed = new Map<string, Value>();
  const start: Start = (graph, weights) =>
    floatNetwork(graph, weights, (name, value) => observed.set(name, value));
  const outputs = await run(stage, start, observed);
  const ranges = [...observed.keys()].map(name => {
    const values = outputs[`tensor.${name}`]!.data as Float32Array;
    const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    return [name, { low, high: values.reduce((most, value) => Math.max(most, value), -low) }] as const;
  });
  return { outputs, ranges: Object.fromEntries(ranges) };
}

const runInInt8 = (stage: Stage, ranges: ActivationRanges) =>
  run(stage, (graph, weights) => int8Network(graph, weights, ranges), new Map());

function closeness(found: Float32Array, expected: Float32Array) {
  let [product, ofFound, ofExpected, ofDifference] = [0, 0, 0, 0];
  for (const [i, value] of expected.entries()) {
    product += found[i]! * value;
    ofFound += found[i]! ** 2;
    ofExpected += value ** 2;
    ofDifference += (found[i]! - value) ** 2;
  }
  return {
    cosine: product / Math.sqrt(ofFound * ofExpected),
    relativeNorm: Math.sqrt(ofDifference / ofExpected),
  };
}

describe.each(['tiny_basic', 'tiny_basic_folded', 'tiny_wide_bottleneck', 'compact'])(
  '%s in 8 bits',
  name => {
    test('gives feature maps close to those of float32, and not the same', async () => {
      const stage = stageOf(name);
      const { outputs, ranges } = await runInFloat(stage);
      const rounded = await runInInt8(stage, ranges);
      for (const layer of LAYERS) {
        expect(rounded[layer]!.shape).toEqual(outputs[layer]!.shape);
        const { cosine, relativeNorm } = closeness(
          rounded[layer]!.data as Float32Array,
          outputs[layer]!.data as Float32Array,
        );
        expect(relativeNorm, layer).toBeLessThan(RELATIVE_NORM);
        expect(relativeNorm, layer).toBeGreaterThan(1e-4);
        expect(cosine, layer).toBeGreaterThan(COSINE);
      }
    });
  },
);

test('a tensor leaves its range no further than the range goes', async () => {
  const stage = stageOf('tiny_basic');
  const { ranges } = await runInFloat(stage);
  const halved = Object.fromEntries(
    Object.entries(ranges).map(([name, { low, high }]) => [name, { low: low / 2, high: high / 2 }]),
  );
  const rounded = await runInInt8(stage, halved);
  const most = (rounded.layer3!.data as Float32Array).reduce((largest, value) => Math.max(largest, value), 0);
  const last = Object.keys(ranges).findLast(name => /^layer3\.\d+$/.test(name))!;
  expect(most).toBeLessThanOrEqual(halved[last]!.high * 1.000001);
});

test('a range that is missing is named', async () => {
  const stage = stageOf('tiny_basic');
  const { ranges } = await runInFloat(stage);
  const { 'layer1.0.conv1': _, ...others } = ranges;
  await expect(runInInt8(stage, others)).rejects.toMatchObject({ code: 'model_damaged' });
  await expect(runInInt8(stage, others)).rejects.toThrow('no activation range of layer1.0.conv1');
});
