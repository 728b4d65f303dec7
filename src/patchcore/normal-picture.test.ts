import { expect, test } from 'vitest';
import { decodeImage, encodeJpeg } from '../image/codec.ts';
import type { Image } from '../image/image.ts';
import {
  encodeNormalPicture,
  keptPictureName,
  normalPictureName,
  placesByPicture,
} from './normal-picture.ts';

function gradient(width: number, height: number): Image {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return (255 * (pixel % width)) / width;
  });
  return { width, height, data };
}

const WHOLE = {
  grid: { height: 32, width: 32 },
  map: { width: 256, height: 256 },
  preprocessing: { imageSize: 256, centerCrop: null, letterbox: false },
};
const redAt = ({ data, width }: Image, x: number, y: number) => data[(y * width + x) * 3]!;

test('a large picture is kept with 512 pixels on its longer side, a small one as it is', async () => {
  const large = await decodeImage(await encodeNormalPicture(gradient(1600, 800), [], WHOLE), 'large');
  expect([large.width, large.height]).toEqual([512, 256]);
  expect(Math.abs(redAt(large, 256, 100) - 127)).toBeLessThan(6);
  const small = await decodeImage(await encodeNormalPicture(gradient(300, 200), [], WHOLE), 'small');
  expect([small.width, small.height]).toEqual([300, 200]);
});

test('with tiles the surroundings of the patches in the bank keep their scale, and the rest is grey', async () => {
  const picture = { width: 1024, height: 512 };
  const tiling = { side: 256, overlap: 128, picture, mapStep: 2 };
  const geometry = {
    grid: { height: 64, width: 128 },
    map: { width: 512, height: 256 },
    preprocessing: { imageSize: 256, centerCrop: null, letterbox: false, tiling },
  };
  const bytes = await encodeNormalPicture(gradient(1024, 512), [{ row: 31, column: 100 }], geometry);
  const kept = await decodeImage(bytes, 'kept');
  expect([kept.width, kept.height]).toEqual([1024, 512]);
  // The patch lies at 800..808, 248..256; 48 pixels around its middle are kept.
  for (const x of [760, 804, 848]) expect(Math.abs(redAt(kept, x, 252) - (255 * x) / 1024)).toBeLessThan(8);
  for (const [x, y] of [
    [740, 252],
    [868, 252],
    [804, 190],
    [804, 314],
  ] as const)
    expect(Math.abs(redAt(kept, x, y) - 128)).toBeLessThan(8);
  const whole = await encodeJpeg(gradient(1024, 512));
  expect(bytes.length).toBeLessThan(whole.length);
});

test('the same picture gives the same bytes', async () => {
  const [first, second] = await Promise.all(
    [1, 2].map(() => encodeNormalPicture(gradient(700, 500), [], WHOLE)),
  );
  expect(Buffer.compare(first!, second!)).toBe(0);
});

test('what a model keeps of a picture is found by the name that this or an earlier version gave it', () => {
  const files = { 'normal/00004.jpg': '', 'normal/00005.webp': '' };
  expect([4, 5, 6].map(picture => keptPictureName({ files }, picture))).toEqual([
    'normal/00004.jpg',
    'normal/00005.webp',
    null,
  ]);
});

test('entries are gathered by the picture that they came from', () => {
  const provenance = Int32Array.of(4, 1, 2, 0, 3, 3, 4, 0, 7);
  const places = placesByPicture({ vectors: new Float32Array(6), dimensions: 2, provenance });
  expect([...places]).toEqual([
    [
      4,
      [
        { row: 1, column: 2 },
        { row: 0, column: 7 },
      ],
    ],
    [0, [{ row: 3, column: 3 }]],
  ]);
  expect(normalPictureName(4)).toBe('normal/00004.jpg');
});
