import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import type { Alignment } from '../alignment/alignment.ts';
import { sha256 } from '../files.ts';
import type { ModelConfig } from '../schemas/model.ts';
import { alignmentFile, readAlignment } from './model-alignment.ts';

const ALIGNMENT: Alignment = {
  kind: 'rigid',
  turns: true,
  aspect: 1.5,
  reference: Uint8Array.from({ length: 128 * 128 }, (_, at) => at % 251),
  limits: { shift: 0.1, angle: 12, match: 0.7 },
};

/** A model of which only the alignment is there, its file changed and its hash right. */
async function modelWith(change: (text: string) => string, recorded = { kind: 'rigid', turns: true }) {
  const folder = await testFolder();
  const bytes = Buffer.from(change(Buffer.from(alignmentFile(ALIGNMENT)['alignment.json']!).toString()));
  await writeFile(join(folder, 'alignment.json'), bytes);
  const config = { alignment: recorded, files: { 'alignment.json': sha256(bytes) } } as Partial<ModelConfig>;
  return { folder, config: config as ModelConfig };
}

test('an alignment is read as it was written', async () => {
  expect(await readAlignment(await modelWith(text => text))).toEqual(ALIGNMENT);
});

test.each<[string, (text: string) => string, RegExp]>([
  ['no JSON', () => '{', /not JSON/],
  ['of another shape', text => text.replace('"shift"', '"shifts"'), /limits/],
  [
    'without all of its reference',
    text => text.replace(/"reference": "..../, '"reference": "'),
    /not complete/,
  ],
])('a file that is %s is damaged, and the error names it', async (_, change, said) => {
  const read = readAlignment(await modelWith(change));
  await expect(read).rejects.toMatchObject({ code: 'model_damaged' });
  await expect(read).rejects.toThrow(said);
  await expect(read).rejects.toThrow('alignment.json');
});

test('file and configuration must say the same', async () => {
  const other = await modelWith(text => text, { kind: 'translation', turns: false });
  await expect(readAlignment(other)).rejects.toThrow(/another kind/);
  const { folder, config } = await modelWith(text => text);
  await expect(readAlignment({ folder, config: { ...config, files: {} } })).rejects.toThrow(/does not list/);
});
