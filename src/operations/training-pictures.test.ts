import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import { drawPart } from '../../test/fixtures/parts.ts';
import { sha256 } from '../files.ts';
import { encodePng } from '../image/codec.ts';
import { checkTrainingPictures } from './training-pictures.ts';

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
  const { pictures: checked, skipped } = await checkTrainingPictures(pictures, false, run);
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
  await expect(checkTrainingPictures(pictures, false, run)).rejects.toThrow(
    /^7 of 10 pictures in .* cannot be read: bad-0\.png, bad-1\.png, bad-2\.png, bad-3\.png, bad-4\.png and 2 more\./,
  );
});

test('bad pictures can be left out, each with its reason', async () => {
  const { pictures, run } = await scene(2);
  const { pictures: checked, skipped } = await checkTrainingPictures(pictures, true, run);
  expect(checked.map(({ name }) => name)).toEqual(['good-0.png', 'good-1.png', 'good-2.png']);
  expect(skipped).toMatchObject([
    { path: 'bad-0.png', reason: expect.stringContaining('is not a picture') },
    { path: 'bad-1.png' },
  ]);
});

test('the check stops when the user stops it', async () => {
  const { pictures, run } = await scene(0);
  const signal = AbortSignal.abort();
  await expect(checkTrainingPictures(pictures, false, { ...run, signal })).rejects.toMatchObject({
    code: 'cancelled',
  });
});
