import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeImage, encodePng } from '../../src/image/codec.ts';
import { randomFor } from '../../src/random.ts';
import { drawSample } from '../../src/sample/draw-sample.ts';

/** What clients inspect: a folder with a model of the compact backbone, and pictures for it. */
export interface Plant {
  readonly folder: string;
  readonly category: string;
  readonly modelsRoot: string;
  /** Good ones, PNG. */
  readonly pictures: readonly Uint8Array[];
}

const CATEGORY = 'washer';

/**
 * Draws pictures and trains a model in a folder.
 *
 * @param program `dist/cli/main.js`
 */
export async function openPlant(folder: string, program: string, sizePx = 64): Promise<Plant> {
  const root = join(folder, 'samples');
  const modelsRoot = join(folder, 'models');
  await drawSample({ root, categories: [CATEGORY], sizePx, trainGood: 24, testGood: 4, testPerDefect: 1 });
  const train = ['train', '--category', CATEGORY, '--data-root', root, '--models-root', modelsRoot];
  const settings = ['--backbone', 'compact', '--image-size', String(sizePx), '--device', 'cpu'];
  await promisify(execFile)(process.execPath, [program, ...train, ...settings]);
  const names = ['good/000.png', 'good/001.png', 'good/002.png', 'good/003.png'];
  const pictures = await Promise.all(names.map(name => readFile(join(root, CATEGORY, 'test', name))));
  return { folder, category: CATEGORY, modelsRoot, pictures };
}

/** One of the plant's pictures with a few pixels changed, so that it is a file of its own. */
export async function variedPicture({ pictures }: Plant, seed: number): Promise<Uint8Array> {
  const image = await decodeImage(pictures[seed % pictures.length]!, 'drawn');
  const data = image.data.slice();
  const random = randomFor('soak', seed);
  for (let pixel = 0; pixel < 20; pixel++)
    data[Math.floor(random() * data.length)] = Math.floor(256 * random());
  return encodePng({ ...image, data });
}
