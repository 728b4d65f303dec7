import { describe, expect, test } from 'vitest';
import { fillPolygon } from '../image/polygon.ts';
import type { PatchGeometry } from './patch-place.ts';
import { checkRegionFits, patchesInRegion, pixelsOfPatches } from './region-of-interest.ts';
import { planTiling } from './tiling.ts';

const RESIZED = { imageSize: 32, centerCrop: null, letterbox: false };
const geometry = (
  preprocessing: PatchGeometry['preprocessing'],
  side = 32,
  grid = { height: 4, width: 4 },
): PatchGeometry => ({ grid, map: { width: side, height: side }, preprocessing });

/** A region that is one rectangle. */
function rectangle(width: number, height: number, [left, top, right, bottom]: readonly number[]) {
  const region = { width, height, data: new Uint8Array(width * height) };
  const [x0, y0, x1, y1] = [left!, top!, right!, bottom!];
  fillPolygon(
    [
      { x: x0, y: y0 },
      { x: x1, y: y0 },
      { x: x1, y: y1 },
      { x: x0, y: y1 },
    ],
    region,
  );
  return region;
}

function rows(patches: Int32Array, { grid }: PatchGeometry): string[] {
  const inside = new Set(patches);
  return Array.from({ length: grid.height }, (_, row) =>
    Array.from({ length: grid.width }, (_, column) =>
      inside.has(row * grid.width + column) ? '#' : '.',
    ).join(''),
  );
}

const shown = (region: ReturnType<typeof rectangle>, of: PatchGeometry) =>
  rows(patchesInRegion(region, of), of);

describe('a patch takes part', () => {
  test('when half of it lies in the region, and not when less does', () => {
    const of = geometry(RESIZED);
    expect(shown(rectangle(32, 32, [8, 4, 24, 32]), of)).toEqual(['.##.', '.##.', '.##.', '.##.']);
    expect(shown(rectangle(32, 32, [8, 5, 24, 32]), of)).toEqual(['....', '.##.', '.##.', '.##.']);
    expect(shown(rectangle(32, 32, [8, 0, 27, 32]), of)).toEqual(['.##.', '.##.', '.##.', '.##.']);
  });

  test('at the same place whatever the size of the picture', () => {
    const of = geometry(RESIZED);
    const expected = ['.##.', '.##.', '....', '....'];
    for (const scale of [0.25, 1, 3, 28])
      expect(
        shown(
          rectangle(
            32 * scale,
            32 * scale,
            [8, 0, 24, 16].map(at => at * scale),
          ),
          of,
        ),
      ).toEqual(expected);
    expect(shown(rectangle(64, 16, [16, 0, 48, 8]), of)).toEqual(expected);
  });

  test('never in the border of a letterbox, and by what it shows of the picture beside it', () => {
    const of = geometry({ ...RESIZED, letterbox: true });
    // 32 x 12 pixels lie in rows 10 to 22 of the input: the second and third row of patches.
    expect(shown(rectangle(32, 12, [0, 0, 32, 12]), of)).toEqual(['....', '####', '####', '....']);
    expect(shown(rectangle(32, 12, [0, 0, 16, 6]), of)).toEqual(['....', '##..', '....', '....']);
  });

  test('where a centre crop shows it', () => {
    const of = geometry({ imageSize: 48, centerCrop: 32, letterbox: false });
    // Of 48 pixels the 8 to 40 are seen.
    expect(shown(rectangle(48, 48, [0, 0, 24, 16]), of)).toEqual(['##..', '....', '....', '....']);
    expect(shown(rectangle(48, 48, [0, 0, 8, 48]), of)).toEqual(['....', '....', '....', '....']);
  });

  test('in the one grid of all tiles, also where that reaches over the edge', () => {
    const tiling = planTiling(32, 0, { width: 60, height: 44 }, 8);
    const of: PatchGeometry = {
      grid: { height: 6, width: 8 },
      map: { width: 64, height: 48 },
      preprocessing: { ...RESIZED, tiling },
    };
    const found = shown(rectangle(60, 44, [56, 32, 60, 44]), of);
    expect(found).toEqual([...Array.from({ length: 4 }, () => '........'), '.......#', '.......#']);
  });
});

test('the pixels of patches are those that lie over them', () => {
  const { data } = pixelsOfPatches(Int32Array.of(1, 2), { height: 2, width: 2 }, { width: 4, height: 4 });
  expect([...data]).toEqual([0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0]);
});

test('a region fits pictures of its proportions and refuses others by name', () => {
  const region = { picture: { width: 900, height: 600 } };
  for (const size of [
    { width: 900, height: 600 },
    { width: 300, height: 200 },
    { width: 301, height: 200 },
  ])
    expect(() => checkRegionFits(region, size, 'a.png')).not.toThrow();
  expect(() => checkRegionFits(region, { width: 600, height: 900 }, 'b.png')).toThrow(
    /b\.png has 600 x 900 pixels; .* 900 x 600 .*roi set/,
  );
});
