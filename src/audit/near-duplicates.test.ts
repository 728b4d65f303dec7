import { expect, test } from 'vitest';
import { createRandom } from '../patchcore/random.ts';
import { findNearDuplicates, pictureSketch } from './near-duplicates.ts';

test('two shots of one part are found, and parts that are only alike are not', () => {
  const random = createRandom(5);
  const grid = { width: 8, height: 8 };
  const patches = Array.from({ length: 12 }, () =>
    Float32Array.from({ length: 64 * 20 }, () => 3 + random.normal()),
  );
  const again = patches[4]!.map(value => value + 0.05 * random.normal());
  const sketches = [...patches, again].map(values => pictureSketch(values, 20, { grid }));
  const found = findNearDuplicates(sketches);
  expect(found.map(({ a, b }) => [a, b])).toEqual([[4, 12]]);
  expect(found[0]!.distance).toBeLessThan(0.1);
});
