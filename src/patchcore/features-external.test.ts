import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CALIBRATION_SETTINGS } from '../../test/fixtures/calibration.ts';
import { testFolder } from '../../test/fixtures/folder.ts';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { drawPart } from '../../test/fixtures/parts.ts';
import { sharedFolder } from '../../test/golden/read-golden.ts';
import { loadBackboneFile } from '../backbones/store.ts';
import { createGraph, type Graph, type Value } from '../onnx/graph.ts';
import { openFeatures } from './features.ts';
import { train } from './train.ts';

const preprocessing = { imageSize: 64, centerCrop: null, letterbox: false };

/** A network of average pools: `layer2` with 3 channels at stride 8, `layer3` at stride 16, and their grand mean. */
function pools(graph: Graph, inputs: readonly Value[]): void {
  const pool = (value: Value, size: number) =>
    graph.node('AveragePool', [value], { kernel_shape: [size, size], strides: [size, size] });
  const layer2 = pool(inputs[0]!, 8);
  graph.output(layer2, 'layer2', 'float32', ['n', 3, 'h2', 'w2']);
  graph.output(pool(layer2, 2), 'layer3', 'float32', ['n', 3, 'h3', 'w3']);
  graph.output(graph.node('ReduceMean', [layer2], { keepdims: 0 }), 'mean', 'float32', []);
}

async function externalFile(extents: readonly (number | string)[], inputs = 1): Promise<string> {
  const graph = createGraph('own');
  const values = Array.from({ length: inputs }, (_, i) =>
    graph.input(`pixels${i}`, 'float32', ['n', 3, ...extents]),
  );
  pools(graph, values);
  const path = join(await testFolder(), 'own.onnx');
  await writeFile(path, graph.toModel().bytes);
  return path;
}

async function open(path: string, layers: readonly string[], settings = preprocessing) {
  return openFeatures(await loadBackboneFile(null, path), { layers, preprocessing: settings }, ON_CPU);
}

describe("a user's own ONNX network", () => {
  test('gives patches of its outputs, pooled and joined like those of a built-in backbone', async () => {
    const extractor = await open(await externalFile(['h', 'w']), ['layer2', 'layer3']);
    expect([extractor.grid, extractor.dimensions]).toEqual([{ height: 8, width: 8 }, 6]);
    const grey = { width: 20, height: 10, data: new Uint8Array(600).fill(255) };
    const patches = await extractor.extract(grey);
    expect(patches).toHaveLength(64 * 6);
    const white = (1 - 0.485) / 0.229;
    const middle = patches.subarray(27 * 6, 28 * 6); // away from the border, where padding counts
    expect(middle[0]).toBeCloseTo(white, 4);
    expect(patches[0]).toBeCloseTo((white * 4) / 9, 4);
    await extractor.close();
  });

  test('gives the same patches for the same picture every time', async () => {
    const extractor = await open(await externalFile([64, 64]), ['layer3']);
    expect(extractor.grid).toEqual({ height: 4, width: 4 });
    expect(await extractor.extract(drawPart(1))).toEqual(await extractor.extract(drawPart(1)));
    await extractor.close();
  });

  test.each([
    [
      'a layer that is no output',
      ['h', 'w'],
      1,
      ['layer2', 'stage3'],
      'has no output stage3; its outputs are layer2, layer3, mean',
    ],
    ['an output that is no map', ['h', 'w'], 1, ['mean'], 'Output mean of'],
    ['two inputs', ['h', 'w'], 2, ['layer2'], 'has 2 inputs and should have one'],
    ['another fixed size', [224, 224], 1, ['layer2'], 'Choose another --image-size'],
  ])('with %s is refused', async (_, extents, inputs, layers, message) => {
    const path = await externalFile(extents, inputs);
    await expect(open(path, layers)).rejects.toMatchObject({ code: 'backbone_invalid' });
    await expect(open(path, layers)).rejects.toThrow(message);
    await expect(open(path, layers)).rejects.toThrow(path);
  });

  test('that is a text file is refused', async () => {
    const path = join(await testFolder(), 'x.onnx');
    await writeFile(path, 'not a network');
    await expect(open(path, ['layer2'])).rejects.toMatchObject({ code: 'backbone_invalid' });
    await expect(open(path, ['layer2'])).rejects.toThrow('is not an ONNX model that can be loaded');
  });
});

test('a network that gives no finite numbers is refused in training', async () => {
  const graph = createGraph('own');
  const roots = graph.node('Sqrt', [graph.input('pixels', 'float32', ['n', 3, 'h', 'w'])]);
  pools(graph, [roots]);
  const path = join(await testFolder(), 'roots.onnx');
  await writeFile(path, graph.toModel().bytes);
  const extractor = await open(path, ['layer2']);
  const training = train(
    { count: 3, read: async index => drawPart(index) },
    extractor,
    {
      coresetRatio: 0.1,
      neighbors: 9,
      seed: 0,
      calibration: CALIBRATION_SETTINGS,
    },
    { ...ON_CPU, rememberBytes: 0 },
  );
  await expect(training).rejects.toMatchObject({ code: 'backbone_invalid' });
  await expect(training).rejects.toThrow('training picture 1');
  await extractor.close();
});

const resnet50 = join(sharedFolder() ?? '', 'weights', 'resnet50.onnx');

test.skipIf(sharedFolder() === null || !existsSync(resnet50))(
  'resnet50.onnx gives 28 x 28 patches of 1,536 values at 224 px (needs the shared folder)',
  async () => {
    const settings = { ...preprocessing, imageSize: 224 };
    const extractor = await open(resnet50, ['layer2', 'layer3'], settings);
    expect([extractor.grid, extractor.dimensions]).toEqual([{ height: 28, width: 28 }, 1536]);
    const patches = await extractor.extract(drawPart(1));
    expect(patches).toHaveLength(784 * 1536);
    expect(patches.every(Number.isFinite)).toBe(true);
    await extractor.close();
    await expect(open(resnet50, ['layer9'], settings)).rejects.toThrow(
      /no output layer9; its outputs are .*layer2/,
    );
  },
);
