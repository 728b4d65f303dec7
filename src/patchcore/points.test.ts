import { existsSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { selectCoreset } from './coreset.ts';
import { blocksOf, gatherPoints, type PointStore, pointsInMemory } from './points.ts';
import { pointsInFile } from './points-file.ts';
import { createRandom } from './random.ts';

const STORES: readonly (readonly [string, (rows: number, dimensions: number) => Promise<PointStore>])[] = [
  ['in memory', async (rows, dimensions) => pointsInMemory(new Float32Array(rows * dimensions), dimensions)],
  [
    'in a file',
    async (rows, dimensions) =>
      pointsInFile({ path: join(await testFolder(), 'points.tmp'), blockRows: 4 }, rows, dimensions),
  ],
];

describe.each(STORES)('points %s', (_, open) => {
  test('are read as they were written, by block and by row, in any order', async () => {
    const points = await open(5, 2);
    expect([points.rows, points.dimensions]).toEqual([5, 2]);
    await points.set(2, Float32Array.of(4, 5, 6, 7, 8, 9));
    await points.set(0, Float32Array.of(0, 1, 2, 3));
    expect(await points.block(0, 5)).toEqual(Float32Array.from({ length: 10 }, (_, i) => i));
    expect(await points.block(1, 3)).toEqual(Float32Array.of(2, 3, 4, 5));
    expect(points.row(4)).toEqual(Float32Array.of(8, 9));
    expect(gatherPoints(points, Int32Array.of(2, 0, 2))).toEqual(Float32Array.of(4, 5, 0, 1, 4, 5));
    await points.close();
  });

  test('come in blocks that stay as they are while the next is fetched', async () => {
    const points = await open(7, 1);
    await points.set(0, Float32Array.of(0, 1, 2, 3, 4, 5, 6));
    const seen: number[][] = [];
    for await (const { from, block } of blocksOf(points, 3)) {
      await new Promise(resolve => setTimeout(resolve, 5));
      seen.push([from, ...block]);
    }
    expect(seen).toEqual([
      [0, 0, 1, 2],
      [3, 3, 4, 5],
      [6, 6],
    ]);
    await points.close();
  });

  test('give the coreset that an array gives', async () => {
    const random = createRandom(2);
    const values = Float32Array.from({ length: 9000 * 8 }, () => Math.round(4 * random.normal()));
    const points = await open(9000, 8);
    for (let from = 0; from < 9000; from += 1000)
      await points.set(from, values.subarray(from * 8, (from + 1000) * 8));
    const chosen = await selectCoreset(points, 700, ON_CPU);
    expect(chosen).toEqual(await selectCoreset(pointsInMemory(values, 8), 700, ON_CPU));
    await points.close();
  });
});

describe('a file of points', () => {
  test('is gone when it is closed', async () => {
    const path = join(await testFolder(), 'points.tmp');
    const points = await pointsInFile({ path, blockRows: 4 }, 1, 1);
    expect(existsSync(path)).toBe(true);
    await points.close();
    expect(existsSync(path)).toBe(false);
  });

  test('that somebody cuts off is noticed', async () => {
    const path = join(await testFolder(), 'points.tmp');
    const points = await pointsInFile({ path, blockRows: 4 }, 4, 2);
    await points.set(0, new Float32Array(8));
    truncateSync(path, 9);
    await expect(points.block(0, 4)).rejects.toThrow('was cut off');
    expect(() => points.row(3)).toThrow('was cut off');
    await points.close();
  });

  test('cannot be made where there is no folder', async () => {
    const path = join(await testFolder(), 'missing', 'points.tmp');
    await expect(pointsInFile({ path, blockRows: 4 }, 1, 1)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
