import { describe, expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { drawPart } from '../../test/fixtures/parts.ts';
import { loadNamedBackbone } from '../backbones/store.ts';
import type { Image } from '../image/image.ts';
import { openFeatures } from './features.ts';
import type { Preprocessing } from './preprocess.ts';
import { createRandom } from './random.ts';
import { openShrink } from './shrink.ts';

function noise(width: number, height: number): Image {
  const random = createRandom(width * height);
  const data = Uint8Array.from({ length: width * height * 3 }, () => Math.floor(256 * random.uniform()));
  return { width, height, data };
}

const MODES: readonly (readonly [string, Preprocessing])[] = [
  ['stretched', { imageSize: 64, centerCrop: null, letterbox: false }],
  ['cropped', { imageSize: 72, centerCrop: 64, letterbox: false }],
  ['letterboxed', { imageSize: 64, centerCrop: null, letterbox: true }],
  ['letterboxed and cropped', { imageSize: 73, centerCrop: 64, letterbox: true }],
];
const PICTURES: readonly (readonly [string, Image])[] = [
  ['a square', noise(301, 301)],
  ['a wide one', noise(333, 97)],
  ['a tall one', noise(50, 211)],
  ['one line', noise(900, 2)],
  ['one of the right width', noise(64, 211)],
  ['one of the right height', noise(211, 64)],
  ['one of the right size', noise(64, 64)],
  ['a smaller one', noise(31, 40)],
];

describe.each(MODES)('%s', (_, preprocessing) => {
  test.each(PICTURES)('%s keeps its patches to the last bit', async (_, image) => {
    const shrink = await openShrink(preprocessing, ON_CPU);
    const backbone = await loadNamedBackbone('', 'compact');
    const extractor = await openFeatures(backbone, { layers: ['layer2', 'layer3'], preprocessing }, ON_CPU);
    const small = await shrink.shrink(image);
    expect(small.data).toHaveLength(small.width * small.height * 3);
    expect(small.data.length).toBeLessThanOrEqual(
      Math.min(image.data.length, 3 * preprocessing.imageSize ** 2),
    );
    expect(await extractor.extract(small)).toEqual(await extractor.extract(image));
    await shrink.close();
    await extractor.close();
  });
});

test('a picture that is small already is handed back itself', async () => {
  const shrink = await openShrink({ imageSize: 64, centerCrop: null, letterbox: false }, ON_CPU);
  const part = drawPart(1);
  expect(await shrink.shrink(part)).toBe(part);
  await shrink.close();
});
