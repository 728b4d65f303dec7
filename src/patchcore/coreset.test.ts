import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { numberIn } from '../../test/fixtures/tolerance.ts';
import { goldenSets } from '../../test/golden/read-golden.ts';
import { selectCoreset } from './coreset.ts';
import { pointsInMemory } from './points.ts';
import { createRandom } from './random.ts';

/** Algorithm 1 of the paper as a plain float64 loop: the picks and their squared distance when they were chosen. */
function plainLoop(points: Float32Array, dimensions: number, count: number) {
  const rows = points.length / dimensions;
  const distances = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  const chosen: number[] = [];
  const radii: number[] = [];
  for (let pick = 0; chosen.length < Math.min(count, rows); pick = farthest(distances)) {
    chosen.push(pick);
    radii.push(distances[pick]!);
    for (let row = 0; row < rows; row++) {
      let squared = 0;
      for (let i = 0; i < dimensions; i++)
        squared += (points[row * dimensions + i]! - points[pick * dimensions + i]!) ** 2;
      if (squared < distances[row]!) distances[row] = squared;
    }
    distances[pick] = -1;
  }
  return { chosen, radii };
}

function farthest(distances: Float64Array): number {
  return distances.reduce((best, distance, row) => (distance > distances[best]! ? row : best), 0);
}

async function expectPlainLoop(values: ArrayLike<number>, dimensions: number, count: number) {
  const points = Float32Array.from(values);
  const { chosen } = plainLoop(points, dimensions, count);
  expect(Array.from(await selectCoreset(pointsInMemory(points, dimensions), count, ON_CPU))).toEqual(chosen);
}

describe.each(goldenSets())('with the $name golden arrays', golden => {
  test('the picks are those of the reference, in its order', async () => {
    const { data, shape } = golden.read('coreset.points');
    const expected = Array.from(golden.read('coreset.chosen').data);
    const radius = golden.read('coreset.radius').data;
    const tie = numberIn(golden.notes.stages.coreset!.tolerance.exact);
    const chosen = await selectCoreset(
      pointsInMemory(Float32Array.from(data), shape[1]!),
      expected.length,
      ON_CPU,
    );
    const mayDiffer = (i: number) =>
      [i - 2, i].some(other => Math.abs((radius[other] ?? 0) - radius[i - 1]!) < tie);
    expect(Array.from(chosen).filter((row, i) => row !== expected[i] && !mayDiffer(i))).toEqual([]);
    expect(new Set(chosen)).toEqual(new Set(expected));
  });
});

describe('the picks are those of a plain float64 loop', () => {
  const cloud = (rows: number, dimensions: number, value: (i: number) => number) =>
    Float32Array.from({ length: rows * dimensions }, (_, i) => value(i));

  test.each([
    ['Gaussian points in 128 dimensions', 5000, 128, 600, (n: number) => n],
    ['points far from the origin', 3000, 16, 300, (n: number) => 1000 + n],
    ['points in one dimension', 6000, 1, 500, (n: number) => n],
    ['points on a plane', 9000, 2, 900, (n: number) => n],
    ['tight clusters', 4000, 8, 400, (n: number, i: number) => 10 * (Math.floor(i / 8) % 5) + 1e-3 * n],
    ['one row far outside', 3000, 8, 200, (n: number, i: number) => (i < 8 ? 1e4 : n)],
    ['an integer grid', 5000, 3, 400, (n: number) => Math.round(n)],
  ] as const)('%s', async (_, rows, dimensions, count, shape) => {
    const random = createRandom(7);
    await expectPlainLoop(
      cloud(rows, dimensions, i => shape(random.normal(), i)),
      dimensions,
      count,
    );
  });

  test('any small set of integers with ties and duplicates, and any count', async () => {
    const sets = fc.integer({ min: 1, max: 4 }).chain(dimensions =>
      fc.record({
        dimensions: fc.constant(dimensions),
        rows: fc.array(
          fc.array(fc.integer({ min: -3, max: 3 }), { minLength: dimensions, maxLength: dimensions }),
          {
            minLength: 1,
            maxLength: 60,
          },
        ),
        count: fc.integer({ min: 0, max: 70 }),
        offset: fc.constantFrom(0, 0.5, 4096),
      }),
    );
    await fc.assert(
      fc.asyncProperty(sets, ({ dimensions, rows, count, offset }) =>
        expectPlainLoop(
          rows.flat().map(value => value + offset),
          dimensions,
          count,
        ),
      ),
      { numRuns: 150, seed: 1 },
    );
  });

  test('any small set of floats', async () => {
    const floats = fc.float({ min: -1e3, max: 1e3, noNaN: true });
    const sets = fc.array(fc.tuple(floats, floats, floats), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(sets, fc.integer({ min: 1, max: 40 }), (rows, count) =>
        expectPlainLoop(rows.flat(), 3, count),
      ),
      { numRuns: 150, seed: 2 },
    );
  });

  test('more equally distant rows than a round has candidates', async () => {
    const circle = cloud(12_000, 2, i => (i < 2 ? 0 : [3, 0, -3, 0][(Math.floor(i / 2) + (i % 2)) % 4]!));
    await expectPlainLoop(circle, 2, 8);
  });

  test('all rows equal, all rows zero, and all rows chosen', async () => {
    for (const value of [0, 1e-20, 3.7, -1e6]) await expectPlainLoop(Array(300).fill(value), 3, 100);
    const random = createRandom(3);
    await expectPlainLoop(
      cloud(200, 4, () => random.normal()),
      4,
      200,
    );
  });
});

describe('while it runs', () => {
  const random = createRandom(5);
  const points = Float32Array.from({ length: 20_000 * 4 }, () => random.uniform());

  test('progress only grows and ends at the number of picks', async () => {
    const seen: (readonly [number, number])[] = [];
    const onProgress = (done: number, total: number) => seen.push([done, total]);
    await selectCoreset(pointsInMemory(points, 4), 4000, { ...ON_CPU, onProgress });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.every(([done, total], i) => total === 4000 && done > (seen[i - 1]?.[0] ?? 0))).toBe(true);
    expect(seen.at(-1)).toEqual([4000, 4000]);
  });

  test('an abort stops it before the next round', async () => {
    const abort = new AbortController();
    let rounds = 0;
    const onProgress = () => {
      if (++rounds === 2) abort.abort();
    };
    const running = selectCoreset(pointsInMemory(points, 4), 20_000, {
      ...ON_CPU,
      onProgress,
      signal: abort.signal,
    });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(rounds).toBe(2);
  });

  test('an abort within a round stops it before the next block of points is read', async () => {
    const abort = new AbortController();
    let rounds = 0;
    let readAfterwards = 0;
    const inMemory = pointsInMemory(points, 4);
    const inBlocks = {
      ...inMemory,
      atOnce: 2048,
      block(from: number, to: number) {
        if (abort.signal.aborted) readAfterwards++;
        else if (rounds === 2) abort.abort();
        return inMemory.block(from, to);
      },
    };
    const onProgress = () => void rounds++;
    const running = selectCoreset(inBlocks, 20_000, { ...ON_CPU, onProgress, signal: abort.signal });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect([rounds, readAfterwards]).toEqual([2, 0]);
  });
});
