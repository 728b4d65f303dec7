import { describe, expect, test } from 'vitest';
import { outputFloats, runGraph } from '../../test/fixtures/graphs.ts';
import { beyondTolerance } from '../../test/fixtures/tolerance.ts';
import { goldenSets } from '../../test/golden/read-golden.ts';
import { tensor } from '../onnx/session.ts';
import { addAnomalyMap, type PatchGrid, SMOOTHING_SIGMA } from './anomaly-map.ts';

async function anomalyMap(distances: Float32Array, grid: PatchGrid, side: number, sigma = SMOOTHING_SIGMA) {
  const shape = { height: side, width: side, sigma };
  const outputs = await runGraph({ distances: tensor(distances, distances.length) }, (graph, values) =>
    outputFloats(graph, { map: [addAnomalyMap(graph, values.distances!, grid, shape), 2] }),
  );
  return outputs.map!;
}

describe.each(goldenSets())('with the $name golden arrays', golden => {
  const { shape, data } = golden.read('anomaly_map.distances');
  const grid = { height: shape[0]!, width: shape[1]! };
  const { tolerance } = golden.notes.stages.anomaly_map!;

  test.each([
    ['map', undefined],
    ['upsampled', 0],
  ])("the array %s equals SciPy's", async (name, sigma) => {
    const expected = golden.read(`anomaly_map.${name}`);
    const map = await anomalyMap(Float32Array.from(data), grid, expected.shape[0]!, sigma);
    expect(map.shape).toEqual(expected.shape);
    expect(beyondTolerance(map.data as Float32Array, expected.data, tolerance)).toBeNull();
  });
});

test('equal distances give an even map up to its borders', async () => {
  const map = await anomalyMap(new Float32Array(6).fill(3), { height: 2, width: 3 }, 24);
  expect(
    beyondTolerance(map.data as Float32Array, new Float32Array(24 * 24).fill(3), { absolute: 1e-5 }),
  ).toBeNull();
});

test('the map peaks where the distant patch is, also in a grid that is not square', async () => {
  const distances = new Float32Array(4 * 8);
  distances[2 * 8 + 6] = 1; // row 2 of 4, column 6 of 8
  const { data } = await anomalyMap(distances, { height: 4, width: 8 }, 64, 2);
  const peak = (data as Float32Array).reduce((best, value, i) => (value > data[best]! ? i : best), 0);
  expect([Math.floor(peak / 64 / 16), Math.floor((peak % 64) / 8)]).toEqual([2, 6]);
});
