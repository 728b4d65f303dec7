import { expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { meanPatch, openProjection, PROJECTED_DIMENSIONS } from './projection.ts';
import { createRandom } from './random.ts';

const INPUTS = 384;
const random = createRandom(2);
const patches = Float32Array.from({ length: 60 * INPUTS }, () => 50 + random.normal());

async function project(values: Float32Array, seed: number, centre = meanPatch(values, INPUTS)) {
  const projection = await openProjection(centre, seed, ON_CPU);
  const projected = await projection.project(values);
  await projection.close();
  return { projected, dimensions: projection.dimensions };
}

function distance(values: Float32Array, dimensions: number, a: number, b: number): number {
  let sum = 0;
  for (let i = 0; i < dimensions; i++)
    sum += (values[a * dimensions + i]! - values[b * dimensions + i]!) ** 2;
  return Math.sqrt(sum);
}

test('the same seed gives the same projection, another seed another one', async () => {
  const first = await project(patches, 7);
  expect(first.dimensions).toBe(PROJECTED_DIMENSIONS);
  expect(await project(patches, 7)).toEqual(first);
  expect(await project(patches, 8)).not.toEqual(first);
});

test('distances are kept on average and within the spread of 128 dimensions', async () => {
  const { projected, dimensions } = await project(patches, 3);
  const ratios: number[] = [];
  for (let a = 0; a < 60; a++)
    for (let b = 0; b < a; b++)
      ratios.push(distance(projected, dimensions, a, b) / distance(patches, INPUTS, a, b));
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  const spread = Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / ratios.length);
  const expected = 1 / Math.sqrt(2 * dimensions); // of sqrt(chi-squared / dimensions)
  expect(Math.abs(mean - 1)).toBeLessThan(0.03);
  expect(spread / expected).toBeGreaterThan(0.7);
  expect(spread / expected).toBeLessThan(1.3);
});

test('vectors of 128 values or fewer are only centred', async () => {
  const short = Float32Array.of(1, 2, 3, 4, 5, 6);
  const projection = await openProjection(meanPatch(short, 3), 0, ON_CPU);
  expect(projection.dimensions).toBe(3);
  expect(await projection.project(short)).toEqual(Float32Array.of(-1.5, -1.5, -1.5, 1.5, 1.5, 1.5));
  await projection.close();
});

test('the centre is the mean and moves everything alike', async () => {
  const { projected, dimensions } = await project(patches, 3);
  const sums = meanPatch(projected, dimensions);
  expect(Math.max(...sums.map(Math.abs))).toBeLessThan(1e-3);
  const moved = await project(patches, 3, new Float32Array(INPUTS));
  expect(distance(moved.projected, dimensions, 1, 2)).toBeCloseTo(distance(projected, dimensions, 1, 2), 2);
});
