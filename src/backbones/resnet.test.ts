import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { outputFloats, runGraph } from '../../test/fixtures/graphs.ts';
import { architectureOf, readWeights } from '../../test/fixtures/tiny-networks.ts';
import { beyondTolerance } from '../../test/fixtures/tolerance.ts';
import { type GoldenSet, goldenSets, sharedFolder } from '../../test/golden/read-golden.ts';
import { createGraph } from '../onnx/graph.ts';
import { type Tensor, tensor } from '../onnx/session.ts';
import { floatNetwork } from './network.ts';
import { addBackbone } from './registry.ts';
import { addResnet } from './resnet.ts';
import { weightsOf } from './weights.ts';

const LAYERS = ['layer2', 'layer3'] as const;

function expectGolden(golden: GoldenSet, stage: string, outputs: Readonly<Record<string, Tensor>>) {
  for (const layer of LAYERS) {
    const expected = golden.read(`${stage}.${layer}`);
    const { tolerance } = golden.notes.stages[stage]!;
    expect(outputs[layer]!.shape).toEqual(expected.shape);
    expect(beyondTolerance(outputs[layer]!.data as Float32Array, expected.data, tolerance), layer).toBeNull();
  }
}

describe.each(goldenSets())('with the $name golden arrays', golden => {
  const tiny = ['tiny_basic', 'tiny_basic_folded', 'tiny_wide_bottleneck'].filter(name =>
    golden.has(`${name}.input`),
  );

  test.each(tiny)("%s gives torchvision's feature maps", async stage => {
    const file = readWeights(join(golden.folder, `${stage}.safetensors`));
    const architecture = architectureOf(file, stage.includes('basic') ? 'basic' : 'bottleneck');
    const { data, shape } = golden.read(`${stage}.input`);
    const outputs = await runGraph({ pixels: tensor(data as Float32Array, ...shape) }, (graph, values) => {
      const network = floatNetwork(graph, weightsOf(file, stage, stage));
      const maps = addResnet(network, values.pixels!, architecture, LAYERS);
      outputFloats(graph, { layer2: [maps[0]!.value, 4], layer3: [maps[1]!.value, 4] });
    });
    expectGolden(golden, stage, outputs);
  });
});

const shared = goldenSets().find(({ name }) => name === 'shared');

test.skipIf(shared === undefined)(
  "resnet18 with ImageNet weights gives torchvision's feature maps (needs the shared folder)",
  async () => {
    const path = join(sharedFolder()!, 'weights', 'resnet18.safetensors');
    const { data, shape } = shared!.read('preprocess.small');
    const outputs = await runGraph({ pixels: tensor(data as Float32Array, ...shape) }, (graph, values) => {
      const file = { path, bytes: readFileSync(path) };
      const maps = addBackbone(graph, values.pixels!, 'resnet18', file, LAYERS);
      outputFloats(graph, { layer2: [maps[0]!.value, 4], layer3: [maps[1]!.value, 4] });
    });
    expectGolden(shared!, 'resnet18', outputs);
  },
);

describe('a residual network', () => {
  const file = readWeights(join(goldenSets()[0]!.folder, 'tiny_basic.safetensors'));
  const architecture = architectureOf(file, 'basic');
  const build = (layers: readonly string[], weights = file, shape = architecture) =>
    addResnet(
      floatNetwork(createGraph('test'), weightsOf(weights, 'my.safetensors', 'tiny')),
      { name: 'pixels' },
      shape,
      layers,
    );

  test('names channels and stride of every layer, in the order asked for', () => {
    const { planes } = architecture;
    expect(
      build(['layer3', 'layer1']).map(({ channels, stride, pooled }) => [channels, stride, pooled]),
    ).toEqual([
      [4 * planes, 16, false],
      [planes, 4, false],
    ]);
  });

  test('refuses a layer it does not have, and no layers', () => {
    expect(() => build(['layer2', 'layer5'])).toThrow(
      /"layer5" does not exist.*layer1, layer2, layer3, layer4/,
    );
    expect(() => build([])).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });

  test('refuses weights with a block more, a tensor less, or another shape', () => {
    const more: [number, number, number, number] = [
      architecture.blocks[0] - 1,
      ...architecture.blocks.slice(1),
    ] as never;
    expect(() => build(['layer2'], file, { ...architecture, blocks: more })).toThrow(
      /my\.safetensors does not hold the weights of tiny: it has a tensor layer1\..*which that network lacks/,
    );
    const without = new Map(file.tensors);
    without.delete('layer2.0.bn1.running_var');
    expect(() => build(['layer2'], { ...file, tensors: without })).toThrow(
      'has no tensor layer2.0.bn1.running_var',
    );
    expect(() => build(['layer2'], file, { ...architecture, planes: 2 * architecture.planes })).toThrow(
      /has the shape \[.*\] where \[.*\] is needed/,
    );
  });
});
