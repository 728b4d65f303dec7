import { expect, test } from 'vitest';
import { gatherRows } from './matrix-rows.ts';

test('rows are copied in the given order, again where named twice', () => {
  expect(gatherRows(Float32Array.of(1, 2, 3, 4, 5, 6), 2, [2, 0, 2])).toEqual(
    Float32Array.of(5, 6, 1, 2, 5, 6),
  );
});
