import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { type Points, pointsInMemory } from './points.ts';
import { createRandom } from './random.ts';
import { GROUP, membersOf, openRowGrouping, type RowGroups } from './row-groups.ts';

async function groupRows(points: Points, isWanted?: (row: number) => boolean): Promise<RowGroups> {
  const grouping = await openRowGrouping(points, ON_CPU);
  return grouping.group(isWanted).finally(() => grouping.close());
}

const allMembers = (groups: RowGroups) =>
  Array.from(groups.sizes, (_, group) => Array.from(membersOf(groups, group)));

function farthestFromCentre(points: Points, { centres }: RowGroups, group: number, rows: readonly number[]) {
  const { dimensions } = points;
  return rows.reduce((farthest, row) => {
    const vector = points.row(row);
    const squared = vector.reduce(
      (sum, value, i) => sum + (value - centres[group * dimensions + i]!) ** 2,
      0,
    );
    return Math.max(farthest, Math.sqrt(squared));
  }, 0);
}

test('every wanted row is in one group, and no member lies outside of the radius', async () => {
  const sets = fc.record({
    rows: fc.integer({ min: 1, max: 400 }),
    dimensions: fc.integer({ min: 1, max: 20 }),
    atOnce: fc.constantFrom(1, 64, 100, 128, 1000),
    steps: fc.constantFrom(1, 3, 1e6),
    every: fc.constantFrom(1, 3, 1000),
    seed: fc.integer(),
  });
  await fc.assert(
    fc.asyncProperty(sets, async ({ rows, dimensions, atOnce, steps, every, seed }) => {
      const random = createRandom(seed);
      const values = Float32Array.from({ length: rows * dimensions }, () =>
        Math.floor(steps * random.uniform()),
      );
      const points = { ...pointsInMemory(values, dimensions), atOnce };
      const groups = await groupRows(points, row => row % every === every - 1);
      const members = allMembers(groups);
      expect(members.flat().sort((a, b) => a - b)).toEqual(
        Array.from({ length: Math.floor(rows / every) }, (_, i) => (i + 1) * every - 1),
      );
      for (const [group, own] of members.entries())
        expect(farthestFromCentre(points, groups, group, own)).toBeLessThanOrEqual(groups.radii[group]!);
      for (const { from, to, first, end } of groups.blocks)
        for (const row of members.slice(first, end).flat())
          expect(row >= from && row < to && row - from < atOnce).toBe(true);
    }),
    { numRuns: 60, seed: 3 },
  );
});

describe('rows in clusters', () => {
  const CLUSTERS = 16;
  const random = createRandom(4);
  const middles = Float32Array.from({ length: CLUSTERS * 32 }, () => random.normal());
  const values = Float32Array.from({ length: CLUSTERS * GROUP * 32 }, (_, i) => {
    const cluster = Math.floor(i / 32) % CLUSTERS;
    return middles[cluster * 32 + (i % 32)]! + 0.01 * random.normal();
  });

  test('are grouped by cluster, whatever their order, but for groups that lie between', async () => {
    const groups = await groupRows(pointsInMemory(values, 32));
    const clusters = allMembers(groups).map(rows => new Set(rows.map(row => row % CLUSTERS)).size);
    expect(clusters.filter(count => count === 1).length).toBeGreaterThan(CLUSTERS / 2);
    expect(Math.max(...clusters)).toBeLessThan(4);
    expect(groups.radii.filter(radius => radius < 0.1).length).toBeGreaterThan(CLUSTERS / 2);
  });
});
