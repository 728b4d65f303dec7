import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import { drawLargePart, withScratch } from '../../test/fixtures/large-parts.ts';
import type { ConfigKey } from '../config.ts';
import { encodeMaskPng, encodePng } from '../image/codec.ts';
import type { Image, Mask } from '../image/image.ts';
import { loadConfig } from '../load-config.ts';
import { evaluateModel } from './evaluate-model.ts';
import { infer } from './infer.ts';
import { openCategory } from './open-category.ts';
import { trainModel } from './train-model.ts';

const [WIDTH, HEIGHT] = [1000, 760]; // no multiple of a tile, of 32 or of 8
const SCRATCHES = [
  { x: 300, y: 200 },
  { x: 505, y: 377 }, // where tiles meet
  { x: 982, y: 748 }, // in the last cells
  { x: 700, y: 90 },
];
const LENGTH = 9;
const notes: string[] = [];
const run = { reporter: { progress() {}, note: (text: string) => notes.push(text) } };

const good = (seed: number) => drawLargePart(seed, WIDTH, HEIGHT);

function differenceMask(one: Image, other: Image): Mask {
  const data = Uint8Array.from({ length: one.width * one.height }, (_, i) =>
    Number(one.data[3 * i] !== other.data[3 * i]),
  );
  return { width: one.width, height: one.height, data };
}

async function put(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, bytes);
}

/** A data set of large parts whose defects are scratches of a few pixels. */
async function dataSet(): Promise<string> {
  const root = await testFolder();
  const folder = join(root, 'part');
  for (let seed = 0; seed < 6; seed++)
    await put(join(folder, 'train/good', `${seed}.png`), await encodePng(good(seed)));
  for (let seed = 20; seed < 24; seed++)
    await put(join(folder, 'test/good', `${seed}.png`), await encodePng(good(seed)));
  for (const [index, { x, y }] of SCRATCHES.entries()) {
    const part = good(30 + index);
    const scratched = withScratch(part, x, y, LENGTH);
    await put(join(folder, 'test/scratch', `${index}.png`), await encodePng(scratched));
    const mask = await encodeMaskPng(differenceMask(part, scratched));
    await put(join(folder, 'ground_truth/scratch', `${index}_mask.png`), mask);
  }
  return root;
}

function configured(root: string, settings: Readonly<Partial<Record<ConfigKey, unknown>>>) {
  const standard = { dataRoot: root, backbone: 'compact', coresetRatio: 0.02, device: 'cpu', threads: 2 };
  return loadConfig({ ...standard, modelsRoot: join(root, 'models'), ...settings }, undefined, {}).config;
}

async function trainAndEvaluate(root: string, settings: Readonly<Partial<Record<ConfigKey, unknown>>>) {
  const config = configured(root, settings);
  await trainModel(config, { category: 'part', skipBad: false }, run);
  const request = { category: 'part', explicit: new Set<ConfigKey>(), save: false, plots: false };
  const { report } = await evaluateModel(config, request, run);
  return { config, report };
}

test('scratches of a few pixels that are lost in resizing are found and located with tiles', async () => {
  const root = await dataSet();
  const resized = await trainAndEvaluate(root, { imageSize: 256 });
  const { config, report } = await trainAndEvaluate(root, { tile: 512 });
  expect(resized.report.image_auroc).toBeLessThan(0.9);
  expect(report.image_auroc).toBe(1);
  expect(report.pixel_auroc).toBeGreaterThan(0.99);
  expect(
    report.images
      .filter(({ defect_type }) => defect_type !== null)
      .every(({ decision }) => decision === 'FAIL'),
  ).toBe(true);

  const written = JSON.parse(await readFile(join(root, 'models/part/v2/config.json'), 'utf8'));
  expect(written.preprocessing).toEqual({
    image_size: 512,
    center_crop: null,
    letterbox: false,
    tiling: { side: 512, overlap: 128, picture: { width: WIDTH, height: HEIGHT }, map_step: 1 },
  });
  expect(written.grid).toEqual({ height: 95, width: 125 });
  expect(report.tiling).toEqual(written.preprocessing.tiling);

  const category = await openCategory(config, 'part', new Set());
  for (const [index, { x, y }] of SCRATCHES.entries()) {
    const image = await category.read(join(root, 'part/test/scratch', `${index}.png`));
    const { evidence, map } = await category.detect(image);
    const [middleX, middleY] = [x + LENGTH / 2, y + LENGTH / 4];
    expect(Math.abs(8 * (evidence.column + 0.5) - middleX)).toBeLessThan(16);
    expect(Math.abs(8 * (evidence.row + 0.5) - middleY)).toBeLessThan(16);
    const peak = map.data.reduce((best, value, i) => (value > map.data[best]! ? i : best), 0);
    expect(Math.hypot((peak % map.width) - middleX, Math.floor(peak / map.width) - middleY)).toBeLessThan(16);
  }
  await category.close();
});

test('a picture of another size is left out by name in inference, and stops a training', async () => {
  const root = await dataSet();
  const config = configured(root, { tile: 256, tileOverlap: 0, coresetRatio: 0.002 });
  await trainModel(config, { category: 'part', skipBad: false }, run);
  const other = join(root, 'other.png');
  await put(other, await encodePng(drawLargePart(1, 760, 1000)));
  const request = { category: 'part', save: false, explicit: new Set<ConfigKey>() };
  const fitting = join(root, 'part/test/good/20.png');
  const { images, skipped } = await infer(config, { ...request, images: [other, fitting] }, run);
  expect([images.length, skipped.length]).toEqual([1, 1]);
  expect(skipped[0]!.reason).toMatch(
    /other.png has 760 x 1000 pixels; .* from pictures of 1000 x 760 pixels/,
  );
  await expect(infer(config, { ...request, images: [other] }, run)).rejects.toMatchObject({
    code: 'data_invalid',
  });

  await put(join(root, 'part/train/good/odd.png'), await encodePng(drawLargePart(1, 1000, 752)));
  const again = trainModel(config, { category: 'part', skipBad: false }, run);
  await expect(again).rejects.toThrow(/odd.png has 1000 x 752 pixels/);
});
