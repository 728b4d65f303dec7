import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCommandLine } from '../../test/fixtures/command-line.ts';
import { testFolder } from '../../test/fixtures/folder.ts';
import { drawPart, withDefect } from '../../test/fixtures/parts.ts';
import { sharedFolder } from '../../test/golden/read-golden.ts';
import type { Config } from '../config.ts';
import { encodePng } from '../image/codec.ts';
import { loadConfig } from '../load-config.ts';
import { infer } from './infer.ts';
import { type InspectionPool, openInspectionPool } from './inspection-pool.ts';
import { openCategory } from './open-category.ts';
import { trainModel } from './train-model.ts';

const run = { reporter: { progress() {}, note() {} } };
const photographs = join(sharedFolder() ?? '', 'data', 'bottle-256');
let pool: InspectionPool;

beforeAll(async () => {
  await buildCommandLine();
  pool = await openInspectionPool({ processes: 2, queueLimit: 100, timeoutMs: 60_000 });
});
afterAll(() => pool?.close());

/** A trained category "part" and pictures that it has not seen. */
async function trainedOn(good: readonly Uint8Array[], pictures: readonly Uint8Array[]) {
  const folder = await testFolder();
  await mkdir(join(folder, 'part', 'train', 'good'), { recursive: true });
  await mkdir(join(folder, 'new'));
  for (const [index, bytes] of good.entries())
    await writeFile(join(folder, 'part', 'train', 'good', `${index}.png`), bytes);
  const paths = pictures.map((_, index) => join(folder, 'new', `${index}.png`));
  for (const [index, path] of paths.entries()) await writeFile(path, pictures[index]!);
  const flags = {
    dataRoot: folder,
    modelsRoot: join(folder, 'models'),
    resultsRoot: join(folder, 'results'),
    backbone: 'compact',
    imageSize: '128',
    device: 'cpu',
    threads: '1',
  };
  const { config } = loadConfig(flags, undefined, {});
  await trainModel(config, { category: 'part', skipBad: false }, run);
  return { config, paths };
}

async function drawnParts() {
  const good = await Promise.all([0, 1, 2, 3, 4, 5].map(seed => encodePng(drawPart(seed))));
  const pictures = [drawPart(10), withDefect(drawPart(11), 30, 30, 8), drawPart(12)];
  return trainedOn(good, await Promise.all(pictures.map(encodePng)));
}

async function photographedParts() {
  const read = async (...names: readonly string[]) => {
    const folder = join(photographs, ...names);
    const files = (await readdir(folder)).filter(name => name.endsWith('.png')).sort();
    return Promise.all(files.map(name => readFile(join(folder, name))));
  };
  const good = await read('train', 'good');
  const tests = [...(await read('test', 'good')), ...(await read('test', 'broken_small'))];
  return trainedOn(
    good.filter((_, index) => index % 10 === 0),
    tests.filter((_, index) => index % 10 === 0),
  );
}

const inspect = (config: Config, path: string, draw = false) =>
  pool.inspect({
    config,
    category: 'part',
    picture: path,
    name: path,
    draw: draw ? ['result', 'heatmap'] : [],
  });

describe.each([
  ['drawn parts', drawnParts, false],
  ['photographs (needs the shared folder)', photographedParts, !existsSync(photographs)],
])('inspections of %s in other processes', (_, scene, isMissing) => {
  test.skipIf(isMissing)('give the same to the last bit as in this one, whatever the threads', async () => {
    const { config, paths } = await scene();
    const inspections = paths.map(path => inspect({ ...config, threads: 1 }, path));
    const direct = await openCategory({ ...config, threads: 2 }, 'part', new Set());
    for (const [index, path] of paths.entries()) {
      const { facts, map } = await inspections[index]!;
      const expected = await direct.detect(await direct.read(path));
      expect([facts.anomaly_score, facts.p_value, facts.decision, facts.evidence.distance]).toEqual([
        expected.score,
        expected.pValue,
        expected.decision,
        expected.evidence.distance,
      ]);
      expect(map).toEqual(expected.map);
    }
    await direct.close();
  });
});

describe('an inspection in another process', () => {
  test('draws what inference writes, and takes bytes for a file', async () => {
    const { config, paths } = await drawnParts();
    const path = paths[1]!;
    const { images } = await infer(
      config,
      { category: 'part', images: [path], save: true, explicit: new Set() },
      run,
    );
    const picture = { name: path, bytes: await readFile(path) };
    const { facts, drawn } = await pool.inspect({
      config,
      category: 'part',
      picture,
      name: 'new/1.png',
      draw: ['result', 'heatmap'],
    });
    const { path: _, record: __, result_picture, inspection_ms, ...expected } = images[0]!;
    expect(facts).toEqual({ ...expected, model_version: 'v1', inspection_ms: expect.any(Number) });
    expect(inspection_ms).toBeGreaterThan(0);
    expect(Buffer.from(drawn.result!).equals(await readFile(result_picture!))).toBe(true);
    const heatmap = await readFile(result_picture!.replace('_result', '_heatmap'));
    expect(Buffer.from(drawn.heatmap!).equals(heatmap)).toBe(true);
  });

  test('uses a new version of the model as soon as it is current', async () => {
    const { config, paths } = await drawnParts();
    const version = async () => (await inspect(config, paths[0]!)).facts.model_version;
    expect([await version(), await version()]).toEqual(['v1', 'v1']);
    await trainModel({ ...config, seed: 8 }, { category: 'part', skipBad: false }, run);
    expect(await version()).toBe('v2');
  });

  test('says what is wrong with a picture or a category, and the next one works', async () => {
    const { config, paths } = await drawnParts();
    const bytes = { name: 'camera 1', bytes: Uint8Array.of(1, 2, 3) };
    const bad = pool.inspect({ config, category: 'part', picture: bytes, name: 'camera 1', draw: [] });
    await expect(bad).rejects.toMatchObject({
      code: 'image_unreadable',
      message: expect.stringContaining('camera 1 is not a picture'),
    });
    const unknown = pool.inspect({ config, category: 'other', picture: paths[0]!, name: 'a', draw: [] });
    await expect(unknown).rejects.toMatchObject({ code: 'model_not_found' });
    expect((await inspect(config, paths[0]!)).drawn).toEqual({});
  });
});
