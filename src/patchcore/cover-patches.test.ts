import { expect, test } from 'vitest';
import { coveringRadius, coverPatches } from './cover-patches.ts';
import { createRandom } from './random.ts';

const options = { device: 'cpu', threads: 1 } as const;

/** Distance of every patch to the nearest of some others. */
function nearest(patches: Float32Array, others: Float32Array, dimensions: number): number[] {
  return Array.from({ length: patches.length / dimensions }, (_, patch) => {
    let least = Number.POSITIVE_INFINITY;
    for (let other = 0; other < others.length; other += dimensions) {
      let sum = 0;
      for (let i = 0; i < dimensions; i++)
        sum += (patches[patch * dimensions + i]! - others[other + i]!) ** 2;
      least = Math.min(least, Math.sqrt(sum));
    }
    return least;
  });
}

test('three patches on a line: the farthest from the bank is taken, and one that it covers is left out', async () => {
  const patches = Float32Array.of(1, 5, 5.5);
  expect([...(await coverPatches(patches, Float32Array.of(1, 5, 5.5), 1, options))]).toEqual([2]);
  expect([...(await coverPatches(patches, Float32Array.of(1, 5, 5.5), 0.4, options))]).toEqual([2, 0, 1]);
  expect([...(await coverPatches(patches, Float32Array.of(1, 5, 5.5), 9, options))]).toEqual([]);
});

test('afterwards every patch is within the radius of the bank or a chosen one, and the chosen ones are farther apart', async () => {
  const [dimensions, radius] = [6, 1.5];
  const random = createRandom(3);
  const patches = Float32Array.from({ length: 3000 * dimensions }, () => random.normal());
  const bank = Float32Array.from({ length: 20 * dimensions }, () => random.normal());
  const toBank = Float32Array.from(nearest(patches, bank, dimensions));
  const chosen = await coverPatches(patches, toBank, radius, options);
  expect(chosen.length).toBeGreaterThan(100);
  expect(chosen.length).toBeLessThan(1500);
  const vectors = [...chosen].flatMap(patch => [
    ...patches.subarray(patch * dimensions, (patch + 1) * dimensions),
  ]);
  const covered = nearest(patches, Float32Array.of(...bank, ...vectors), dimensions);
  expect(Math.max(...covered)).toBeLessThanOrEqual(radius + 1e-4);
  for (const [place] of chosen.entries()) {
    const own = Float32Array.from(vectors.slice(place * dimensions, (place + 1) * dimensions));
    const before = Float32Array.of(...bank, ...vectors.slice(0, place * dimensions));
    expect(nearest(own, before, dimensions)[0]).toBeGreaterThan(radius - 1e-4);
  }
});

test('the covering radius of a bank on a grid is the step of the grid', async () => {
  const vectors = Float32Array.from({ length: 200 }, (_, i) =>
    i % 2 === 0 ? 3 * ((i / 2) % 10) : 3 * Math.floor(i / 20),
  );
  const bank = { vectors, dimensions: 2, provenance: new Int32Array(300) };
  expect(await coveringRadius(bank, options)).toBeCloseTo(3, 4);
});
