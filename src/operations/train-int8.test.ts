import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contentOf } from '../../test/fixtures/command-line.ts';
import { testFolder } from '../../test/fixtures/folder.ts';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { drawLargePart, withScratch } from '../../test/fixtures/large-parts.ts';
import { drawPart, PART_SIDE, withDefect } from '../../test/fixtures/parts.ts';
import { loadNamedBackbone } from '../backbones/store.ts';
import type { ConfigKey } from '../config.ts';
import { encodePng } from '../image/codec.ts';
import { loadConfig } from '../load-config.ts';
import { int8ProductsOverflow } from '../onnx/int8-products.ts';
import { openFeatures } from '../patchcore/features.ts';
import { openInt8Features } from '../patchcore/int8-features.ts';
import { openCategory } from './open-category.ts';
import { trainModel } from './train-model.ts';

const IMAGE_SIZE = 128;
const run = { reporter: { progress() {}, note() {} } };

/**
 * Whether int8 pays on the machine that runs the tests; where it does not, training in int8 is refused. A processor that
 * must compute 8-bit products in full is close to the limit, now above it and now below.
 */
async function paysHere(): Promise<boolean> {
  if (await int8ProductsOverflow(ON_CPU)) return false;
  const compact = await loadNamedBackbone('', 'compact');
  const preprocessing = { imageSize: IMAGE_SIZE, centerCrop: null, letterbox: false };
  const settings = { layers: ['layer2', 'layer3'], preprocessing };
  const float32 = await openFeatures(compact, settings, ON_CPU);
  const pictures = { count: 1, read: async () => drawPart(1) };
  const int8 = await openInt8Features(compact, settings, float32, pictures, ON_CPU).catch(() => null);
  await float32.close();
  await int8?.extractor.close();
  return int8 !== null;
}

/** A configuration of int8, over a new folder with a few good parts of the category "part". */
async function scene(settings: Readonly<Partial<Record<ConfigKey, unknown>>> = {}, draw = drawPart) {
  const folder = await testFolder();
  const good = join(folder, 'part', 'train', 'good');
  await mkdir(good, { recursive: true });
  for (let seed = 0; seed < 6; seed++)
    await writeFile(join(good, `${seed}.png`), await encodePng(draw(seed)));
  const { config } = loadConfig(
    {
      dataRoot: folder,
      modelsRoot: join(folder, 'models'),
      backbone: 'compact',
      precision: 'int8',
      imageSize: IMAGE_SIZE,
      threads: 1,
      device: 'cpu',
      ...settings,
    },
    undefined,
    {},
  );
  return { config, folder, train: () => trainModel(config, { category: 'part', skipBad: false }, run) };
}

describe.skipIf(!(await paysHere()))('a model in int8', () => {
  test('is recorded as such, opens the same again, and finds a defect', async () => {
    const { config, folder, train } = await scene();
    await train();
    const written = JSON.parse(await readFile(join(folder, 'models', 'part', 'v1', 'config.json'), 'utf8'));
    expect(written.precision).toBe('int8');
    expect(written.activation_ranges['stem.0'].high).toBeGreaterThan(0);
    const category = await openCategory(config, 'part', new Set());
    const defect = withDefect(drawPart(20), 24, 24, PART_SIDE / 8);
    expect((await category.detect(defect)).decision).toBe('FAIL');
    await category.close();
    const inFloat = { ...config, precision: 'float32' } as const;
    const open = openCategory(inFloat, 'part', new Set<ConfigKey>(['precision']));
    await expect(open).rejects.toThrow('precision int8, and --precision asks for float32');
  });

  test('works on tiles, with ranges that were found on tiles', async () => {
    const large = (seed: number) => drawLargePart(seed, 420, 300);
    const tiles = { tile: IMAGE_SIZE, tileOverlap: 64, imageSize: undefined };
    const { config, train } = await scene(tiles, large);
    await train();
    const category = await openCategory(config, 'part', new Set());
    expect(category.model.config.activation_ranges).toBeDefined();
    const found = await category.detect(withScratch(large(20), 200, 150, 12));
    expect([found.decision, category.model.config.grid]).toEqual(['FAIL', { height: 38, width: 53 }]);
    expect((await category.detect(large(21))).score).toBeLessThan(found.score);
    await category.close();
  });

  test('has the same bytes when it is trained again', async () => {
    const [one, other] = [await scene(), await scene()];
    await one.train();
    await other.train();
    const content = contentOf(join(one.folder, 'models', 'part', 'v1'));
    expect(Object.keys(content)).toContain('memory_bank.npy');
    expect(contentOf(join(other.folder, 'models', 'part', 'v1'))).toEqual(content);
  });
});

test("a user's own network is refused in int8 before a model folder is made of it", async () => {
  const { folder, train } = await scene({ backbone: 'external', weights: import.meta.filename });
  await expect(train()).rejects.toMatchObject({ code: 'invalid_argument' });
  await expect(train()).rejects.toThrow(/backbone external .*Leave --precision out/);
  expect(Object.keys(contentOf(join(folder, 'models'))).filter(name => /v\d/.test(name))).toEqual([]);
});
