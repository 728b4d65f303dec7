import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { GROUP } from './bound-keys.ts';
import { type EntryGroups, groupEntries, SIDE_BY_SIDE } from './entry-groups.ts';
import { rotateBank } from './principal-axes.ts';
import { createRandom } from './random.ts';

const DIMENSIONS = 12;

const banks = fc.record({
  entries: fc.integer({ min: 1, max: 500 }),
  rank: fc.integer({ min: 1, max: 8 }),
  steps: fc.constantFrom(1, 3, 1e6),
  seed: fc.integer(),
});

async function grouped({
  entries,
  rank,
  steps,
  seed,
}: typeof banks extends fc.Arbitrary<infer Bank> ? Bank : never) {
  const random = createRandom(seed);
  const vectors = Float32Array.from({ length: entries * DIMENSIONS }, () =>
    Math.floor(steps * random.uniform()),
  );
  const bank = { vectors, dimensions: DIMENSIONS, provenance: new Int32Array(3 * entries) };
  const rotated = await rotateBank(bank, 8, ON_CPU);
  return groupEntries(rotated, rank);
}

/** Where a member lies along the leading axes and the rest, `[columns - 1]`. */
function place({ keys, columns }: EntryGroups, group: number, member: number): readonly number[] {
  return Array.from({ length: columns - 1 }, (_, axis) => keys[(group * columns + axis) * GROUP + member]!);
}

const squaredDistance = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);

test('every entry is in one group, and groups are filled up with what is out of reach', async () => {
  await fc.assert(
    fc.asyncProperty(banks, async bank => {
      const groups = await grouped(bank);
      const { members, keys, columns, normPlace, padded } = groups;
      const places = [...members.keys()].slice(0, bank.entries);
      const own = places.map(at => members[at]!);
      expect(own.toSorted((a, b) => a - b)).toEqual([...places.keys()]);
      for (const at of places)
        expect(normPlace(members[at]!)).toBe(
          (Math.floor(at / GROUP) * columns + columns - 1) * GROUP + (at % GROUP),
        );
      for (let at = bank.entries; at < members.length; at++)
        expect(keys[(Math.floor(at / GROUP) * columns + columns - 1) * GROUP + (at % GROUP)]).toBeGreaterThan(
          1e30,
        );
      expect(padded % SIDE_BY_SIDE).toBe(0);
    }),
    { numRuns: 40, seed: 3 },
  );
});

test('a ball that holds a member reaches into its group', async () => {
  await fc.assert(
    fc.asyncProperty(banks, fc.double({ min: 0.5, max: 3, noNaN: true }), async (bank, width) => {
      const groups = await grouped(bank);
      const { columns, reach } = groups;
      const random = createRandom(bank.seed + 1);
      for (let group = 0; group < groups.groups; group++) {
        const size = Math.min(GROUP, bank.entries - group * GROUP);
        const member = place(groups, group, Math.floor(random.uniform() * size));
        const around = member.map(value => value + width * random.normal());
        const radius = Math.sqrt(squaredDistance(around, member));
        const row = reach.subarray(group * (columns + 1), (group + 1) * (columns + 1));
        const query = [...around.map(value => -2 * value), 1, radius];
        const gap = query.reduce((sum, value, i) => sum + value * row[i]!, 0);
        const norm = squaredDistance(
          around,
          around.map(() => 0),
        );
        expect(gap).toBeLessThanOrEqual(radius ** 2 - norm + 1e-4 * (1 + norm + radius ** 2));
      }
    }),
    { numRuns: 40, seed: 3 },
  );
});
