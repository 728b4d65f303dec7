import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  decodeImage,
  encodeMaskPng,
  encodePng,
  isImageName,
  readImage,
  readMask,
  resizeImage,
} from './codec.ts';

const PICTURES = fileURLToPath(new URL('../../test/fixtures/pictures/', import.meta.url));
const load = (name: string) => readFile(join(PICTURES, name));
const names = (await readdir(PICTURES)).filter(isImageName);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codec-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('decoding', () => {
  test.each([
    [1, 1],
    [300, 200],
    [700, 500],
  ])('gives the samples of a plain PNG of %i x %i', async (width, height) => {
    const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 7 + (i >> 8)) % 256);
    expect(await decodeImage(await encodePng({ width, height, data }), 'plain.png')).toEqual({
      width,
      height,
      data,
    });
  });

  test('says of a plain PNG with a flipped bit what is said of any other', async () => {
    const data = Uint8Array.from({ length: 3 * 64 * 64 }, (_, i) => (i * i) % 251);
    const png = Uint8Array.from(await encodePng({ width: 64, height: 64, data }));
    png[Math.floor(png.length / 2)]! ^= 0x10;
    await expect(decodeImage(png, 'bad.png')).rejects.toMatchObject({ code: 'image_unreadable' });
  });

  test.each(names.filter(name => !/^(cmyk|float|labels16)/.test(name)))(
    'gives the pixels of %s as Pillow does',
    async name => {
      const image = await decodeImage(await load(name), name);
      const expected = await load(`${name}.rgb`);
      const turned = name === 'turned.jpg';
      expect([image.width, image.height]).toEqual(turned ? [14, 20] : [20, 14]);
      const tolerance = name.includes('alpha') ? 1 : 0; // blending may round either way
      const worst = image.data.reduce(
        (most, value, index) => Math.max(most, Math.abs(value - expected[index]!)),
        0,
      );
      expect(image.data.length).toBe(expected.length);
      expect(worst).toBeLessThanOrEqual(tolerance);
    },
  );

  test('turns the inks of a CMYK JPEG into their colours', async () => {
    const { data } = await decodeImage(await load('cmyk.jpg'), 'cmyk.jpg');
    const [white, cyan, yellow, black] = [2, 7, 12, 17].map(x =>
      data.subarray((5 * 20 + x) * 3, (5 * 20 + x) * 3 + 3),
    );
    expect(Math.min(...white!)).toBeGreaterThan(240);
    expect(cyan![2]! - cyan![0]!).toBeGreaterThan(100);
    expect(yellow![0]! - yellow![2]!).toBeGreaterThan(100);
    expect(Math.max(...black!)).toBeLessThan(80);
  });

  test('goes by the content when the name says something else', async () => {
    await writeFile(join(folder, 'bitmap.png'), await load('rgb.bmp'));
    const image = await readImage(join(folder, 'bitmap.png'));
    expect(Buffer.from(image.data)).toEqual(await load('rgb.bmp.rgb'));
  });

  test.each([
    [10_000, 10],
    [1, 1],
    [1, 3000],
  ])('reads a picture of %d x %d pixels back unchanged', async (width, height) => {
    const data = Uint8Array.from({ length: width * height * 3 }, (_, index) => (index * 31) % 256);
    const image = await decodeImage(await encodePng({ width, height, data }), 'odd.png');
    expect([image.width, image.height]).toEqual([width, height]);
    expect(Buffer.compare(image.data, data)).toBe(0);
  });

  test('reads 100 megapixels', async () => {
    const png = await encodeMaskPng({ width: 10_000, height: 10_000, data: new Uint8Array(1e8) });
    const image = await decodeImage(png, 'large.png');
    expect(image.data.length).toBe(3e8);
  });
});

describe('masks', () => {
  test('survive writing and reading', async () => {
    const mask = { width: 3, height: 2, data: Uint8Array.of(0, 1, 0, 1, 1, 0) };
    await writeFile(join(folder, 'mask.png'), await encodeMaskPng(mask));
    const back = await readMask(join(folder, 'mask.png'));
    expect([back.width, back.height, [...back.data]]).toEqual([3, 2, [0, 1, 0, 1, 1, 0]]);
  });

  test('count every non-zero level, also the faintest blue and a 16-bit label of 1', async () => {
    const colours = Uint8Array.of(0, 0, 0, 0, 0, 1, 1, 0, 0, 255, 255, 255);
    await writeFile(join(folder, 'faint.png'), await encodePng({ width: 4, height: 1, data: colours }));
    expect([...(await readMask(join(folder, 'faint.png'))).data]).toEqual([0, 1, 1, 1]);
    const labels = await readMask(join(PICTURES, 'labels16.png'));
    expect(labels.data.reduce((sum, value) => sum + value, 0)).toBe(3 * 5);
    expect(labels.data[3 * 20 + 4]).toBe(1);
  });
});

test('an enlarged picture keeps its colour', async () => {
  const small = {
    width: 2,
    height: 2,
    data: Uint8Array.from({ length: 12 }, (_, index) => [200, 40, 90][index % 3]!),
  };
  const large = await resizeImage(small, 7, 5);
  expect([large.width, large.height, large.data.length]).toEqual([7, 5, 105]);
  expect([...large.data.subarray(0, 3)]).toEqual([200, 40, 90]);
});

test('slicing a picture copies its pixels, as it does for any typed array', async () => {
  const image = await decodeImage(await load('rgb.png'), 'rgb.png');
  const before = image.data[0]!;
  image.data.slice().fill(before + 1);
  expect(image.data[0]).toBe(before);
});

test('picture names are told by their ending in any case', () => {
  expect(['a.png', 'B.JPG', 'c.Jpeg', 'd.bmp', 'e.tif', 'f.TIFF', 'g.webp'].every(isImageName)).toBe(true);
  expect(['a.txt', 'png', 'b.png.txt', 'c.svg', '.DS_Store'].some(isImageName)).toBe(false);
});
