import { afterAll, beforeAll, expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { mapOfInput } from './anomaly-map.ts';
import { gatherRows } from './matrix-rows.ts';
import type { MemoryBank } from './memory-bank.ts';
import { mapMaximum, openPictureSearch, type PictureSearch } from './picture-search.ts';
import { createRandom } from './random.ts';

const GRID = { height: 61, width: 93 }; // several times the patches of a usual picture
const DIMENSIONS = 12;
const ENTRIES = 40;
const random = createRandom(3);
const vectors = (count: number) => Float32Array.from({ length: count * DIMENSIONS }, () => random.normal());
const bank: MemoryBank = {
  vectors: vectors(ENTRIES),
  dimensions: DIMENSIONS,
  provenance: Int32Array.from({ length: ENTRIES * 3 }, (_, i) => (i % 3 === 0 ? Math.floor(i / 60) : 0)),
};
const patches = vectors(GRID.height * GRID.width);

let search: PictureSearch;

beforeAll(async () => {
  const shape = { grid: GRID, map: { ...mapOfInput(0), ...GRID, sigma: 0 }, neighbors: 5 };
  search = await openPictureSearch(1, bank, shape, ON_CPU);
});
afterAll(() => search.close());

/** The distance of a patch to its nearest entry of `pictures`, and which that is, counted term by term. */
function nearest(patch: number, excludedPicture?: number) {
  let best = { distance: Number.POSITIVE_INFINITY, entry: -1 };
  for (let entry = 0; entry < ENTRIES; entry++) {
    if (bank.provenance[3 * entry] === excludedPicture) continue;
    let sum = 0;
    for (let i = 0; i < DIMENSIONS; i++)
      sum += (patches[patch * DIMENSIONS + i]! - bank.vectors[entry * DIMENSIONS + i]!) ** 2;
    if (Math.sqrt(sum) < best.distance) best = { distance: Math.sqrt(sum), entry };
  }
  return best;
}

test.each([undefined, 1])(
  'a large grid has the distances of all its patches, without picture %s',
  async excluded => {
    const { map, worst, distances, entries } = await search.search([patches], excluded);
    const expected = Array.from({ length: GRID.height * GRID.width }, (_, patch) => nearest(patch, excluded));
    // Without smoothing and at the grid's own size, the map is the distances.
    expect(map.data.every((value, i) => Math.abs(value - expected[i]!.distance) < 1e-4)).toBe(true);
    expect(distances.every((value, i) => Math.abs(value - expected[i]!.distance) < 1e-4)).toBe(true);
    expect([...entries]).toEqual(expected.map(({ entry }) => entry));
    const farthest = expected.reduce(
      (far, { distance }, i) => (distance > expected[far]!.distance ? i : far),
      0,
    );
    expect(worst.patch).toBe(farthest);
    expect(worst.entry).toBe(expected[farthest]!.entry);
    expect(worst.distance).toBeCloseTo(expected[farthest]!.distance, 4);
  },
);

test('score, map and worst patch do not depend on the pieces in which the patches come', async () => {
  const whole = await search.search([patches]);
  expect(whole.score).toBeGreaterThan(0);
  const piecesOf = (rows: number) =>
    Array.from({ length: Math.ceil(GRID.height / rows) }, (_, piece) =>
      patches.subarray(piece * rows * GRID.width * DIMENSIONS, (piece + 1) * rows * GRID.width * DIMENSIONS),
    );
  for (const rows of [1, 7, 60]) {
    const found = await search.search(piecesOf(rows));
    expect(found.worst).toEqual(whole.worst);
    expect(found.entries).toEqual(whole.entries);
    expect(found.score).toBeCloseTo(whole.score, 5);
    expect(found.map).toEqual(whole.map);
  }
});

test('outside of the patches that are searched there is neither distance nor map, and nothing of it is felt inside', async () => {
  const inside = Int32Array.from({ length: GRID.height * GRID.width }, (_, patch) => patch).filter(
    patch => patch % GRID.width < 40 && patch >= 5 * GRID.width,
  );
  const shape = { grid: GRID, map: { ...mapOfInput(0), ...GRID, sigma: 2 }, neighbors: 5 };
  const some = await openPictureSearch(1, bank, { ...shape, inside }, ON_CPU);
  const chosen = gatherRows(patches, DIMENSIONS, [...inside]);
  const half = Math.floor(inside.length / 2) * DIMENSIONS;
  const found = await some.search([chosen.subarray(0, half), chosen.subarray(half)]);
  const isInside = new Set(inside);
  const whole = await search.search([patches]);
  for (const [patch, distance] of found.distances.entries()) {
    if (isInside.has(patch)) expect(distance).toBeCloseTo(whole.distances[patch]!, 4);
    else
      expect([distance, found.entries[patch], found.map.data[patch]]).toEqual([Number.NaN, -1, Number.NaN]);
  }
  const farthest = inside.reduce((far, patch) =>
    whole.distances[patch]! > whole.distances[far]! ? patch : far,
  );
  expect(found.worst.patch).toBe(farthest);
  expect(mapMaximum(found.map)).toBeGreaterThan(0);
  await some.close();
});

test('the map of equal distances is that distance up to the edge of what is searched', async () => {
  const grid = { height: 6, width: 6 };
  const inside = Int32Array.of(7, 8, 9, 13, 14, 15, 35);
  const shape = { grid, map: mapOfInput(48), inside, neighbors: 2 };
  const some = await openPictureSearch(1, bank, shape, ON_CPU);
  const entry = bank.vectors.slice(0, DIMENSIONS);
  entry[0]! += 0.25; // a little beside an entry: the same distance for every patch
  const { map, distances } = await some.search([
    Float32Array.from({ length: 7 * DIMENSIONS }, (_, i) => entry[i % DIMENSIONS]!),
  ]);
  const shown = map.data.filter(value => !Number.isNaN(value));
  expect(shown).toHaveLength(7 * 64);
  for (const value of shown) expect(value).toBeCloseTo(distances[7]!, 5);
  expect(distances[7]).toBeCloseTo(0.25, 4);
  await some.close();
});
