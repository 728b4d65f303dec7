import { describe, expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { openCoresetKernels } from './coreset-kernels.ts';
import { pointsInMemory } from './points.ts';
import { createRandom } from './random.ts';

const DIMENSIONS = 128;
const ROWS = 1200;

function squaredDistance(points: Float32Array, a: number, b: number): number {
  let sum = 0;
  for (let i = 0; i < DIMENSIONS; i++)
    sum += (points[a * DIMENSIONS + i]! - points[b * DIMENSIONS + i]!) ** 2;
  return sum;
}

const random = createRandom(11);
const centres = Float32Array.from({ length: 8 * DIMENSIONS }, () => 5 * random.normal());
const CLOUDS: readonly (readonly [string, (i: number) => number])[] = [
  ['Gaussian points', () => random.normal()],
  ['clusters', i => centres[i % centres.length]! + 0.01 * random.normal()],
  ['points 10 deviations off the centre', () => 10 + random.normal()],
  ['points 100 deviations off the centre', () => 100 + random.normal()],
  ['points with some long ones', i => (Math.floor(i / DIMENSIONS) % 10 === 0 ? 30 : 1) * random.normal()],
];

describe.each(CLOUDS)('for %s at 128 columns', (_, value) => {
  const points = Float32Array.from({ length: ROWS * DIMENSIONS }, (_, i) => value(i));
  const picks = Int32Array.from({ length: 300 }, (_, i) => i * 4);

  test('squared distances are within the slack of float64, which is not idle', async () => {
    const kernels = await openCoresetKernels(pointsInMemory(points, DIMENSIONS), ON_CPU);
    const mutual = await kernels.squaredDistances(picks, picks);
    let worst = 0;
    for (const [row, a] of picks.entries())
      for (const [column, b] of picks.entries()) {
        const error = Math.abs(mutual[row * picks.length + column]! - squaredDistance(points, a, b));
        worst = Math.max(worst, error);
      }
    await kernels.close();
    expect(worst).toBeLessThanOrEqual(kernels.slack);
    expect(worst).toBeGreaterThan(kernels.slack / 30);
  });

  test('squared distances of some rows to some others are in the order of both', async () => {
    const kernels = await openCoresetKernels(pointsInMemory(points, DIMENSIONS), ON_CPU);
    const [rows, others] = [Int32Array.of(7, 3, 1100), Int32Array.of(0, 7)];
    const squared = await kernels.squaredDistances(rows, others);
    await kernels.close();
    const expected = [...rows].flatMap(row =>
      Array.from(others, other => squaredDistance(points, row, other)),
    );
    expect(squared).toHaveLength(6);
    for (const [place, value] of expected.entries())
      expect(Math.abs(squared[place]! - value)).toBeLessThanOrEqual(kernels.slack);
  });
});
