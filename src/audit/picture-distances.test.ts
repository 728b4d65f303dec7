import { expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { createRandom } from '../patchcore/random.ts';
import { openPictureDistances } from './picture-distances.ts';
import { representativePatches } from './representative-patches.ts';

test('distances are those to the nearest representative of every picture, as plain loops find them', async () => {
  const random = createRandom(3);
  const normals = (count: number) => Float32Array.from({ length: count }, () => random.normal());
  const [patches, representatives] = [normals(5 * 4), normals(3 * 2 * 4)];
  const distances = await openPictureDistances(representatives, { pictures: 3, dimensions: 4 }, ON_CPU);
  const found = await distances.measure(patches);
  await distances.close();
  const between = (patch: number, other: number) =>
    Math.hypot(...[0, 1, 2, 3].map(i => patches[patch * 4 + i]! - representatives[other * 4 + i]!));
  expect(found).toHaveLength(15);
  for (let patch = 0; patch < 5; patch++)
    for (let picture = 0; picture < 3; picture++) {
      const expected = Math.min(between(patch, 2 * picture), between(patch, 2 * picture + 1));
      expect(found[patch * 3 + picture]).toBeCloseTo(expected, 4);
    }
});

test('representatives are spread: the farthest patch is taken next, the rare one is among them', () => {
  const patches = Float32Array.of(0, 0.1, 0.2, 9, 0.3, 5);
  expect([...representativePatches(patches, 1, 3)].map(value => Number(value.toFixed(2)))).toEqual([0, 9, 5]);
});
