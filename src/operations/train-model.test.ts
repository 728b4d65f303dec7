import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentOf } from '../../test/fixtures/command-line.ts';
import { testFolder } from '../../test/fixtures/folder.ts';
import { drawPart } from '../../test/fixtures/parts.ts';
import type { ConfigKey } from '../config.ts';
import { encodePng, resizeImage } from '../image/codec.ts';
import { loadConfig } from '../load-config.ts';
import { trainModel } from './train-model.ts';

/** A folder with eight good parts of the category "part", 128 px, to be trained at 64 px. */
async function scene() {
  const folder = await testFolder();
  const good = join(folder, 'part', 'train', 'good');
  await mkdir(good, { recursive: true });
  for (let seed = 0; seed < 8; seed++)
    await writeFile(join(good, `${seed}.png`), await encodePng(await resizeImage(drawPart(seed), 128, 128)));
  const notes: string[] = [];
  const train = (settings: Readonly<Partial<Record<ConfigKey, string>>> = {}, models = 'models') => {
    const modelsRoot = join(folder, models);
    const common = { dataRoot: folder, modelsRoot, backbone: 'compact', imageSize: '64', device: 'cpu' };
    const { config } = loadConfig({ ...common, ...settings }, undefined, {});
    const reporter = { progress() {}, note: (note: string) => void notes.push(note) };
    return trainModel(config, { category: 'part', skipBad: false }, { reporter });
  };
  return { folder, good, notes, train };
}

const read = async (folder: string, file: string) =>
  JSON.parse(await readFile(join(folder, 'models', 'part', 'v1', file), 'utf8'));

test('copies are left out and recorded with the picture that stays; the model is that without them', async () => {
  const { folder, good, notes, train } = await scene();
  await train({}, 'without');
  for (const copy of ['3b.png', '3c.png', '9.png'])
    await copyFile(join(good, copy === '9.png' ? '5.png' : '3.png'), join(good, copy));
  const summary = await train();
  expect(notes).toContain('3 of 11 pictures are copies of another one and are left out.');
  expect(summary.pictures).toBe(8);
  expect(summary.copies).toEqual([
    { path: '3b.png', of: '3.png' },
    { path: '3c.png', of: '3.png' },
    { path: '9.png', of: '5.png' },
  ]);
  const images: { name: string; copies?: string[] }[] = await read(folder, 'training_images.json');
  expect(images.map(({ name }) => name)).toEqual(Array.from({ length: 8 }, (_, seed) => `${seed}.png`));
  expect(images.flatMap(({ name, copies }) => (copies ? [[name, ...copies]] : []))).toEqual([
    ['3.png', '3b.png', '3c.png'],
    ['5.png', '9.png'],
  ]);
  const bank = (models: string) => readFile(join(folder, models, 'part', 'v1', 'memory_bank.npy'));
  expect(await bank('models')).toEqual(await bank('without'));
});

test('the estimate is told first, and the summary says what it was and what was true', async () => {
  const { notes, train } = await scene();
  const { estimate, peak_memory_bytes, disk_bytes, timings, precision } = await train();
  expect(notes[0]).toMatch(
    /^Training on 8 pictures will take about \d+ s, [\d.]+ [MG]B of memory and \d+ MB on disk\.$/,
  );
  expect(precision).toBe('float32');
  expect(timings.total_ms).toBeGreaterThan(0);
  expect(peak_memory_bytes).toBeGreaterThan(50e6);
  expect(estimate!.seconds).toBeGreaterThan(0);
  expect(estimate!.disk_bytes / disk_bytes).toBeGreaterThan(0.9);
  expect(estimate!.disk_bytes / disk_bytes).toBeLessThan(1.1);
});

test('little memory changes nothing in the model and leaves no file behind', async () => {
  const { folder, train } = await scene();
  await train();
  const needed = await train({ maxMemory: '100MB' }, 'limited').catch(cause => String(cause.message));
  const [, megabytes] = /needs about (\d+) MB at least/.exec(needed as string)!;
  const limited = await train({ maxMemory: `${Number(megabytes) + 150}MB` }, 'limited');
  expect(limited.entries).toBeGreaterThan(0);
  const versionIn = (models: string) => contentOf(join(folder, models, 'part', 'v1'));
  expect(Object.keys(versionIn('limited'))).toContain('memory_bank.npy');
  expect(versionIn('limited')).toEqual(versionIn('models'));
  expect(
    Object.keys(contentOf(join(folder, 'limited', 'part'))).filter(name => name.endsWith('.tmp')),
  ).toEqual([]);
});

test('too little memory is refused before the work, and the model that is there stays', async () => {
  const { folder, notes, train } = await scene();
  await train();
  const before = contentOf(join(folder, 'models'));
  const refused = train({ maxMemory: '50MB' });
  await expect(refused).rejects.toMatchObject({ code: 'invalid_argument' });
  await expect(refused).rejects.toThrow(/^--max-memory allows 50 MB, and this training needs about \d+ MB/);
  expect(contentOf(join(folder, 'models'))).toEqual(before);
  expect(notes.filter(note => note.startsWith('Training on'))).toHaveLength(1);
});

test('the memory bank keeps no more patches than allowed', async () => {
  const { train } = await scene();
  expect((await train({ coresetRatio: '0.5' })).entries).toBe(256);
  expect((await train({ coresetRatio: '0.5', maxBankEntries: '100' })).entries).toBe(100);
});
