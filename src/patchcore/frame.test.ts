import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outputFloats, runGraph } from '../../test/fixtures/graphs.ts';
import type { Image, Mask } from '../image/image.ts';
import { imageTensor } from './feature-extractor.ts';
import { cropMap, frameOf, mapOverPicture, maskInMap } from './frame.ts';
import { addPreprocess, inputSize, type Preprocessing } from './preprocess.ts';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A mid-grey picture with a white box, and the box as a mask. */
function boxInPicture(width: number, height: number, box: Box): { image: Image; mask: Mask } {
  const inside = (i: number) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
  };
  const mask = Uint8Array.from({ length: width * height }, (_, i) => Number(inside(i)));
  const data = new Uint8Array(3 * mask.length).map((_, i) => (mask[Math.floor(i / 3)] ? 255 : 128));
  return { image: { width, height, data }, mask: { width, height, data: mask } };
}

/** Red of the network's input, as a plane. */
async function networkInput(image: Image, preprocessing: Preprocessing) {
  const outputs = await runGraph({ image: imageTensor(image) }, (graph, values) =>
    outputFloats(graph, { pixels: [addPreprocess(graph, values.image!, preprocessing), 4] }),
  );
  const side = inputSize(preprocessing);
  return { width: side, height: side, data: (outputs.pixels!.data as Float32Array).slice(0, side * side) };
}

const full = { imageSize: 128, centerCrop: null, letterbox: false };
const letterboxed = { ...full, letterbox: true };
const cropped = { ...full, centerCrop: 112 };
const both = { ...letterboxed, centerCrop: 101 };

test.each([
  ['stretched', 300, 200, full, { x: 60, y: 20, width: 90, height: 40 }],
  ['letterboxed, wide', 300, 200, letterboxed, { x: 60, y: 20, width: 90, height: 40 }],
  ['letterboxed, tall and odd', 201, 333, letterboxed, { x: 31, y: 200, width: 77, height: 90 }],
  ['cropped', 300, 200, cropped, { x: 0, y: 150, width: 120, height: 50 }],
  ['letterboxed and cropped', 300, 200, both, { x: 0, y: 20, width: 90, height: 90 }],
  ['letterboxed and enlarged', 31, 17, letterboxed, { x: 5, y: 3, width: 11, height: 9 }],
  [
    'letterboxed, one pixel high',
    10_000,
    10,
    { ...letterboxed, imageSize: 256 },
    { x: 2000, y: 0, width: 3000, height: 10 },
  ],
  ['letterboxed, one pixel', 1, 1, letterboxed, { x: 0, y: 0, width: 1, height: 1 }],
] as const)(
  'the mask of a white box covers the white pixels of the network input: %s',
  async (_, width, height, preprocessing, box) => {
    const { image, mask } = boxInPicture(width, height, box);
    const frame = frameOf(image, preprocessing);
    const pixels = cropMap(await networkInput(image, preprocessing), frame);
    const expected = maskInMap(mask, frame);
    expect([pixels.width, pixels.height]).toEqual([expected.width, expected.height]);
    const share = pixels.data.map(value => ((value * 0.229 + 0.485) * 255 - 128) / (255 - 128));
    const certain = [...share.keys()].filter(i => Math.abs(share[i]! - 0.5) > 0.2); // not cut in half by the border
    expect(certain.length).toBeGreaterThan(0.8 * share.length);
    expect(certain.some(i => share[i]! > 0.5)).toBe(true);
    expect(certain.filter(i => Number(share[i]! > 0.5) !== expected.data[i])).toEqual([]);
  },
);

const settings = fc
  .record({
    imageSize: fc.integer({ min: 1, max: 600 }),
    cropShare: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    letterbox: fc.boolean(),
  })
  .map(({ imageSize, cropShare, letterbox }) => ({
    imageSize,
    centerCrop: cropShare === null ? null : Math.max(1, Math.round(cropShare * imageSize)),
    letterbox,
  }));
const extent = fc.integer({ min: 1, max: 3000 });

test('for any picture and settings, the rectangles are not empty and lie inside map and picture', () => {
  fc.assert(
    fc.property(extent, extent, settings, (width, height, preprocessing) => {
      const { inMap, inPicture } = frameOf({ width, height }, preprocessing);
      const side = inputSize(preprocessing);
      for (const value of Object.values(inMap)) expect(Number.isInteger(value)).toBe(true);
      for (const [box, right, bottom] of [
        [inMap, side, side],
        [inPicture, width, height],
      ] as const) {
        expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
        expect(Math.min(box.width, box.height)).toBeGreaterThan(0);
        expect(box.x + box.width).toBeLessThanOrEqual(right + 1e-6);
        expect(box.y + box.height).toBeLessThanOrEqual(bottom + 1e-6);
      }
    }),
    { numRuns: 3000, seed: 1 },
  );
});

test('for any picture and settings, masks and maps are read and written inside their bounds', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 90 }),
      fc.integer({ min: 1, max: 90 }),
      settings,
      (width, height, preprocessing) => {
        const frame = frameOf({ width, height }, preprocessing);
        const ones = new Uint8Array(width * height).fill(1);
        expect(maskInMap({ width, height, data: ones }, frame).data.every(value => value === 1)).toBe(true);
        const side = inputSize(preprocessing);
        const map = { width: side, height: side, data: new Float32Array(side * side).fill(2) };
        const whole = mapOverPicture(map, { width, height }, frame);
        expect(whole.data.length).toBe(whole.width * whole.height);
        expect(whole.data.filter(value => value === 2)).toHaveLength(frame.inMap.width * frame.inMap.height);
      },
    ),
    { numRuns: 300, seed: 2 },
  );
});

test('what a centre crop does not see is not a number in the map over the picture', () => {
  const picture = { width: 400, height: 200 };
  const frame = frameOf(picture, { imageSize: 8, centerCrop: 4, letterbox: false });
  const map = { width: 4, height: 4, data: new Float32Array(16).fill(1) };
  const { width, height, data } = mapOverPicture(map, picture, frame);
  expect(frame.inPicture).toEqual({ x: 100, y: 50, width: 200, height: 100 });
  expect([width, height]).toEqual([8, 8]);
  const shown = Array.from(data, value => (Number.isNaN(value) ? '-' : value)).join('');
  expect(shown.match(/.{8}/g)).toEqual([
    ...Array(2).fill('--------'),
    ...Array(4).fill('--1111--'),
    ...Array(2).fill('--------'),
  ]);
});

test.each([
  [900, 600, 1],
  [2047, 1531, 2],
  [4099, 2900, 4],
])(
  'with tiles, a map of %i x %i pixels divided by %i shows the whole picture, and masks lie where they are',
  (width, height, mapStep) => {
    const tiling = { side: 256, overlap: 128, picture: { width, height }, mapStep };
    const frame = frameOf({ width, height }, { ...full, imageSize: 256, tiling });
    const [columns, rows] = [Math.ceil(width / mapStep), Math.ceil(height / mapStep)];
    expect(frame.inPicture).toEqual({ x: 0, y: 0, width, height });
    const map = { width: columns + 7, height: rows + 3, data: new Float32Array((columns + 7) * (rows + 3)) };
    expect(cropMap(map, frame)).toMatchObject({ width: columns, height: rows });
    expect(mapOverPicture(map, { width, height }, frame)).toMatchObject({ width: columns, height: rows });
    const box = { x: width - 40, y: height - 80, width: 40, height: 80 };
    const mask = maskInMap(boxInPicture(width, height, box).mask, frame);
    const set = [...mask.data.keys()].filter(i => mask.data[i] === 1);
    expect(set.at(-1)).toBe(columns * rows - 1);
    expect(Math.abs((set[0]! % columns) * mapStep - box.x)).toBeLessThan(mapStep);
    expect(Math.abs(Math.floor(set[0]! / columns) * mapStep - box.y)).toBeLessThan(mapStep);
  },
);
