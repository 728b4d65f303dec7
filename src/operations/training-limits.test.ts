import { expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import { loadConfig } from '../load-config.ts';
import { checkBank, checkPictureCount, copiesNote, differentPictures } from './training-limits.ts';

const picture = (name: string, sha256: string) => ({ name, sha256, width: 1, height: 1 });
const backbone = { name: 'compact', path: 'x', bytes: new Uint8Array(1000), sha256: 'a' };

test('two different pictures are the least', () => {
  expect(() => checkPictureCount(2, 'good')).not.toThrow();
  expect(() => checkPictureCount(1, 'good')).toThrow(/^Found 1 usable picture in good; at least 2/);
  expect(() => checkPictureCount(0, 'good', 'different usable')).toThrow(
    /^Found 0 different usable pictures/,
  );
});

test('copies are counted and told', () => {
  const pictures = [picture('a', '1'), picture('b', '1'), picture('c', '2'), picture('d', '1')];
  expect(differentPictures({ pictures })).toBe(2);
  expect(copiesNote({ pictures, skipped: [] })).toMatch(/^4 pictures, but 2 of them are copies/);
  expect(copiesNote({ pictures: pictures.slice(1, 3), skipped: [] })).toBeNull();
});

test('a memory bank that is smaller than a neighbourhood is refused with the numbers', async () => {
  const modelsRoot = await testFolder();
  const extractor = { grid: { height: 4, width: 4 }, dimensions: 8 };
  const check = (coresetRatio: string, pictures: number) => {
    const { config } = loadConfig({ coresetRatio, modelsRoot }, undefined, {});
    return checkBank(modelsRoot, config, extractor, pictures, backbone);
  };
  await expect(check('0.1', 5)).rejects.toThrow(/would keep 8 of 80 patches; at least 9 are needed/);
  await expect(check('0.1', 6)).resolves.toBeUndefined();
});

test('a model larger than the free space is refused with both sizes', async () => {
  const modelsRoot = await testFolder();
  const { config } = loadConfig({ coresetRatio: '1', modelsRoot }, undefined, {});
  const extractor = { grid: { height: 100_000, width: 100_000 }, dimensions: 2000 };
  await expect(checkBank(modelsRoot, config, extractor, 1000, backbone)).rejects.toMatchObject({
    code: 'storage_full',
    message: expect.stringMatching(/will need about \d+ MB in .* where \d+ MB are free/),
  });
});
