import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeMaskPng } from '../src/image/codec.ts';
import {
  contentOf,
  drawCategories,
  expectFailure,
  openWorkspace,
  type Workspace,
} from './fixtures/command-line.ts';

const COMPACT = join(import.meta.dirname, '..', 'assets', 'compact', 'compact.safetensors');
const GOOD = join('samples', 'washer', 'train', 'good');
const PICTURE = join('samples', 'washer', 'test', 'good', '000.png');
let workspace: Workspace;

beforeAll(async () => {
  workspace = await openWorkspace();
  await drawCategories(workspace.path('samples'), ['washer']);
  await workspace.json(['train', '--category', 'washer', '--data-root', 'samples']);
}, 120_000);
afterAll(() => workspace?.remove());

/** Runs a command that must fail and must leave the models as they were. */
async function expectRefused(args: readonly string[], status: number, message: RegExp | string) {
  const before = contentOf(workspace.path('models'));
  const ended = await workspace.run(args);
  expectFailure(ended, status, message);
  expect(contentOf(workspace.path('models'))).toEqual(before);
  return ended;
}

/** A folder with the first pictures of the sample. */
function folderWith(name: string, pictures: number): string {
  mkdirSync(workspace.path(name), { recursive: true });
  for (const picture of readdirSync(workspace.path(GOOD)).slice(0, pictures))
    copyFileSync(workspace.path(GOOD, picture), workspace.path(name, picture));
  return workspace.path(name);
}

describe('a data set that is not as it should be', () => {
  test.each([
    ['missing', ['--category', 'washer', '--data-root', 'nowhere'], 'The data folder nowhere does not exist'],
    [
      'without the category',
      ['--category', 'wascher', '--data-root', 'samples'],
      'There is no category "wascher" in samples. Found: washer.',
    ],
    [
      'a missing folder of pictures',
      ['--category', 'cap', '--images', 'nowhere'],
      'The folder nowhere does not exist',
    ],
    ['a file in place of the folder', ['--category', 'cap', '--images', PICTURE], 'is a file, not a folder'],
  ])('is refused: %s', async (_, args, message) => {
    await expectRefused(['train', ...args], 3, message);
  });

  test('is refused: an empty folder, one picture, copies of one picture', async () => {
    await expectRefused(
      ['train', '--category', 'cap', '--images', folderWith('empty', 0)],
      3,
      /has no pictures: it is empty/,
    );
    await expectRefused(
      ['train', '--category', 'cap', '--images', folderWith('one', 1)],
      3,
      'Found 1 good picture',
    );
    const copies = folderWith('copies', 1);
    for (const name of ['a.png', 'b.png']) copyFileSync(workspace.path(PICTURE), join(copies, name));
    rmSync(join(copies, '000.png'));
    await expectRefused(
      ['train', '--category', 'cap', '--images', copies],
      3,
      'Found 1 different usable picture',
    );
  });

  test('bad pictures among good ones are counted and named, and left out with --skip-bad', async () => {
    const images = folderWith('some', 6);
    writeFileSync(join(images, 'cut.png'), readFileSync(workspace.path(PICTURE)).subarray(0, 3000));
    writeFileSync(join(images, 'empty.bmp'), '');
    writeFileSync(join(images, 'text.jpg'), 'no picture');
    const args = ['train', '--category', 'some', '--images', images];
    await expectRefused(
      args,
      3,
      /3 of 9 pictures in .*some cannot be read: cut\.png, empty\.bmp, text\.jpg\..*--skip-bad/,
    );
    const summary = await workspace.json<{ pictures: number; skipped: { path: string; reason: string }[] }>([
      ...args,
      '--skip-bad',
      '--models-root',
      'skipped',
    ]);
    expect(summary.pictures).toBe(6);
    expect(summary.skipped.map(({ path }) => path)).toEqual(['cut.png', 'empty.bmp', 'text.jpg']);
    for (const { reason } of summary.skipped) expect(reason).toMatch(/cut off|empty|not a picture/);
  });

  test('nothing but bad pictures is refused, --skip-bad or not', async () => {
    const images = folderWith('bad', 0);
    for (const name of ['a.png', 'b.png']) writeFileSync(join(images, name), 'no picture');
    const args = ['train', '--category', 'bad', '--images', images];
    await expectRefused(args, 3, '2 of 2 pictures');
    await expectRefused([...args, '--skip-bad'], 3, 'Found 0 different usable pictures');
    const named = ['--image', join(images, 'a.png'), join(images, 'b.png')];
    await expectRefused(
      ['inference', '--category', 'washer', ...named],
      3,
      'None of the 2 pictures can be read',
    );
  });

  test('a mask of another size stops an evaluation, naming both', async () => {
    cpSync(workspace.path('samples'), workspace.path('masks'), { recursive: true });
    const mask = { width: 20, height: 10, data: new Uint8Array(200).fill(1) };
    const path = join('masks', 'washer', 'ground_truth', 'dent', '000_mask.png');
    writeFileSync(workspace.path(path), await encodeMaskPng(mask));
    const args = ['--category', 'washer', '--data-root', 'masks'];
    await expectRefused(
      ['evaluate', ...args],
      3,
      /mask .*dent.000_mask\.png has 20 x 10 pixels and its picture .* has 96 x 96/,
    );
    expect(contentOf(workspace.path('results', 'washer', 'evaluation'))).toEqual({});
    const picture = join('masks', 'washer', 'test', 'dent', '000.png');
    const { status, stderr } = await workspace.run(['inference', ...args, '--image', picture]);
    expect([status, stderr]).toEqual([0, expect.stringContaining('is not shown: it has 20 x 10 pixels')]);
  });

  test('a picture that was named and cannot be read is told, and is never a success', async () => {
    const args = ['inference', '--category', 'washer', '--no-save', '--image'];
    await expectRefused([...args, 'nowhere.png'], 3, 'The picture nowhere.png does not exist');
    await expectRefused([...args, 'samples'], 3, 'The picture samples is not a file');
    writeFileSync(workspace.path('torn.png'), readFileSync(workspace.path(PICTURE)).subarray(0, 3000));
    await expectRefused([...args, 'torn.png'], 3, /torn\.png is a PNG picture that is cut off/);
    const { status, stdout } = await workspace.run([...args, 'torn.png', PICTURE, '--json']);
    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      images: [{ path: PICTURE }],
      skipped: [{ path: 'torn.png' }],
    });
  });
});

describe('the name of a category', () => {
  test.each(['../x', '', '.', 'a/b', 'x'.repeat(200), 'あ'.repeat(99), 'cap.', '-x', 'a\nb'])(
    '%j is refused by every command',
    async name => {
      for (const command of [
        ['train', '--images', GOOD],
        ['inference', '--image', PICTURE],
      ])
        await expectRefused([...command, `--category=${name}`], 2, /cannot be the name of a category/);
    },
  );

  test('may have spaces and umlauts', async () => {
    const category = 'Blende groß 2';
    await workspace.json(['train', '--category', category, '--images', GOOD, '--models-root', 'named']);
    const args = ['--category', category, '--models-root', 'named', '--image', PICTURE];
    const { images } = await workspace.json<{ images: { result_picture: string }[] }>(['inference', ...args]);
    expect(images[0]!.result_picture).toBe(join('results', category, 'good', '000_result.png'));
  });
});

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

/** Whether another user can reach the built command line; a checkout in a private folder cannot be tested so. */
function nobodyCanRead(): boolean {
  try {
    execFileSync(process.execPath, ['-e', `require('node:fs').readFileSync(${JSON.stringify(COMPACT)})`], {
      uid: NOBODY,
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(process.platform === 'win32' || (isRoot && !nobodyCanRead()))(
  'without permission to write',
  () => {
    const user = isRoot ? { uid: NOBODY } : {};

    test('training and inference are refused in one line', async () => {
      const locked = workspace.path('locked');
      mkdirSync(locked, { mode: 0o555 });
      execFileSync('chmod', ['-R', 'a+rX', workspace.folder]);
      const train = ['train', '--category', 'cap', '--images', GOOD, '--models-root', 'locked'];
      expectFailure(
        await workspace.run(train, user),
        6,
        /No permission while creating the model folder \(.*locked/,
      );
      const inspect = [
        'inference',
        '--category',
        'washer',
        '--image',
        PICTURE,
        '--results-root',
        'locked/results',
      ];
      expectFailure(await workspace.run(inspect, user), 6, /No permission while writing .*000_result\.png/);
      expect(readdirSync(locked)).toEqual([]);
      const { status, stdout } = await workspace.run(['doctor', '--models-root', 'locked', '--json'], user);
      expect([status, JSON.parse(stdout).healthy]).toEqual([1, false]);
    });
  },
);
