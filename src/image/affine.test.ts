import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Affine, applyAffine, chainAffine, invertAffine } from './affine.ts';

const number = fc.double({ min: -50, max: 50, noNaN: true });
const affine = fc
  .tuple(number, number, number, number, number, number)
  .map(([xx, xy, x0, yx, yy, y0]): Affine => ({ xx, xy, x0, yx, yy, y0 }))
  .filter(({ xx, xy, yx, yy }) => Math.abs(xx * yy - xy * yx) > 1);
const point = fc.record({ x: number, y: number });

test('an affine map and its inverse bring every place back', () => {
  fc.assert(
    fc.property(affine, point, (map, at) => {
      const back = applyAffine(invertAffine(map), applyAffine(map, at));
      expect(back.x).toBeCloseTo(at.x, 6);
      expect(back.y).toBeCloseTo(at.y, 6);
    }),
  );
});

test('a chain does what its two maps do one after the other', () => {
  fc.assert(
    fc.property(affine, affine, point, (first, second, at) => {
      const chained = applyAffine(chainAffine(first, second), at);
      const stepped = applyAffine(second, applyAffine(first, at));
      expect(chained.x).toBeCloseTo(stepped.x, 6);
      expect(chained.y).toBeCloseTo(stepped.y, 6);
    }),
  );
});
