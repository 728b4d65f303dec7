import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  contentOf,
  drawCategories,
  expectFailure,
  openWorkspace,
  type Workspace,
} from './fixtures/command-line.ts';

/** Room for the weights of the compact backbone and one model of this size, not for two. */
const DISK_MEGABYTES = 12;
const TRAIN = ['train', '--category', 'washer', '--data-root', 'samples', '--models-root', 'disk/models'];
let workspace: Workspace;

/** Whether this user may mount a small disk in memory. */
const canMount = mountDisk(process.cwd(), true);

beforeAll(async () => {
  workspace = await openWorkspace();
  await drawCategories(workspace.path('samples'), ['washer']);
  mkdirSync(workspace.path('disk'));
  if (canMount) mountDisk(workspace.path('disk'));
}, 120_000);
afterAll(async () => {
  if (canMount && workspace) call(['umount', workspace.path('disk')]);
  await workspace?.remove();
});

/** Mounts a small disk, or only tries how that would go. */
function mountDisk(folder: string, tryOnly = false): boolean {
  const mount = ['mount', '-t', 'tmpfs', '-o', `size=${DISK_MEGABYTES}m`, 'tmpfs', folder];
  // A namespace of its own takes the mount away again at once.
  try {
    call(tryOnly ? ['unshare', '--mount', ...mount] : mount);
    return true;
  } catch {
    return false;
  }
}

function call([command, ...args]: readonly string[]): void {
  execFileSync(command!, args, { stdio: 'ignore' });
}

/** Writes a file until the disk is full, but for some bytes. */
function fill(freeBytes = 0): void {
  const file = openSync(workspace.path('disk', 'filler'), 'w');
  const block = Buffer.alloc(4096);
  try {
    for (let left = DISK_MEGABYTES * 256 - Math.ceil(freeBytes / 4096); left > 0; left--)
      writeSync(file, block);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause;
  } finally {
    closeSync(file);
  }
}

const empty = () => rmSync(workspace.path('disk', 'filler'), { force: true });
const models = () => contentOf(workspace.path('disk', 'models'));

describe.skipIf(!canMount)('on a disk without space', () => {
  test('training is refused before the work when the model will not fit', async () => {
    fill(4_000_000);
    const ended = await workspace.run(TRAIN);
    expectFailure(
      ended,
      6,
      /No space left on the disk: the model will need about \d+ MB in disk.models, where 4 MB are free/,
    );
    expect(ended.stderr).not.toContain('computing features');
    expect(Object.keys(models())).toEqual([]);
    empty();
  });

  test('training that runs out of space while it saves leaves the old model current and nothing else', async () => {
    await workspace.json(TRAIN);
    const before = models();
    const training = workspace.start([...TRAIN, '--seed', '8', '--image-size', '224']);
    await training.says('computing features: 12/12');
    fill();
    expectFailure(await training.ended, 6, /No space left on the disk while writing the model/);
    expect(models()).toEqual(before);
    empty();
  });

  test('inference names the result that could not be written', async () => {
    mkdirSync(workspace.path('disk', 'results'), { recursive: true });
    fill();
    const picture = join('samples', 'washer', 'test', 'good', '000.png');
    const args = ['inference', '--category', 'washer', '--models-root', 'disk/models', '--image', picture];
    const ended = await workspace.run([...args, '--results-root', 'disk/results']);
    expectFailure(ended, 6, /No space left on the disk while writing .*000_result\.png/);
    const files = readdirSync(workspace.path('disk', 'results'), { recursive: true, withFileTypes: true });
    expect(files.filter(file => file.isFile())).toEqual([]);
    empty();
  });
});
