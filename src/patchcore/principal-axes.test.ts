import { expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { rotateBank } from './principal-axes.ts';
import { createRandom } from './random.ts';

/** Points in a subspace of `latent` axes, plus a little noise in all directions. */
function bankNearSubspace(count: number, dimensions: number, latent: number) {
  const random = createRandom(1);
  const mixing = Float32Array.from({ length: latent * dimensions }, () => random.normal());
  const vectors = new Float32Array(count * dimensions);
  for (let row = 0; row < count; row++) {
    const place = Array.from({ length: latent }, () => random.normal());
    for (let column = 0; column < dimensions; column++)
      vectors[row * dimensions + column] = place.reduce(
        (sum, value, i) => sum + value * mixing[i * dimensions + column]!,
        5 + 0.05 * random.normal(),
      );
  }
  return { vectors, dimensions, provenance: new Int32Array(3 * count) };
}

test('few axes hold what lies in a subspace: the bound is tight, not only valid', async () => {
  const rotated = await rotateBank(bankNearSubspace(2000, 32, 6), 8, ON_CPU);
  const kept = rotated.coordinates.reduce((sum, value) => sum + value * value, 0);
  const all = rotated.squaredNorms.reduce((sum, value) => sum + value, 0);
  expect(kept / all).toBeGreaterThan(0.99);
});

test('the axes are orthonormal', async () => {
  const { basis, rank } = await rotateBank(bankNearSubspace(200, 12, 4), 5, ON_CPU);
  for (let a = 0; a < rank; a++)
    for (let b = 0; b < rank; b++) {
      let dot = 0;
      for (let row = 0; row < 12; row++) dot += basis[row * rank + a]! * basis[row * rank + b]!;
      expect(dot).toBeCloseTo(a === b ? 1 : 0, 6);
    }
});
