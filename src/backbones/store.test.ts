import { existsSync } from 'node:fs';
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import { basicResnetShapes, zeroWeights } from '../../test/fixtures/weights.ts';
import { sharedFolder } from '../../test/golden/read-golden.ts';
import { sha256 } from '../files.ts';
import {
  cachedWeights,
  defaultBackbone,
  isCached,
  keepBackbone,
  loadBackboneFile,
  loadKeptBackbone,
  loadNamedBackbone,
  PREFERRED_BACKBONE,
} from './store.ts';

const RESNET18 = [2, 2, 2];
const RESNET34 = [3, 4, 6];

async function weightsFile(
  shapes: Readonly<Record<string, readonly number[]>>,
  name = 'weights.safetensors',
) {
  const path = join(await testFolder(), name);
  await writeFile(path, zeroWeights(shapes));
  return path;
}

describe('a weights file without a name', () => {
  const resnet18 = join(sharedFolder() ?? '', 'weights', 'resnet18.safetensors');

  test.skipIf(sharedFolder() === null || !existsSync(resnet18))(
    "torchvision's resnet18 is recognised (needs the shared folder)",
    async () => {
      const backbone = await loadBackboneFile(null, resnet18);
      expect(backbone.name).toBe('resnet18');
      expect(backbone.sha256).toBe(sha256(await readFile(resnet18)));
    },
  );

  test.each([
    ['resnet18', RESNET18],
    ['resnet34', RESNET34],
  ])('%s is recognised by its tensors', async (name, blocks) => {
    expect((await loadBackboneFile(null, await weightsFile(basicResnetShapes(blocks)))).name).toBe(name);
  });

  test('the shipped backbone is recognised in a copy', async () => {
    const { path } = await loadNamedBackbone('', 'compact');
    const copy = join(await testFolder(), 'renamed.bin');
    await copyFile(path, copy);
    expect((await loadBackboneFile(null, copy)).name).toBe('compact');
  });

  test('a file of another network is refused with the known ones', async () => {
    const path = await weightsFile({ 'encoder.weight': [4, 4] });
    await expect(loadBackboneFile(null, path)).rejects.toMatchObject({ code: 'backbone_invalid' });
    await expect(loadBackboneFile(null, path)).rejects.toThrow(/any known backbone \(compact, resnet18/);
  });

  test('a damaged file says what is damaged', async () => {
    const path = await weightsFile(basicResnetShapes(RESNET18));
    await writeFile(path, (await readFile(path)).subarray(0, 1_000_000));
    await expect(loadBackboneFile(null, path)).rejects.toMatchObject({ code: 'backbone_invalid' });
    await expect(loadBackboneFile(null, path)).rejects.toThrow('truncated');
  });

  test('a file that is not there is named', async () => {
    const path = join(await testFolder(), 'none.safetensors');
    await expect(loadBackboneFile(null, path)).rejects.toMatchObject({ code: 'data_not_found' });
    await expect(loadBackboneFile(null, path)).rejects.toThrow(path);
  });
});

describe('a weights file for a named backbone', () => {
  test.each([
    ['resnet34 weights', basicResnetShapes(RESNET34)],
    ['one block more', { ...basicResnetShapes(RESNET18), 'layer1.2.conv1.weight': [64, 64, 3, 3] }],
  ])('that hold %s are refused as resnet18', async (_, shapes) => {
    const refused = loadBackboneFile('resnet18', await weightsFile(shapes));
    await expect(refused).rejects.toMatchObject({ code: 'backbone_invalid' });
    await expect(refused).rejects.toThrow(
      /does not hold the weights of resnet18: it has a tensor layer1\.2\.conv1\.weight, which that network lacks\. Choose the --backbone/,
    );
  });

  test('that lack a block are refused as resnet34', async () => {
    const refused = loadBackboneFile('resnet34', await weightsFile(basicResnetShapes(RESNET18)));
    await expect(refused).rejects.toThrow('it has no tensor layer1.2.conv1.weight');
  });

  test('that are fewer and wider are refused as resnet50', async () => {
    const refused = loadBackboneFile('resnet50', await weightsFile(basicResnetShapes(RESNET18)));
    await expect(refused).rejects.toThrow(
      /layer1\.0\.conv1\.weight has the shape \[64,64,3,3\] where \[64,64,1,1\]/,
    );
  });
});

describe('a backbone by name', () => {
  test('the shipped one is there without a cache; another one says how to get it', async () => {
    expect((await loadNamedBackbone('', 'compact')).bytes.length).toBeGreaterThan(1_000_000);
    const missing = loadNamedBackbone(await testFolder(), 'resnet18');
    await expect(missing).rejects.toMatchObject({ code: 'backbone_missing' });
    await expect(missing).rejects.toThrow('inspectai backbone pull resnet18');
    await expect(loadNamedBackbone('', 'resnet19')).rejects.toMatchObject({ code: 'backbone_unknown' });
    await expect(loadNamedBackbone('', 'external')).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  test('a cached one is loaded and checked', async () => {
    const cache = await testFolder();
    await writeFile(cachedWeights(cache, 'resnet18'), zeroWeights(basicResnetShapes(RESNET18)));
    await writeFile(cachedWeights(cache, 'resnet34'), zeroWeights(basicResnetShapes(RESNET18)));
    expect([await isCached(cache, 'resnet18'), await isCached(cache, 'resnet50')]).toEqual([true, false]);
    expect((await loadNamedBackbone(cache, 'resnet18')).name).toBe('resnet18');
    await expect(loadNamedBackbone(cache, 'resnet34')).rejects.toMatchObject({ code: 'backbone_invalid' });
  });

  test('the default is the shipped one until the preferred one is cached', async () => {
    const cache = await testFolder();
    expect(await defaultBackbone(cache)).toBe('compact');
    await writeFile(cachedWeights(cache, PREFERRED_BACKBONE), '');
    expect(await defaultBackbone(cache)).toBe(PREFERRED_BACKBONE);
  });
});

describe('a backbone that is kept beside the models', () => {
  test('is stored once under its hash and loaded by it', async () => {
    const folder = join(await testFolder(), 'backbones');
    const backbone = await loadNamedBackbone('', 'compact');
    await keepBackbone(folder, backbone);
    await keepBackbone(folder, backbone);
    expect(await readdir(folder)).toEqual([`${backbone.sha256}.safetensors`]);
    const kept = await loadKeptBackbone(folder, backbone);
    expect(Buffer.compare(kept.bytes, backbone.bytes)).toBe(0);
  });

  test('is refused when it is missing or altered', async () => {
    const folder = await testFolder();
    const backbone = await loadNamedBackbone('', 'compact');
    await expect(loadKeptBackbone(folder, backbone)).rejects.toMatchObject({ code: 'backbone_missing' });
    await writeFile(join(folder, `${backbone.sha256}.safetensors`), backbone.bytes.subarray(1));
    await expect(loadKeptBackbone(folder, backbone)).rejects.toMatchObject({ code: 'model_damaged' });
  });
});
