import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { outputFloats, runGraph } from '../../test/fixtures/graphs.ts';
import { beyondTolerance } from '../../test/fixtures/tolerance.ts';
import { goldenSets } from '../../test/golden/read-golden.ts';
import { createGraph } from '../onnx/graph.ts';
import { tensor } from '../onnx/session.ts';
import { addBackbone } from './registry.ts';

const path = fileURLToPath(new URL('../../assets/compact/compact.safetensors', import.meta.url));
const file = { path, bytes: readFileSync(path) };

describe.each(goldenSets())('with the $name golden arrays', golden => {
  test("the compact backbone's heads equal PyTorch's", async () => {
    const { data, shape } = golden.read('compact.input');
    const outputs = await runGraph({ pixels: tensor(data as Float32Array, ...shape) }, (graph, values) => {
      const [head8, head16] = addBackbone(graph, values.pixels!, 'compact', file, ['layer2', 'layer3']);
      outputFloats(graph, { head8: [head8!.value, 4], head16: [head16!.value, 4] });
    });
    for (const head of ['head8', 'head16']) {
      const expected = golden.read(`compact.${head}`);
      expect(outputs[head]!.shape).toEqual(expected.shape);
      const { tolerance } = golden.notes.stages.compact!;
      expect(beyondTolerance(outputs[head]!.data as Float32Array, expected.data, tolerance), head).toBeNull();
    }
  });
});

test('the compact backbone gives maps that are already pooled, in the order asked for', () => {
  const maps = addBackbone(createGraph('test'), { name: 'pixels' }, 'compact', file, ['layer3', 'layer2']);
  expect(maps.map(({ channels, stride, pooled }) => [channels, stride, pooled])).toEqual([
    [256, 16, true],
    [128, 8, true],
  ]);
});

test('a layer that the compact backbone lacks is refused with those it has', () => {
  const build = () => addBackbone(createGraph('test'), { name: 'pixels' }, 'compact', file, ['layer1']);
  expect(build).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  expect(build).toThrow('it has layer2, layer3');
});
