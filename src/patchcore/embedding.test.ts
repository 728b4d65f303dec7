import { describe, expect, test } from 'vitest';
import { outputFloats, runGraph } from '../../test/fixtures/graphs.ts';
import { beyondTolerance } from '../../test/fixtures/tolerance.ts';
import { goldenSets } from '../../test/golden/read-golden.ts';
import type { NamedTensor } from '../onnx/safetensors.ts';
import { type Tensor, tensor } from '../onnx/session.ts';
import { addEmbedding, embeddingDimensions } from './embedding.ts';

/** Patches of two maps, the first one with half the stride of the second. */
async function embed(layer2: Tensor, layer3: Tensor, pooled = false) {
  const { patches } = await runGraph({ layer2, layer3 }, (graph, values) => {
    const maps = [
      { value: values.layer2!, channels: layer2.shape[1]!, stride: 8, pooled },
      { value: values.layer3!, channels: layer3.shape[1]!, stride: 16, pooled },
    ];
    outputFloats(graph, { patches: [addEmbedding(graph, maps), 2] });
  });
  return patches!;
}

const asInput = ({ data, shape }: NamedTensor) => tensor(Float32Array.from(data), ...shape);

describe.each(goldenSets())('with the $name golden arrays', golden => {
  test.each(['', 'odd_'].filter(grid => golden.has(`embedding.${grid}patches`)))(
    'the %spatches equal the reference',
    async grid => {
      const expected = golden.read(`embedding.${grid}patches`);
      const patches = await embed(
        asInput(golden.read(`embedding.${grid}layer2`)),
        asInput(golden.read(`embedding.${grid}layer3`)),
      );
      expect(patches.shape).toEqual(expected.shape);
      expect(
        beyondTolerance(
          patches.data as Float32Array,
          expected.data,
          golden.notes.stages.embedding!.tolerance,
        ),
      ).toBeNull();
    },
  );
});

test('the neighbourhood mean counts the zeros around the map', async () => {
  const ones = tensor(new Float32Array(9).fill(9), 1, 1, 3, 3);
  const patches = await embed(ones, tensor(Float32Array.of(0), 1, 1, 1, 1));
  expect(Array.from(patches.data as Float32Array).filter((_, i) => i % 2 === 0)).toEqual([
    4, 6, 4, 6, 9, 6, 4, 6, 4,
  ]);
});

test('maps that are already pooled are only aligned and joined, in raster order', async () => {
  const fine = tensor(Float32Array.of(1, 2, 3, 4, 10, 20, 30, 40), 1, 2, 2, 2);
  const patches = await embed(fine, tensor(Float32Array.of(7), 1, 1, 1, 1), true);
  expect(Array.from(patches.data as Float32Array)).toEqual([1, 10, 7, 2, 20, 7, 3, 30, 7, 4, 40, 7]);
  expect(embeddingDimensions([{ channels: 128 }, { channels: 256 }])).toBe(384);
});
