import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CALIBRATION_FACTS } from '../../test/fixtures/calibration.ts';
import { testFolder } from '../../test/fixtures/folder.ts';
import { sha256 } from '../files.ts';
import { loadModel, type ModelFacts, writeVersion } from './artifact.ts';
import type { MemoryBank } from './memory-bank.ts';
import { activateVersion, currentVersion, removeUnfinished } from './versions.ts';

const bank: MemoryBank = {
  vectors: Float32Array.of(1, 2, 3, 4.5, -5, 6e-3),
  dimensions: 3,
  provenance: Int32Array.of(0, 1, 2, 1, 0, 1),
};
const images = ['a.png', 'sub/b.png'].map(name => ({
  name,
  sha256: sha256(name),
  width: 64,
  height: 48,
  held_out_score: 1.25,
  held_out_map_maximum: 2.5,
}));
const facts: ModelFacts = {
  category: 'bolt',
  threshold: 1.75,
  backbone: { name: 'compact', sha256: sha256('weights') },
  layers: ['layer2', 'layer3'],
  precision: 'float32',
  preprocessing: { image_size: 64, center_crop: null, letterbox: false },
  grid: { height: 8, width: 8 },
  dimensions: 3,
  neighbors: 9,
  seed: 0,
  coreset: { ratio: 0.1, patches: 128, entries: 2, projected_dimensions: 3 },
  calibration: CALIBRATION_FACTS,
  training_set: { pictures: 2, fingerprint: sha256('set') },
  runtime: { onnxruntime: '1.0.0' },
};
const FILES = ['config.json', 'config.sha256', 'memory_bank.npy', 'provenance.npy', 'training_images.json'];
const save = async (folder: string, changes: Partial<ModelFacts> = {}) => {
  const version = await writeVersion(folder, { ...facts, ...changes }, { bank, trainingImages: images });
  await activateVersion(folder, version);
  return version;
};

describe('a model that was saved', () => {
  test('is read back as it was', async () => {
    const folder = await testFolder();
    expect(await save(folder)).toBe('v1');
    const model = await loadModel(folder, 'bolt');
    expect(model).toMatchObject({ bank, trainingImages: images, version: 'v1', folder: join(folder, 'v1') });
    expect(model.config).toMatchObject(facts);
    expect((await readdir(join(folder, 'v1'))).sort()).toEqual(FILES);
    expect((await readdir(folder)).sort()).toEqual(['current', 'v1']);
  });

  test('is a new version beside the older ones, which can be read and made current again', async () => {
    const folder = await testFolder();
    for (const threshold of [1, 2, 3]) await save(folder, { threshold });
    expect(await currentVersion(folder)).toBe('v3');
    expect((await loadModel(folder, 'bolt', 'v1')).config.threshold).toBe(1);
    await activateVersion(folder, 'v2');
    expect((await loadModel(folder, 'bolt')).config.threshold).toBe(2);
    expect(await save(folder, { threshold: 4 })).toBe('v4');
    expect((await loadModel(folder, 'bolt')).config.threshold).toBe(4);
  });

  test('keeps the activation ranges of an int8 backbone to the last bit', async () => {
    const folder = await testFolder();
    const activation_ranges = {
      pixels: { low: -2.1, high: 2.64 },
      conv1: { low: 0, high: Math.fround(3.3) },
    };
    await save(folder, { precision: 'int8', activation_ranges });
    const { config } = await loadModel(folder, 'bolt');
    expect([config.precision, config.activation_ranges]).toEqual(['int8', activation_ranges]);
    expect((await readdir(join(folder, 'v1'))).sort()).toEqual(FILES);
  });

  test('has the same bytes when it is saved again', async () => {
    const [one, other] = [await testFolder(), await testFolder()];
    await save(one);
    await save(other);
    for (const name of FILES)
      expect(await readFile(join(one, 'v1', name))).toEqual(await readFile(join(other, 'v1', name)));
  });
});

test('a category without a model says how to train it', async () => {
  const missing = loadModel(await testFolder(), 'bolt');
  await expect(missing).rejects.toMatchObject({ code: 'model_not_found' });
  await expect(missing).rejects.toThrow('inspectai train --category bolt');
});

describe.each(FILES)('when %s', name => {
  const harms: Readonly<Record<string, (path: string) => Promise<void>>> = {
    truncated: async path => truncate(path, Math.floor((await readFile(path)).length / 2)),
    emptied: path => truncate(path, 0),
    lengthened: path => writeFile(path, ' x', { flag: 'a' }),
    altered: async path => {
      const bytes = await readFile(path);
      bytes[20]! ^= 1;
      await writeFile(path, bytes);
    },
    deleted: path => rm(path),
  };

  test.each(Object.keys(harms).filter(harm => name !== 'config.sha256' || harm !== 'lengthened'))(
    'is %s, the model is refused and the file named',
    async harm => {
      const folder = await testFolder();
      await save(folder);
      await harms[harm]!(join(folder, 'v1', name));
      const refused = loadModel(folder, 'bolt');
      await expect(refused).rejects.toMatchObject({ code: 'model_damaged' });
      await expect(refused).rejects.toThrow(name);
      await expect(refused).rejects.toThrow('Restore the file or train again');
    },
  );
});

/** Changes config.json and its recorded hash, as another version of the program would have written it. */
async function rewriteConfig(folder: string, change: Readonly<Record<string, unknown>>): Promise<void> {
  const path = join(folder, 'v1', 'config.json');
  const text = JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...change });
  await writeFile(path, text);
  await writeFile(join(folder, 'v1', 'config.sha256'), `${sha256(text)}  config.json\n`);
}

test.each([
  ['newer', 99, 'Update the program'],
  ['older', 0, 'Train the category again'],
])('a model of a %s schema is refused with what to do', async (_, schema_version, advice) => {
  const folder = await testFolder();
  await save(folder);
  await rewriteConfig(folder, { schema_version });
  await expect(loadModel(folder, 'bolt')).rejects.toMatchObject({ code: 'model_version' });
  await expect(loadModel(folder, 'bolt')).rejects.toThrow(advice);
});

test.each([
  ['no schema version', { schema_version: undefined }, 'no schema_version'],
  ['a field of another type', { threshold: 'high' }, '/threshold'],
  ['other dimensions than the bank', { dimensions: 4 }, 'memory_bank.npy'],
  ['no hash of the bank', { files: {} }, 'memory_bank.npy'],
  ['an int8 backbone without ranges', { precision: 'int8' }, 'activation_ranges'],
  ['ranges of a float32 backbone', { activation_ranges: {} }, 'activation_ranges'],
  [
    'a range without an end',
    { precision: 'int8', activation_ranges: { a: { low: 0 } } },
    'activation_ranges',
  ],
])('a configuration with %s is refused', async (_, change, message) => {
  const folder = await testFolder();
  await save(folder);
  await rewriteConfig(folder, change);
  await expect(loadModel(folder, 'bolt')).rejects.toMatchObject({ code: 'model_damaged' });
  await expect(loadModel(folder, 'bolt')).rejects.toThrow(message);
});

test.each(['../v1', 'latest', '', 'v0'])('a "current" that says %j is refused', async text => {
  const folder = await testFolder();
  await save(folder);
  await writeFile(join(folder, 'current'), text);
  await expect(loadModel(folder, 'bolt')).rejects.toMatchObject({ code: 'model_damaged' });
});

describe('a save that does not finish', () => {
  test('leaves the old version current when the new one cannot be renamed into place', async () => {
    const folder = await testFolder();
    await save(folder, { threshold: 1 });
    const last = `v${2 ** 53}`; // its successor is itself, and a folder with content cannot be replaced
    await mkdir(join(folder, last));
    await writeFile(join(folder, last, 'content'), '');
    await expect(save(folder, { threshold: 2 })).rejects.toThrow();
    expect((await readdir(folder)).sort()).toEqual(['current', 'v1', last]);
    expect((await loadModel(folder, 'bolt')).config.threshold).toBe(1);
  });

  test('leaves files of a dead process that neither loading nor the next save minds', async () => {
    const folder = await testFolder();
    await save(folder, { threshold: 1 });
    for (const left of [`.${process.pid}.tmp`, '.999999.tmp']) {
      await mkdir(join(folder, left));
      await writeFile(join(folder, left, 'memory_bank.npy'), 'half a ba');
    }
    expect((await loadModel(folder, 'bolt')).version).toBe('v1');
    expect(await save(folder, { threshold: 2 })).toBe('v2');
    expect((await loadModel(folder, 'bolt')).config.threshold).toBe(2);
    await removeUnfinished(folder);
    expect((await readdir(folder)).sort()).toEqual(['current', 'v1', 'v2']);
  });

  test('says so when a file stands where the folder is needed', async () => {
    const folder = join(await testFolder(), 'bolt');
    await writeFile(folder, '');
    await expect(save(folder)).rejects.toMatchObject({ code: 'storage_denied' });
  });
});
