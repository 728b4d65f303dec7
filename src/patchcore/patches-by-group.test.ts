import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SIDE_BY_SIDE } from './entry-groups.ts';
import { patchesByGroup } from './patches-by-group.ts';

test('every pair of a patch and a group is kept once, except those of patches near to most groups', () => {
  const tables = fc.record({
    rows: fc.integer({ min: 1, max: 12 }),
    piecesPerPatch: fc.integer({ min: 1, max: 3 }),
    missing: fc.integer({ min: 0, max: SIDE_BY_SIDE - 1 }),
    together: fc.integer({ min: 1, max: 5 }),
    wanted: fc.array(fc.boolean(), { minLength: 600, maxLength: 600 }),
  });
  fc.assert(
    fc.property(tables, ({ rows, piecesPerPatch, missing, together, wanted }) => {
      const groups = piecesPerPatch * SIDE_BY_SIDE - missing;
      const inRow = (row: number) =>
        Array.from({ length: groups }, (_, group) => group).filter(
          group => wanted[row * piecesPerPatch * SIDE_BY_SIDE + group],
        );
      const pieces: number[] = [];
      const places: number[] = [];
      for (let piece = 0; piece < rows * piecesPerPatch; piece++) {
        const first = (piece % piecesPerPatch) * SIDE_BY_SIDE;
        const own = inRow(Math.floor(piece / piecesPerPatch)).filter(
          group => group >= first && group < first + SIDE_BY_SIDE,
        );
        if (own.length === 0) continue;
        places.push(...own.map(group => pieces.length * SIDE_BY_SIDE + group - first));
        pieces.push(piece);
      }
      const found = patchesByGroup(
        { pieces: Int32Array.from(pieces), places: Int32Array.from(places), piecesPerPatch },
        { rows, groups, together },
      );
      const pairs = [...found.items].flatMap((group, item) =>
        [...found.patches.subarray(item * together, item * together + found.sizes[item]!)].map(
          patch => patch * groups + group,
        ),
      );
      const many = (row: number) => inRow(row).length > groups / 2;
      const expected = Array.from({ length: rows }, (_, row) =>
        many(row) ? [] : inRow(row).map(group => row * groups + group),
      ).flat();
      expect(pairs.toSorted((a, b) => a - b)).toEqual(expected);
      expect([...found.isCrowded]).toEqual(Array.from({ length: rows }, (_, row) => Number(many(row))));
    }),
    { numRuns: 200 },
  );
});
