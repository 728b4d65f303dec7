import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { openCoresetKernels } from './coreset-kernels.ts';
import { SPAN } from './near-pick-graphs.ts';
import { type NearPicks, openNearPicks } from './near-picks.ts';
import { gatherPoints, type Points, pointsInMemory } from './points.ts';
import { createRandom } from './random.ts';
import { GROUP, membersOf, openRowGrouping } from './row-groups.ts';

function squaredDistance(points: Points, a: number, b: number): number {
  const other = points.row(b);
  return points.row(a).reduce((sum, value, i) => sum + (value - other[i]!) ** 2, 0);
}

/** Opens the search in groups of all rows, and what it is asked with. */
async function openAll(points: Points) {
  const kernels = await openCoresetKernels(points, ON_CPU);
  const grouping = await openRowGrouping(points, ON_CPU);
  const groups = await grouping.group();
  await grouping.close();
  const { norms, slack } = kernels;
  const search = await openNearPicks(points, groups, norms, slack, ON_CPU);
  const picksOf = (some: Int32Array) => ({
    vectors: gatherPoints(points, some),
    norms: Float32Array.from(some, row => norms[row]!),
  });
  const close = async () => {
    await search.close();
    await kernels.close();
  };
  return { search, groups, picksOf, slack, close };
}

/** Tells all groups of some picks, in two parts, and hands over what each was told. */
async function tellAll(points: Points, rows: Int32Array, mattering: number) {
  const { search, groups, picksOf, slack, close } = await openAll(points);
  const limits = new Float32Array(groups.radii.length).fill(mattering);
  const half = rows.length >> 1;
  if (half > 0) await search.note(picksOf(rows.subarray(0, half)), 0, limits);
  await search.note(picksOf(rows.subarray(half)), half, limits);
  const told: NearPicks[] = [];
  const isEven = (group: number) => group % 2 === 0;
  await search.tell(isEven, picksOf(rows), near => told.push(near));
  expect(told.every(({ group }) => isEven(group))).toBe(true);
  await search.tell(
    () => true,
    picksOf(rows),
    near => told.push(near),
  );
  await search.tell(
    () => true,
    picksOf(rows),
    () => expect.unreachable(),
  );
  await close();
  return { told, groups, slack };
}

test('a pick that a group is not told of is too far from all of its members, and told distances are true', async () => {
  const sets = fc.record({
    rows: fc.integer({ min: 2, max: 300 }),
    dimensions: fc.integer({ min: 1, max: 12 }),
    picks: fc.integer({ min: 1, max: 40 }),
    mattering: fc.constantFrom(0, 0.01, 1, 30, Number.POSITIVE_INFINITY),
    offset: fc.constantFrom(0, 100),
    seed: fc.integer(),
  });
  await fc.assert(
    fc.asyncProperty(sets, async ({ rows, dimensions, picks, mattering, offset, seed }) => {
      const random = createRandom(seed);
      const values = Float32Array.from({ length: rows * dimensions }, () => offset + random.normal());
      const points = { ...pointsInMemory(values, dimensions), atOnce: 130 };
      const chosen = Int32Array.from({ length: picks }, () => Math.floor(rows * random.uniform()));
      const { told, groups, slack } = await tellAll(points, chosen, mattering);
      const ofGroup = new Map(told.map(near => [near.group, near]));
      for (const group of groups.radii.keys()) {
        const near = ofGroup.get(group);
        for (const [member, row] of membersOf(groups, group).entries())
          for (const [place, pick] of chosen.entries()) {
            const distance = squaredDistance(points, row, pick);
            const at = near?.places.indexOf(place) ?? -1;
            if (at < 0) expect(distance).toBeGreaterThan(mattering);
            else expect(Math.abs(near!.squared[at * GROUP + member]! - distance)).toBeLessThanOrEqual(slack);
          }
      }
      for (const { least, squared } of told)
        for (const [place, value] of least.entries()) {
          const first = Math.floor(place / GROUP) * SPAN * GROUP + (place % GROUP);
          const ofSpan = Array.from({ length: SPAN }, (_, i) => squared[first + i * GROUP]!);
          expect(value).toBe(Math.min(...ofSpan));
        }
    }),
    { numRuns: 60, seed: 5 },
  );
});

describe('rows in clusters', () => {
  const CLUSTERS = 32;
  const random = createRandom(6);
  const middles = Float32Array.from({ length: CLUSTERS * 64 }, () => random.normal());
  const values = Float32Array.from({ length: 8192 * 64 }, (_, i) => {
    const cluster = Math.floor(i / 64) % CLUSTERS;
    return middles[cluster * 64 + (i % 64)]! + 0.1 * random.normal();
  });

  test('are told of few of the picks that lie everywhere', async () => {
    const points = pointsInMemory(values, 64);
    const picks = Int32Array.from({ length: 192 }, (_, pick) => pick);
    const { told, groups } = await tellAll(points, picks, 4);
    const share =
      told.reduce((sum, { places }) => sum + places.length, 0) / (groups.radii.length * picks.length);
    expect(share).toBeLessThan(0.25); // of groups in no order: all
    expect(share).toBeGreaterThanOrEqual(1 / CLUSTERS);
  });
});

test('rows that missed thousands of picks learn the nearest one, and hear of few at a time', async () => {
  const ROWS = 1500;
  const MISSED = { first: 100, end: 5000 };
  const random = createRandom(8);
  const values = Float32Array.from({ length: ROWS * 8 }, () => random.normal());
  const points = { ...pointsInMemory(values, 8), atOnce: 800 };
  const { search, groups, picksOf, slack, close } = await openAll(points);
  const chosen = Int32Array.from({ length: MISSED.end }, () => Math.floor(ROWS * random.uniform()));
  const distances = new Float32Array(ROWS).fill(Number.POSITIVE_INFINITY);
  const mattering = new Float32Array(groups.radii.length).fill(Number.POSITIVE_INFINITY);
  const take = ({ group, places, squared }: NearPicks) => {
    expect(places.length).toBeLessThan(1500);
    const members = membersOf(groups, group);
    for (const [member, row] of members.entries())
      for (const place of places.keys())
        distances[row] = Math.min(distances[row]!, squared[place * GROUP + member]!);
    mattering[group] = members.reduce((most, row) => Math.max(most, distances[row]!), 0);
  };
  await search.catchUp(picksOf(chosen), MISSED.first, mattering, take);
  await search.tell(() => true, picksOf(chosen), take);
  await close();
  const missed = new Set(chosen.subarray(MISSED.first));
  for (let row = 0; row < ROWS; row++) {
    let nearest = Number.POSITIVE_INFINITY;
    for (const pick of missed) nearest = Math.min(nearest, squaredDistance(points, row, pick));
    expect(Math.abs(distances[row]! - nearest)).toBeLessThanOrEqual(slack);
  }
});
