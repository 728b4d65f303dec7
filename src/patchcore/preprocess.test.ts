import { describe, expect, test } from 'vitest';
import { outputFloats, runGraph } from '../../test/fixtures/graphs.ts';
import { beyondTolerance } from '../../test/fixtures/tolerance.ts';
import { goldenSets } from '../../test/golden/read-golden.ts';
import type { Image } from '../image/image.ts';
import { imageTensor } from './feature-extractor.ts';
import { addPreprocess, middleStart, type Preprocessing, resizedExtents } from './preprocess.ts';

async function preprocess(image: Image, preprocessing: Preprocessing) {
  const { pixels } = await runGraph({ image: imageTensor(image) }, (graph, { image }) =>
    outputFloats(graph, { pixels: [addPreprocess(graph, image!, preprocessing), 4] }),
  );
  return pixels!;
}

describe.each(goldenSets())('with the $name golden arrays', golden => {
  test.each([
    ['small', true],
    ['wide', false],
    ['up', false],
  ])('the picture "%s" becomes what torchvision makes of it', async (name, cropped) => {
    const picture = golden.read(`preprocess.${name}_image`);
    const expected = golden.read(`preprocess.${name}`);
    const side = expected.shape[2]!;
    const image = {
      width: picture.shape[1]!,
      height: picture.shape[0]!,
      data: Uint8Array.from(picture.data),
    };
    const pixels = await preprocess(image, {
      imageSize: cropped ? (side * 8) / 7 : side,
      centerCrop: cropped ? side : null,
      letterbox: false,
    });
    expect(pixels.shape).toEqual(expected.shape);
    expect(
      beyondTolerance(pixels.data as Float32Array, expected.data, golden.notes.stages.preprocess!.tolerance),
    ).toBeNull();
  });
});

/** The columns and rows of normalised pixels `[1, 3, side, side]` that hold a picture and not the fill. */
function contentBox({ data, shape }: Awaited<ReturnType<typeof preprocess>>) {
  const side = shape[3]!;
  const indices = [...(data as Float32Array).subarray(0, side * side).keys()].filter(i => data[i] !== 0);
  const columns = indices.map(i => i % side);
  const rows = indices.map(i => Math.floor(i / side));
  const span = (values: number[]) => {
    const from = values.reduce((least, value) => Math.min(least, value), side);
    return [from, values.reduce((most, value) => Math.max(most, value), -1) + 1 - from];
  };
  return [...span(columns), ...span(rows)];
}

const white = (width: number, height: number): Image => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(255),
});

test.each([
  [300, 200, 64],
  [200, 301, 63],
  [10_000, 10, 256],
  [10, 10_000, 256],
  [1, 1, 64],
  [3, 1000, 100],
  [513, 512, 50],
])(
  'a letterboxed picture of %i x %i at %i px has the extents of resizedExtents around the middle',
  async (width, height, imageSize) => {
    const expected = resizedExtents({ width, height }, { imageSize, letterbox: true });
    const pixels = await preprocess(white(width, height), { imageSize, centerCrop: null, letterbox: true });
    expect(pixels.shape).toEqual([1, 3, imageSize, imageSize]);
    expect(contentBox(pixels)).toEqual([
      middleStart(imageSize, expected.width),
      expected.width,
      middleStart(imageSize, expected.height),
      expected.height,
    ]);
    expect(expected.height).toBeGreaterThanOrEqual(1);
  },
);

test('resizedExtents equals the extents of ONNX Resize that keeps the aspect ratio, wherever those are not 0', async () => {
  for (let i = 0; i < 60; i++) {
    const [width, height, side] = [1 + ((i * 97) % 331), 1 + ((i * 61) % 173), 20 + ((i * 7) % 90)];
    const image = {
      type: 'uint8',
      shape: [1, 1, height, width],
      data: new Uint8Array(height * width),
    } as const;
    const { resized } = await runGraph({ image }, (graph, values) => {
      const sizes = graph.constant(BigInt64Array.of(BigInt(side), BigInt(side)), [2]);
      const policy = { mode: 'linear', antialias: 1, axes: [2, 3], keep_aspect_ratio_policy: 'not_larger' };
      const value = graph.node('Resize', [values.image!, null, null, sizes], policy);
      graph.output(value, 'resized', 'uint8', [1, 1, 'height', 'width']);
    });
    const found = resizedExtents({ width, height }, { imageSize: side, letterbox: true });
    expect([found.height, found.width]).toEqual(resized!.shape.slice(2).map(extent => Math.max(1, extent)));
  }
});

test("the middle is torchvision's, which rounds halves to even", () => {
  expect([256, 225, 226, 227, 229, 231, 224].map(side => middleStart(side, 224))).toEqual([
    16, 0, 1, 2, 2, 4, 0,
  ]);
});
