import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { testFolder } from '../test/fixtures/folder.ts';
import { writeAllDurably } from './files.ts';

const names = Array.from({ length: 40 }, (_, file) => `pictures/${String(file).padStart(2, '0')}.bin`);

function contents(of: readonly string[]) {
  return Object.fromEntries(of.map((name, file) => [name, Uint8Array.of(file, 1, 2)]));
}

test('many files are all there, whole, when they have been written', async () => {
  const folder = await testFolder();
  await writeAllDurably(folder, contents(names));
  expect(readdirSync(join(folder, 'pictures'))).toHaveLength(names.length);
  for (const [file, name] of names.entries())
    expect([...readFileSync(join(folder, name))]).toEqual([file, 1, 2]);
});

test('once a file cannot be written the others are left, and none is still on its way', async () => {
  const folder = await testFolder();
  writeFileSync(join(folder, 'taken'), 'a file where a folder is needed');
  const wanted = contents([...names.slice(0, 10), 'taken/10.bin', ...names.slice(11)]);
  await expect(writeAllDurably(folder, wanted)).rejects.toThrow(/ENOTDIR|EEXIST/);
  const written = readdirSync(join(folder, 'pictures'));
  expect(written.length).toBeLessThan(names.length - 1);
  await rest(50);
  expect(readdirSync(join(folder, 'pictures'))).toEqual(written);
});
