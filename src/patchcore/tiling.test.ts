import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPictureSize, planTiling, TILE_UNIT, tileSpans } from './tiling.ts';

/** Lengths of pictures with tiles that fit into them. */
const layouts = fc
  .record({
    side: fc.integer({ min: 4, max: 32 }).map(units => units * TILE_UNIT),
    stride: fc.constantFrom(4, 8, 16, 32),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    more: fc.integer({ min: 0, max: 9000 }),
  })
  .map(({ side, stride, share, more }) => ({
    tiles: { side, overlap: TILE_UNIT * Math.floor((share * side) / 2 / TILE_UNIT) },
    stride,
    length: side + more,
  }));

describe('the tiles along an axis', () => {
  test('give every position to one tile, begin on lines of the grid and reach the end of the picture', () => {
    fc.assert(
      fc.property(layouts, ({ tiles, stride, length }) => {
        const spans = tileSpans(length, tiles, stride);
        expect(spans[0]).toMatchObject({ start: 0, from: 0 });
        expect(spans.at(-1)!.to).toBe(Math.ceil(length / stride));
        for (const [index, { start, from, to }] of spans.entries()) {
          expect([start % TILE_UNIT, from < to]).toEqual([0, true]);
          expect([from * stride >= start, to * stride <= start + tiles.side]).toEqual([true, true]);
          expect(from).toBe(index === 0 ? 0 : spans[index - 1]!.to);
        }
        const end = spans.at(-1)!.start + tiles.side;
        expect([end >= length, end < length + TILE_UNIT]).toEqual([true, true]);
      }),
    );
  });

  test('overlap as asked at least, and a position lies in the middle of its tile rather than at a border', () => {
    fc.assert(
      fc.property(layouts, ({ tiles, stride, length }) => {
        const spans = tileSpans(length, tiles, stride);
        for (const [index, { start, from }] of spans.slice(1).entries()) {
          const before = spans[index]!;
          const shared = before.start + tiles.side - start;
          expect(shared).toBeGreaterThanOrEqual(tiles.overlap);
          // Both tiles reach half of what they share beyond the line between them, to one step.
          expect(from * stride - start).toBeGreaterThan(shared / 2 - stride);
          expect(before.start + tiles.side - from * stride).toBeGreaterThanOrEqual(shared / 2);
        }
      }),
    );
  });

  test('are as few as the overlap allows, and one where the picture is a tile', () => {
    expect(tileSpans(256, { side: 256, overlap: 128 }, 8)).toEqual([{ start: 0, from: 0, to: 32 }]);
    expect(tileSpans(2048, { side: 512, overlap: 128 }, 8).map(({ start }) => start)).toEqual([
      0, 384, 768, 1152, 1536,
    ]);
    expect(tileSpans(896, { side: 512, overlap: 128 }, 8)).toEqual([
      { start: 0, from: 0, to: 56 },
      { start: 384, from: 56, to: 112 },
    ]);
  });
});

describe('a plan', () => {
  test.each([
    [900, 900, 8, 1],
    [1024, 768, 8, 1],
    [2048, 1536, 8, 2],
    [3000, 4000, 8, 4],
    [12_500, 8_000, 8, 8],
    [12_500, 8_000, 4, 4],
  ])('of %i x %i pixels with a step of %i has one map pixel for %i', (width, height, stride, mapStep) => {
    expect(planTiling(256, 64, { width, height }, stride).mapStep).toBe(mapStep);
  });

  test('is refused when the tile is larger than the picture, with one that fits', () => {
    expect(() => planTiling(512, 128, { width: 900, height: 410 }, 8)).toThrow(
      /A tile of 512 pixels does not fit into pictures of 900 x 410 pixels. Choose --tile 384 or smaller/,
    );
    expect(() => planTiling(128, 64, { width: 90, height: 90 }, 8)).toThrow(/Leave --tile out/);
  });
});

test('a picture of another size is refused by name with both sizes, also when it is turned', () => {
  const tiling = { picture: { width: 900, height: 600 } };
  expect(() => checkPictureSize(tiling, { width: 900, height: 600 }, 'a.png')).not.toThrow();
  for (const size of [
    { width: 600, height: 900 },
    { width: 900, height: 601 },
  ])
    expect(() => checkPictureSize(tiling, size, 'a.png')).toThrow(
      `a.png has ${size.width} x ${size.height} pixels; the model learned tiles at native scale from pictures of 900 x 600`,
    );
});
