import { expect, test } from 'vitest';
import { IN_PLACE, type Pose, poseToAffine } from '../alignment/pose.ts';
import { frameOf } from './frame.ts';
import { type PatchesInside, patchesInside, patchesShown, withStandIns } from './patches-inside.ts';

const GRID = { width: 8, height: 8 };
const MAP = { width: 64, height: 64 };
const PICTURE = { width: 128, height: 128 };

function insideAt(pose: Partial<Pose>): PatchesInside | null {
  const frame = frameOf(PICTURE, { imageSize: 64, centerCrop: null, letterbox: false });
  const place = poseToAffine({ ...IN_PLACE, ...pose }, PICTURE, 1);
  return patchesInside(GRID, MAP, PICTURE, { frame, place });
}

test('all patches count in a picture that was not moved, or by less than half a patch', () => {
  expect(insideAt({})).toBeNull();
  expect(insideAt({ right: 0.05, down: -0.05 })).toBeNull();
});

test('a part that lay to the right leaves columns on the left that show nothing, one more for what they reach', () => {
  // An eighth is one patch: the column at the edge shows nothing, the next one reaches over it.
  const inside = insideAt({ right: -0.125 })!;
  expect([inside.rows, inside.from[3], inside.to[3]]).toEqual([[0, 7], 2, 7]);
  const below = insideAt({ down: 0.25 })!;
  expect([below.rows, below.from[0], below.to[0]]).toEqual([[0, 4], 0, 7]);
  expect(patchesShown(below).reduce((sum, shown) => sum + shown, 0)).toBe(40);
});

test('a turned picture has rows of different lengths, and the middle always counts', () => {
  const { rows, from, to } = insideAt({ angle: 20 })!;
  expect(rows[0]).toBeLessThanOrEqual(3);
  expect(from[3]! <= 3 && to[3]! >= 4).toBe(true);
  expect(new Set(from).size).toBeGreaterThan(1);
});

/** A patch of one number: its own. */
const NUMBERS = Float32Array.from({ length: 64 }, (_, patch) => patch);

async function searched(inside: PatchesInside, rowsOfPieces: readonly number[]): Promise<readonly number[]> {
  const ends = rowsOfPieces.map((_, piece) => rowsOfPieces.slice(0, piece + 1).reduce((a, b) => a + b, 0));
  const pieces = ends.map((end, piece) => NUMBERS.slice(8 * (end - rowsOfPieces[piece]!), 8 * end));
  const all: number[] = [];
  for await (const piece of withStandIns(inside, pieces, 1)) all.push(...piece);
  return all;
}

test('patches that show nothing take the vector of the nearest in their row, rows that show nothing the next row', async () => {
  const inside = {
    grid: GRID,
    rows: [2, 4] as const,
    from: new Int32Array(8).fill(3),
    to: new Int32Array(8).fill(5),
  };
  const all = await searched(inside, [8]);
  expect(all.slice(16, 24)).toEqual([19, 19, 19, 19, 20, 21, 21, 21]);
  expect(all.slice(0, 8)).toEqual(all.slice(16, 24));
  expect(all.slice(56, 64)).toEqual([35, 35, 35, 35, 36, 37, 37, 37]);
});

test.each([[[1, 1, 1, 1, 1, 1, 1, 1]], [[3, 3, 2]], [[2, 6]], [[5, 3]]])(
  'a picture in pieces of %j rows is searched as in one',
  async pieces => {
    for (const rows of [
      [0, 7],
      [2, 4],
      [5, 7],
      [0, 1],
    ] as const) {
      const inside = { grid: GRID, rows, from: new Int32Array(8).fill(1), to: new Int32Array(8).fill(6) };
      expect(await searched(inside, pieces)).toEqual(await searched(inside, [8]));
    }
  },
);
