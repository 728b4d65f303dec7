import { copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodePng } from '../src/image/codec.ts';
import { drawCategories, openWorkspace, type Workspace } from './fixtures/command-line.ts';

interface Inference {
  readonly images: readonly {
    readonly path: string;
    readonly anomaly_score: number;
    readonly result_picture: string | null;
  }[];
}

const FORMATS = join(import.meta.dirname, 'fixtures', 'pictures');
const GOOD = join('samples', 'washer', 'train', 'good');
/** Names that people and cameras give. */
const NAMES = [
  'mit Leer.PNG',
  'größe.png',
  '"x" & \'y\'.png',
  '-dash.png',
  '🙂.Png',
  'a.b.c.png',
  '100%.png',
];
let workspace: Workspace;

beforeAll(async () => {
  workspace = await openWorkspace();
  await drawCategories(workspace.path('samples'), ['washer']);
  await workspace.json(['train', '--category', 'washer', '--data-root', 'samples']);
}, 120_000);
afterAll(() => workspace?.remove());

const inspect = (...images: readonly string[]) =>
  workspace.json<Inference>(['inference', '--category', 'washer', '--image', ...images]);

describe('a folder of good pictures', () => {
  test('may mix grey, 16-bit, alpha, CMYK, EXIF, palette, BMP, TIFF and WebP', async () => {
    const formats = workspace.path('formats');
    mkdirSync(formats);
    const files = readdirSync(FORMATS).filter(name => /\.(png|jpg|bmp|tif|webp)$/.test(name));
    const readable = files.filter(name => name !== 'float.tif');
    expect(readable.length).toBeGreaterThan(15);
    for (const name of readable) copyFileSync(join(FORMATS, name), join(formats, name));
    const summary = await workspace.json<{ pictures: number; skipped: unknown[] }>([
      'train',
      '--category',
      'formats',
      '--images',
      formats,
    ]);
    expect(summary).toMatchObject({ pictures: readable.length, skipped: [] });
  });

  test('may have any names and links; hidden files, other files and folders in it are passed over', async () => {
    const odd = workspace.path('odd');
    mkdirSync(join(odd, 'nested'), { recursive: true });
    for (const [index, name] of NAMES.entries())
      copyFileSync(workspace.path(GOOD, `00${index}.png`), join(odd, name));
    symlinkSync(workspace.path(GOOD, '008.png'), join(odd, 'link.png'));
    copyFileSync(workspace.path(GOOD, '009.png'), join(odd, 'nested', '009.png'));
    for (const name of ['.DS_Store', 'Thumbs.db', '._000.png', 'notes.txt'])
      writeFileSync(join(odd, name), 'x');
    const train = ['train', '--category', 'odd', '--images', odd];
    const { pictures } = await workspace.json<{ pictures: number }>(train);
    expect(pictures).toBe(NAMES.length + 1);

    const { images } = await workspace.json<Inference>(
      [
        'inference',
        '--category',
        'odd',
        '--models-root',
        '../models/patchcore',
        '--image',
        ...NAMES.filter(name => !name.startsWith('-')),
        '--image=-dash.png',
      ],
      { cwd: odd },
    );
    expect(images.map(image => image.path).sort()).toEqual([...NAMES].sort());
    const results = readdirSync(join(odd, 'results', 'odd', 'odd'));
    expect(results.filter(name => name.endsWith('_result.png'))).toHaveLength(NAMES.length);
  });
});

describe('result pictures', () => {
  test('of 000.png and 000.jpg of one folder, and of one name in two folders, do not overwrite each other', async () => {
    for (const folder of ['one/cam', 'two/cam']) mkdirSync(workspace.path(folder), { recursive: true });
    const paths = ['one/cam/000.png', 'one/cam/000.jpg', 'two/cam/000.png'].map(path => join(path));
    for (const path of paths) copyFileSync(workspace.path(GOOD, '000.png'), workspace.path(path));
    const { images } = await inspect(...paths);
    expect(images.map(image => image.result_picture)).toEqual(
      ['000.png_result.png', '000.jpg_result.png', '000.png_2_result.png'].map(name =>
        join('results', 'washer', 'cam', name),
      ),
    );
  });

  test('of a picture of the test set are named alike whether it is inspected alone or with all', async () => {
    const twin = workspace.path('samples', 'washer', 'test', 'good', '000.jpg');
    copyFileSync(workspace.path('samples', 'washer', 'test', 'good', '000.png'), twin);
    const args = ['inference', '--category', 'washer', '--data-root', 'samples'];
    const all = await workspace.json<Inference>(args);
    const alone = await workspace.json<Inference>([...args, '--image', twin]);
    const name = join('results', 'washer', 'good', '000.jpg_result.png');
    expect(all.images.filter(image => image.result_picture === name)).toHaveLength(1);
    expect(alone.images.map(image => image.result_picture)).toEqual([name]);
    expect(new Set(all.images.map(image => image.result_picture)).size).toBe(all.images.length);
  });
});

describe('a picture of unusual size', () => {
  test('is inspected: one pixel, very wide, very high', async () => {
    for (const [name, width, height] of [
      ['pixel.png', 1, 1],
      ['wide.png', 6000, 3],
      ['high.png', 1, 4000],
    ] as const) {
      const image = { width, height, data: new Uint8Array(width * height * 3).fill(90) };
      writeFileSync(workspace.path(name), await encodePng(image));
    }
    const { images } = await inspect('pixel.png', 'wide.png', 'high.png');
    for (const { path, anomaly_score } of images) expect(anomaly_score, path).toBeGreaterThan(0);
    for (const { result_picture } of images) {
      const { width, height } = await sharp(workspace.path(result_picture!)).metadata();
      expect(Math.min(width, height), result_picture!).toBeGreaterThan(100);
    }
  });

  test('of 100 megapixels is inspected', async () => {
    const flat = { create: { width: 10_000, height: 10_000, channels: 3, background: '#777' } } as const;
    await sharp(flat).jpeg().toFile(workspace.path('large.jpg'));
    const args = ['inference', '--category', 'washer', '--no-save', '--image', 'large.jpg'];
    const { images } = await workspace.json<Inference>(args);
    expect(images[0]!.anomaly_score).toBeGreaterThan(0);
  });
});
