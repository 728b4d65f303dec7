import { expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { drawLargePart } from '../../test/fixtures/large-parts.ts';
import { drawPart, PART_SIDE } from '../../test/fixtures/parts.ts';
import { loadNamedBackbone } from '../backbones/store.ts';
import type { Image } from '../image/image.ts';
import type { FeatureExtractor } from './feature-extractor.ts';
import { openFeatures } from './features.ts';
import { gatherRows } from './matrix-rows.ts';
import { pictureFeatures } from './picture-features.ts';
import { planTiling } from './tiling.ts';

async function open(imageSize: number): Promise<FeatureExtractor> {
  const preprocessing = { imageSize, centerCrop: null, letterbox: false };
  const backbone = await loadNamedBackbone('', 'compact');
  return openFeatures(backbone, { layers: ['layer2', 'layer3'], preprocessing }, ON_CPU);
}

/** The same features, with the pictures that they are asked for. */
function counted(features: FeatureExtractor) {
  const asked: Image[] = [];
  const extract = (image: Image) => {
    asked.push(image);
    return features.extract(image);
  };
  return { asked, features: { ...features, extract } };
}

test('the patches of a region of interest are those of the whole picture at their places', async () => {
  const features = await open(PART_SIDE);
  const image = drawPart(1);
  const inside = Int32Array.of(0, 3, 17, 18, 63);
  const all = await features.extract(image);
  const chosen = await pictureFeatures(features, { inside }).extract(image);
  expect(chosen).toEqual(gatherRows(all, features.dimensions, [...inside]));
  await features.close();
});

test('with tiles, too; and a tile without any of them is not computed', async () => {
  const size = { width: 300, height: 200 };
  const image = drawLargePart(2, size.width, size.height);
  const tile = await open(128);
  const tiling = planTiling(128, 32, size, 8);
  const whole = pictureFeatures(tile, { tiling });
  const { width } = whole.grid;
  const inside = Int32Array.of(2 * width, 2 * width + 5, 20 * width + 1, 20 * width + 2);
  const { asked, features } = counted(tile);
  const some = pictureFeatures(features, { tiling, inside });
  const all = await whole.extract(image);
  const expected = gatherRows(all, tile.dimensions, [...inside]);
  expect(await some.extract(image)).toEqual(expected);
  expect(asked).toHaveLength(2);
  const strips: Float32Array[] = [];
  for await (const strip of some.strips!(image)) strips.push(strip);
  expect(strips.map(strip => strip.length / tile.dimensions)).toEqual([2, 2]);
  await tile.close();
});

test('what an alignment moved out of sight takes the vector of a patch inside that is seen', async () => {
  const features = await open(PART_SIDE);
  const image = drawPart(3);
  // Moved by two patches: what lies in the first three columns came from beyond the edge.
  const place = { xx: 1, xy: 0, x0: -16, yx: 0, yy: 1, y0: 0 };
  const found = { pose: { right: -0.25, down: 0, angle: 0 }, match: 1, inRange: true };
  const aligner = {
    preprocessing: { imageSize: PART_SIDE, centerCrop: null, letterbox: false },
    align: async (picture: Image) => ({ image: picture, found, fault: null, place }),
    close: async () => {},
  };
  const inside = Int32Array.from([0, 1, 2, 6, 8, 9, 14]);
  const all = await features.extract(image);
  const seen = await pictureFeatures(features, { aligner, inside }).extract(image);
  expect(seen).toEqual(gatherRows(all, features.dimensions, [6, 6, 6, 6, 6, 6, 14]));
  const unseen = Int32Array.of(0, 8);
  const hidden = await pictureFeatures(features, { aligner, inside: unseen }).extract(image);
  const nearest = await pictureFeatures(features, { aligner }).extract(image);
  expect(hidden).toEqual(gatherRows(nearest, features.dimensions, [0, 8]));
  await features.close();
});
