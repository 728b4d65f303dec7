import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  contentOf,
  drawCategories,
  expectFailure,
  openWorkspace,
  type Workspace,
} from './fixtures/command-line.ts';

const DATA = ['--data-root', 'samples'];
const TRAIN = ['train', '--category', 'washer', ...DATA];
const INSPECT = ['inference', '--category', 'washer', '--no-save'];
let workspace: Workspace;

beforeAll(async () => {
  workspace = await openWorkspace();
  // Enough pictures for every stage to take a while.
  await drawCategories(workspace.path('samples'), ['washer'], 60);
  await workspace.json(TRAIN);
}, 120_000);
afterAll(() => workspace?.remove());

const models = () => workspace.path('models', 'patchcore');
const hidden = () => readdirSync(join(models(), 'washer')).filter(name => name.startsWith('.'));

describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  test.each([
    ['features', 'checking pictures: 60/60', 'computing features: 60/60'],
    ['coreset', 'computing features: 60/60', 'selecting patches: 6144/6144'],
    ['calibration', 'selecting patches: 6144/6144', 'calibrating: 60/60'],
  ])(
    'during the %s ends training in one line and leaves the old model as it was',
    async (_, after, before) => {
      const content = contentOf(models());
      const training = workspace.start([...TRAIN, '--seed', '8']);
      await training.says(after);
      training.kill('SIGINT');
      const ended = await training.ended;
      expectFailure(ended, 130, 'Stopped before it was finished; nothing was changed.');
      expect(ended.stderr).not.toContain(before);
      expect(hidden()).toEqual([]);
      expect(contentOf(models())).toEqual(content);
    },
  );

  test('of a first training leaves nothing at all', async () => {
    const training = workspace.start([...TRAIN, '--models-root', 'fresh']);
    await training.says('checking pictures: 60/60');
    training.kill('SIGINT');
    expect((await training.ended).status).toBe(130);
    expect(contentOf(workspace.path('fresh'))).toEqual({});
  });

  test('ends an evaluation without a report, and with --json standard output is still one document', async () => {
    // A picture that is left out is told at once, unlike progress.
    mkdirSync(workspace.path('samples', 'washer', 'test', 'a'), { recursive: true });
    writeFileSync(workspace.path('samples', 'washer', 'test', 'a', '000.png'), 'no picture');
    const evaluation = workspace.start(['evaluate', '--category', 'washer', ...DATA, '--json']);
    await evaluation.says('Left out: ');
    evaluation.kill('SIGTERM');
    const { status, stdout } = await evaluation.ended;
    expect([status, JSON.parse(stdout).error.code]).toEqual([130, 'cancelled']);
    expect(existsSync(workspace.path('results', 'washer', 'evaluation', 'report.json'))).toBe(false);
  });
});

describe('a training that was killed', () => {
  test('leaves the old model usable; the next one takes its lock over and removes what it left', async () => {
    const training = workspace.start(TRAIN);
    await training.says('computing features: 60/60');
    training.kill('SIGKILL');
    await training.ended;
    expect(hidden()).toContain('.lock');
    // What a process that is killed while it saves leaves besides.
    const unfinished = join(models(), 'washer', `.${training.pid}.tmp`);
    mkdirSync(unfinished);
    writeFileSync(join(unfinished, 'memory_bank.npy'), 'half of it');
    const picture = join('samples', 'washer', 'test', 'good', '000.png');
    expect((await workspace.run([...INSPECT, '--image', picture])).status).toBe(0);

    const { version } = await workspace.json<{ version: string }>(TRAIN);
    expect(readFileSync(join(models(), 'washer', 'current'), 'utf8')).toBe(`${version}\n`);
    expect(hidden()).toEqual([]);
  });
});

describe('two trainings of one category at once', () => {
  test('the second is refused with the process that works, the first completes', async () => {
    const first = workspace.start(TRAIN);
    await first.says('checking pictures: 60/60');
    expectFailure(
      await workspace.run(TRAIN),
      7,
      new RegExp(
        `The category "washer" is being trained by process ${first.pid} on .*\\. Wait until it is done`,
      ),
    );
    expect((await first.ended).status).toBe(0);
    expect(hidden()).toEqual([]);
  });
});
