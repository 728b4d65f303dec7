import { beforeAll, describe, expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { drawLargePart } from '../../test/fixtures/large-parts.ts';
import { loadNamedBackbone } from '../backbones/store.ts';
import type { Image } from '../image/image.ts';
import type { FeatureExtractor } from './feature-extractor.ts';
import { openFeatures } from './features.ts';
import { cutTile, strideOf, tiledFeatures, tilesOf } from './tiled-features.ts';
import { planTiling, tileSpans } from './tiling.ts';

const SIDE = 768;
const STRIDE = 8;
const CELLS = SIDE / STRIDE;
const LARGE = drawLargePart(1, SIDE, SIDE);
/** The networks see about 105 pixels around a position; from there on a tile's border has no influence. */
const REACH = 112;

let open: (side: number) => Promise<FeatureExtractor>;
let whole: Float32Array;
let dimensions: number;

beforeAll(async () => {
  const backbone = await loadNamedBackbone('', 'compact');
  open = side => {
    const preprocessing = { imageSize: side, centerCrop: null, letterbox: false };
    return openFeatures(backbone, { layers: ['layer2', 'layer3'], preprocessing }, ON_CPU);
  };
  const extractor = await open(SIDE);
  dimensions = extractor.dimensions;
  whole = await extractor.extract(LARGE);
  await extractor.close();
});

async function stitched(side: number, overlap: number, image: Image = LARGE) {
  const tile = await open(side);
  const tiling = planTiling(side, overlap, image, STRIDE);
  const extractor = tiledFeatures(tile, tiling);
  const patches = await extractor.extract(image);
  await extractor.close();
  return { patches, tiling, extractor };
}

/** Norm of the difference of two patches. */
function apart(one: Float32Array, i: number, other: Float32Array, j: number): number {
  let sum = 0;
  for (let k = 0; k < dimensions; k++) sum += (one[i * dimensions + k]! - other[j * dimensions + k]!) ** 2;
  return Math.sqrt(sum);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const origin = () => new Float32Array(dimensions);

/** Relative difference of every patch from the one that the whole picture's features have there. */
function errorsOf(patches: Float32Array): readonly number[] {
  return Array.from(
    { length: CELLS * CELLS },
    (_, i) => apart(patches, i, whole, i) / apart(whole, i, origin(), 0),
  );
}

describe('the stitched grid of a large picture', () => {
  test('is nearly that of the whole picture with the usual overlap, less so without any', async () => {
    const usual = errorsOf((await stitched(256, 128)).patches);
    expect(mean(usual)).toBeLessThan(0.02); // measured: 0.007
    expect(Math.max(...usual)).toBeLessThan(0.1); // measured: 0.059
    const without = errorsOf((await stitched(256, 0)).patches);
    expect(mean(without)).toBeGreaterThan(5 * mean(usual));
  });

  test('equals that of the whole picture where a tile reaches far enough around', async () => {
    const { patches, tiling } = await stitched(512, 256);
    const spans = tileSpans(SIDE, tiling, STRIDE);
    expect(spans.slice(1).every(({ start, from }) => from * STRIDE - start >= REACH)).toBe(true);
    expect(Math.max(...errorsOf(patches))).toBeLessThan(1e-4);
  });

  test('changes no more across the seams than the picture itself does there', async () => {
    // Step across the seams of tiles with so much overlap, relative to the step that the whole picture has there.
    const stepAtSeams = async (overlap: number) => {
      const { patches, tiling } = await stitched(256, overlap);
      const seams = tileSpans(SIDE, tiling, STRIDE).slice(1);
      const steps = (grid: Float32Array) =>
        seams.flatMap(({ from }) =>
          Array.from({ length: CELLS }, (_, row) =>
            apart(grid, row * CELLS + from, grid, row * CELLS + from - 1),
          ),
        );
      return mean(steps(patches)) / mean(steps(whole));
    };
    expect(await stepAtSeams(128)).toBeLessThan(1.05); // measured: 1.01
    expect(await stepAtSeams(0)).toBeGreaterThan(1.5); // measured: 2.16
  });

  test('has a position for every part of a picture that no number of tiles fits into', async () => {
    const image = drawLargePart(2, 301, 277);
    const { patches, extractor } = await stitched(256, 128, image);
    expect(extractor.grid).toEqual({ height: 35, width: 38 });
    expect(extractor.map).toEqual({ height: 280, width: 304, sigma: 4 });
    expect(patches.length).toBe(35 * 38 * dimensions);
    const last = (35 * 38 - 1) * dimensions;
    expect(patches.subarray(last).some(value => value !== 0)).toBe(true);
    // Only the last column and row of pixels changes; the patch over it sees that.
    const data = image.data.slice();
    for (let i = 0; i < 301; i++) data.fill(255, (276 * 301 + i) * 3, (276 * 301 + i + 1) * 3);
    const changed = await stitched(256, 128, { ...image, data });
    for (const column of [0, 20, 37])
      expect(apart(patches, 34 * 38 + column, changed.patches, 34 * 38 + column)).toBeGreaterThan(0.1);
  });

  test('comes in strips, which are the same patches', async () => {
    const tile = await open(256);
    const extractor = tiledFeatures(tile, planTiling(256, 64, LARGE, STRIDE));
    const all = await extractor.extract(LARGE);
    let at = 0;
    for await (const strip of extractor.strips!(LARGE)) {
      expect(strip).toEqual(all.subarray(at, at + strip.length));
      expect(strip.length % (extractor.grid.width * dimensions)).toBe(0);
      at += strip.length;
    }
    expect(at).toBe(all.length);
    await expect(extractor.extract(drawLargePart(1, 768, 700))).rejects.toThrow('768 x 700');
    await extractor.close();
  });
});

describe('one tile', () => {
  const numbered = (width: number, height: number): Image => ({
    width,
    height,
    data: Uint8Array.from({ length: width * height * 3 }, (_, i) => i),
  });

  test('is cut out as it is, and repeats the edge where it reaches over it', () => {
    const image = numbered(5, 4); // red of (x, y) is 3 (5 y + x)
    const reds = (tile: Image) => [...tile.data].filter((_, i) => i % 3 === 0);
    expect(reds(cutTile(image, 1, 1, 2))).toEqual([18, 21, 33, 36]);
    expect(reds(cutTile(image, 3, 2, 4))).toEqual([
      39, 42, 42, 42, 54, 57, 57, 57, 54, 57, 57, 57, 54, 57, 57, 57,
    ]);
  });

  test('needs a grid that lines up with those of its neighbours', () => {
    expect(strideOf({ grid: { height: 32, width: 32 } }, 256)).toBe(8);
    for (const grid of [
      { height: 18, width: 18 },
      { height: 32, width: 16 },
    ])
      expect(() => strideOf({ grid }, 256)).toThrow(/a grid of .* for a tile of 256 pixels; tiles need/);
  });
});

describe('the tiles of some pictures as pictures', () => {
  test('are all there once, and few of them already come from all places and pictures', async () => {
    const side = 128;
    const pictures = Array.from({ length: 8 }, (_, index) => {
      const data = new Uint8Array(512 * 512 * 3);
      for (let i = 0; i < data.length; i += 3) {
        const pixel = i / 3;
        data.set([index, Math.floor((pixel % 512) / 64), Math.floor(pixel / 512 / 64)], i);
      }
      return { width: 512, height: 512, data };
    });
    const source = { count: 8, read: async (index: number) => pictures[index]! };
    const tiles = tilesOf(source, planTiling(side, 0, pictures[0]!, STRIDE));
    const cornerOf = async (index: number) => [...(await tiles.read(index)).data.subarray(0, 3)];
    expect(tiles.count).toBe(8 * 16);
    const corners = await Promise.all(Array.from({ length: tiles.count }, (_, index) => cornerOf(index)));
    expect(new Set(corners.map(String)).size).toBe(8 * 16);
    const few = corners.filter((_, index) => index % 8 === 0);
    expect(new Set(few.map(([picture]) => picture)).size).toBe(8);
    expect(new Set(few.map(([, x, y]) => `${x} ${y}`)).size).toBe(16);
  });
});
