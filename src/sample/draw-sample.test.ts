import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readImage, readMask } from '../image/codec.ts';
import { drawSample, type SampleOptions, type SampleProgress } from './draw-sample.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sample-'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

function small(more: Partial<SampleOptions> = {}): SampleOptions {
  return { root, categories: ['washer'], sizePx: 64, trainGood: 2, testGood: 1, testPerDefect: 1, ...more };
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

test('a category has the layout of MVTec AD and says that it was drawn', async () => {
  const summary = await drawSample(small());
  const types = ['burr', 'chip', 'dent', 'scratch', 'stain'];
  expect(await filesIn(join(root, 'washer'))).toEqual([
    'about.json',
    ...types.map(type => `ground_truth/${type}/000_mask.png`),
    ...types.slice(0, 3).map(type => `test/${type}/000.png`),
    'test/good/000.png',
    ...types.slice(3).map(type => `test/${type}/000.png`),
    'train/good/000.png',
    'train/good/001.png',
  ]);
  expect(JSON.parse(await readFile(join(root, 'washer/about.json'), 'utf8'))).toMatchObject({
    about: expect.stringContaining('not photographs'),
    category: 'washer',
    seed: 7,
    size_px: 64,
    generator_version: expect.any(Number),
  });
  expect(summary).toMatchObject({ root, pictures: 8, categories: [{ category: 'washer', drawn: true }] });
});

test('pictures have three channels and masks mark part of their picture', async () => {
  await drawSample(small());
  const image = await readImage(join(root, 'washer/test/scratch/000.png'));
  const mask = await readMask(join(root, 'washer/ground_truth/scratch/000_mask.png'));
  expect([image.width, image.height, image.data.length]).toEqual([64, 64, 64 * 64 * 3]);
  expect([mask.width, mask.height]).toEqual([64, 64]);
  const share = mask.data.reduce((sum, value) => sum + value, 0) / mask.data.length;
  expect(share).toBeGreaterThan(0);
  expect(share).toBeLessThan(0.2);
});

test('a picture does not depend on how many others are drawn, nor on the folder', async () => {
  await drawSample(small({ root: join(root, 'few') }));
  await drawSample(small({ root: join(root, 'many'), trainGood: 3, testGood: 2, testPerDefect: 2 }));
  for (const path of [
    'washer/train/good/001.png',
    'washer/test/chip/000.png',
    'washer/ground_truth/chip/000_mask.png',
  ])
    expect(await readFile(join(root, 'few', path))).toEqual(await readFile(join(root, 'many', path)));
});

test('a category that is complete is left as it is', async () => {
  await drawSample(small());
  const before = await stat(join(root, 'washer/train/good/000.png'));
  const progress: SampleProgress[] = [];
  const summary = await drawSample(
    small({ categories: ['washer', 'fabric'], onProgress: step => progress.push(step) }),
  );
  expect((await stat(join(root, 'washer/train/good/000.png'))).mtimeMs).toBe(before.mtimeMs);
  expect(summary.categories.map(({ drawn }) => drawn)).toEqual([false, true]);
  expect(progress[0]).toEqual({ done: 8, total: 15, category: 'washer' });
  expect(progress.at(-1)).toEqual({ done: 15, total: 15, category: 'fabric' });
});

test('a folder that is not a drawn sample is refused before anything is drawn', async () => {
  await mkdir(join(root, 'fabric'));
  await writeFile(join(root, 'fabric/mine.png'), 'precious');
  await expect(drawSample(small({ categories: ['washer', 'fabric'] }))).rejects.toMatchObject({
    code: 'invalid_argument',
    message: expect.stringContaining('not a drawn sample'),
  });
  expect(await filesIn(root)).toEqual(['fabric/mine.png']);
});

test('a sample with other settings is refused, and the message names the difference', async () => {
  await drawSample(small());
  await expect(drawSample(small({ seed: 8 }))).rejects.toMatchObject({
    code: 'invalid_argument',
    message: expect.stringContaining('seed 7 instead of 8'),
  });
});

test('stopping leaves finished categories and no trace of the unfinished one', async () => {
  const controller = new AbortController();
  const onProgress = ({ category, done }: SampleProgress) => {
    if (category === 'fabric' && done === 10) controller.abort();
  };
  const options = small({ categories: ['washer', 'fabric'], onProgress, signal: controller.signal });
  await expect(drawSample(options)).rejects.toMatchObject({ code: 'cancelled' });
  expect(await readdir(root)).toEqual(['washer']);
});

test('a failing disk leaves nothing behind and is reported as such', async () => {
  const file = join(root, 'file');
  await writeFile(file, '');
  await expect(drawSample(small({ root: file }))).rejects.toMatchObject({ code: 'storage_denied' });
});

test.each([
  [{ categories: ['bottle'] }, /"bottle".*washer/],
  [{ categories: [] }, /No category.*washer/],
  [{ sizePx: 16 }, /sizePx is 16.*64 to 2048/],
  [{ seed: 1.5 }, /seed is 1.5.*whole number/],
  [{ trainGood: -1 }, /trainGood is -1/],
])('options %j are refused', async (more, message) => {
  await expect(drawSample(small(more))).rejects.toMatchObject({
    code: 'invalid_argument',
    message: expect.stringMatching(message),
  });
  expect(await readdir(root)).toEqual([]);
});
