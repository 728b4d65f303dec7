import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evidenceOf, farthestPatches } from './evidence.ts';
import { frameOf } from './frame.ts';

test('evidence names the patch, its place in the picture and the training patch nearest to it', () => {
  const picture = { width: 80, height: 40 };
  const preprocessing = { imageSize: 8, centerCrop: null, letterbox: true };
  const found = {
    grid: { height: 4, width: 4 },
    distances: Float32Array.from({ length: 16 }, (_, patch) => patch / 2),
    entries: Int32Array.from({ length: 16 }, (_, patch) => (patch === 6 ? 1 : 0)),
    picture,
    map: { width: 8, height: 8 },
    frame: frameOf(picture, preprocessing),
  };
  const bank = { provenance: Int32Array.of(0, 0, 0, 7, 2, 3) };
  expect(evidenceOf(6, found, bank)).toEqual({
    row: 1,
    column: 2,
    // The picture fills the two middle rows of the four; a patch is 20 of its pixels each way.
    box: { x: 40, y: 0, width: 20, height: 20 },
    distance: 3,
    normal: { picture: 7, row: 2, column: 3 },
  });
});

test('the farthest patches come in the order of a full sort, of equal ones the first', () => {
  expect(farthestPatches(Float32Array.of(1, 5, 3, 5, 4), 3)).toEqual([1, 3, 4]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), fc.integer({ min: 1, max: 6 }), (values, count) => {
      const sorted = [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b);
      expect(farthestPatches(Float32Array.from(values), count)).toEqual(sorted.slice(0, count));
    }),
  );
});
