import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import { sha256 } from '../files.ts';
import { loadConfig } from '../load-config.ts';
import { bytesInFolder, checkDisk, modelBytes, weightBytes } from './training-disk.ts';

test('a model larger than the free space is refused with both sizes', async () => {
  const modelsRoot = await testFolder();
  const refused = checkDisk(modelsRoot, { modelsRoot }, 1e18, 0);
  await expect(refused).rejects.toMatchObject({
    code: 'storage_full',
    message: expect.stringMatching(/will need about 1000000000\.0 GB in .* where [\d.]+ [MG]B are free/),
  });
  await expect(checkDisk(modelsRoot, { modelsRoot }, 1000, 1000)).resolves.toBeUndefined();
});

test('so is a file of projections, which says that memory is the reason', async () => {
  const modelsRoot = await testFolder();
  await expect(checkDisk(modelsRoot, { modelsRoot }, 1000, 1e18)).rejects.toThrow('for want of memory');
});

test('weights are counted once, as long as nobody alters them', async () => {
  const modelsRoot = await testFolder();
  const { config } = loadConfig({ modelsRoot }, undefined, {});
  const bytes = new Uint8Array(1000);
  const backbone = { name: 'compact', path: 'x', bytes, sha256: sha256(bytes) };
  expect(await weightBytes(config, backbone)).toBe(1000);
  const kept = join(modelsRoot, '.backbones', `${backbone.sha256}.safetensors`);
  mkdirSync(join(modelsRoot, '.backbones'));
  writeFileSync(kept, bytes);
  expect(await weightBytes(config, backbone)).toBe(0);
  writeFileSync(kept, 'altered');
  expect(await weightBytes(config, backbone)).toBe(1000);
});

test('what is foretold of a model is what its arrays take, and what is kept of the pictures', () => {
  const bytes = modelBytes({ entries: 1000, dimensions: 384, pictures: 20 });
  const arrays = 1000 * (384 + 3) * 4;
  expect(bytes).toBeGreaterThan(arrays + 20 * 11_806); // a kept bottle of MVTec AD
  expect(bytes).toBeLessThan(1.2 * arrays);
});

test('the files of a folder are added up', async () => {
  const folder = await testFolder();
  writeFileSync(join(folder, 'a'), 'abc');
  writeFileSync(join(folder, 'b'), 'de');
  expect(await bytesInFolder(folder)).toBe(5);
});
