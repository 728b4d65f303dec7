import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import { drawPart } from '../../test/fixtures/parts.ts';
import { sha256 } from '../files.ts';
import { encodePng } from '../image/codec.ts';
import type { Image } from '../image/image.ts';
import { checkTrainingPictures, type Keeping } from './training-pictures.ts';

/** Half as wide, by dropping pixels: enough to tell small pictures from others. */
async function shrink({ width, height, data }: Image): Promise<Image> {
  return { width: width / 2, height, data: data.slice(0, data.length / 2) };
}
const SMALL_BYTES = (64 * 64 * 3) / 2;
const keeping: Keeping = { shrink, keepBytes: Number.POSITIVE_INFINITY, atOnce: 2 };

async function scene(bad: number) {
  const folder = await testFolder();
  const names = [];
  for (let index = 0; index < 3; index++) {
    const bytes = await encodePng(drawPart(index));
    names.push(`good-${index}.png`);
    writeFileSync(join(folder, names.at(-1)!), bytes);
  }
  for (let index = 0; index < bad; index++) {
    names.push(`bad-${index}.png`);
    writeFileSync(join(folder, names.at(-1)!), 'no picture');
  }
  const seen: number[] = [];
  const reporter = { note: () => undefined, progress: (_: string, done: number) => void seen.push(done) };
  return { pictures: { folder, names }, seen, run: { reporter } };
}

test('pictures that can be read have their hash and size', async () => {
  const { pictures, run, seen } = await scene(0);
  const { pictures: checked, skipped } = await checkTrainingPictures(pictures, false, keeping, run);
  expect(skipped).toEqual([]);
  expect(checked).toHaveLength(3);
  expect(checked[1]).toEqual({
    name: 'good-1.png',
    sha256: sha256(await encodePng(drawPart(1))),
    width: 64,
    height: 64,
  });
  expect(seen.at(-1)).toBe(3);
});

test('all bad pictures are found before anything stops; five are named', async () => {
  const { pictures, run } = await scene(7);
  await expect(checkTrainingPictures(pictures, false, keeping, run)).rejects.toThrow(
    /^7 of 10 pictures in .* cannot be read: bad-0\.png, bad-1\.png, bad-2\.png, bad-3\.png, bad-4\.png and 2 more\./,
  );
});

test('bad pictures can be left out, each with its reason', async () => {
  const { pictures, run } = await scene(2);
  const { pictures: checked, skipped } = await checkTrainingPictures(pictures, true, keeping, run);
  expect(checked.map(({ name }) => name)).toEqual(['good-0.png', 'good-1.png', 'good-2.png']);
  expect(skipped).toMatchObject([
    { path: 'bad-0.png', reason: expect.stringContaining('is not a picture') },
    { path: 'bad-1.png' },
  ]);
});

test('the check stops when the user stops it', async () => {
  const { pictures, run } = await scene(0);
  const signal = AbortSignal.abort();
  await expect(checkTrainingPictures(pictures, false, keeping, { ...run, signal })).rejects.toMatchObject({
    code: 'cancelled',
  });
});

test('of copies the first stays; a picture that differs in one pixel is another one', async () => {
  const { pictures, run } = await scene(0);
  const part = drawPart(0);
  const changed = { ...part, data: part.data.map((value, index) => (index === 0 ? value ^ 1 : value)) };
  writeFileSync(join(pictures.folder, 'copy.png'), await encodePng(part));
  writeFileSync(join(pictures.folder, 'changed.png'), await encodePng(changed));
  writeFileSync(join(pictures.folder, 'again.png'), await encodePng(part));
  const names = ['good-1.png', 'copy.png', 'good-0.png', 'changed.png', 'again.png'];
  const checked = await checkTrainingPictures({ ...pictures, names }, false, keeping, run);
  expect(checked.pictures.map(({ name }) => name)).toEqual(['good-1.png', 'copy.png', 'changed.png']);
  expect(checked.copies).toEqual([
    { path: 'good-0.png', of: 'copy.png' },
    { path: 'again.png', of: 'copy.png' },
  ]);
});

test('small pictures are kept as far as there is room', async () => {
  const { pictures, run } = await scene(0);
  const keptWith = async (keepBytes: number) =>
    (await checkTrainingPictures(pictures, false, { ...keeping, keepBytes }, run)).kept;
  expect(await keptWith(SMALL_BYTES - 1)).toEqual(new Map());
  const kept = await keptWith(2 * SMALL_BYTES);
  expect([...kept.keys()]).toEqual(['good-0.png', 'good-1.png']);
  expect(kept.get('good-1.png')).toEqual(await shrink(drawPart(1)));
});

test('what a model keeps of a picture is encoded while it is decoded, counts as kept, and copies are not decoded', async () => {
  const { pictures, run } = await scene(0);
  const names = ['good-0.png', ...Array.from({ length: 5 }, () => 'good-1.png')];
  const encoded: Image[] = [];
  const encode = async (image: Image) => {
    encoded.push(image);
    return Uint8Array.of(encoded.length);
  };
  const checkWith = (keepBytes: number) =>
    checkTrainingPictures({ ...pictures, names }, false, { ...keeping, keepBytes, encode, atOnce: 1 }, run);
  const checked = await checkWith(2 * SMALL_BYTES + 2);
  expect(encoded).toEqual([drawPart(0), drawPart(1)]);
  expect([...checked.encoded]).toEqual([
    ['good-0.png', Uint8Array.of(1)],
    ['good-1.png', Uint8Array.of(2)],
  ]);
  expect([...(await checkWith(2 * SMALL_BYTES + 1)).encoded.keys()]).toEqual(['good-0.png']);
});

test('nothing is encoded any more once there is no room to keep it', async () => {
  const { pictures, run } = await scene(0);
  let encoded = 0;
  const encode = async () => Uint8Array.of(encoded++);
  const keepBytes = SMALL_BYTES + 2;
  await checkTrainingPictures(pictures, false, { ...keeping, keepBytes, encode, atOnce: 1 }, run);
  expect(encoded).toBe(2);
});
