import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentOf, expectFailure, MAIN, openWorkspace, type Workspace } from './fixtures/command-line.ts';
import { bytes } from './fixtures/download-scene.ts';
import { sendFile, startFileServer } from './fixtures/file-server.ts';

const COMPACT = join(import.meta.dirname, '..', 'assets', 'compact', 'compact.safetensors');
const COMMANDS = [
  'train',
  'inference',
  'evaluate',
  'models',
  'regression',
  'teach',
  'roi',
  'replay',
  'drift',
  'gauge',
  'check',
  'audit-training',
  'sample',
  'demo',
  'config',
  'doctor',
  'backbone',
];
let workspace: Workspace;

beforeAll(async () => {
  workspace = await openWorkspace();
}, 120_000);
afterAll(() => workspace?.remove());

interface ShownConfig {
  readonly file: string | null;
  readonly values: Readonly<Record<string, unknown>>;
  readonly sources: Readonly<Record<string, string>>;
}

describe('help', () => {
  test('lists every command, and every command explains its options', async () => {
    const { status, stdout, stderr } = await workspace.run(['--help']);
    expect([status, stderr]).toEqual([0, '']);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command}[ |]`, 'm'));
    const subcommands = ['list', 'pull', 'import', 'check'].map(name => ['backbone', name]);
    for (const command of [...COMMANDS.map(name => [name]), ...subcommands]) {
      const help = await workspace.run([...command, '--help']);
      expect([help.status, help.stderr]).toEqual([0, '']);
      expect(help.stdout).toMatch(new RegExp(`^Usage: inspectai ${command.join(' ')}`));
    }
  });

  test('is shown on standard error when no command is named, with the status for wrong usage', async () => {
    for (const args of [[], ['backbone']]) {
      const { status, stdout, stderr } = await workspace.run(args);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^Usage: inspectai/);
    }
  });
});

describe('wrong usage', () => {
  test.each([
    [['trian'], "Unknown command 'trian'. Did you mean train?"],
    [['train', '--categry', 'x'], "Unknown option '--categry'. Did you mean --category?"],
    [['train', '--category'], "Option '--category <name>' argument missing."],
    [['train'], 'Name a category with --category NAME, or all of them with --all.'],
    [['train', '--category', 'a', '--all'], '--category and --all cannot be used together.'],
    [['train', '--all', '--images', 'x'], '--all and --images cannot be used together.'],
    [['inference', '--all', '--image', 'x'], '--all and --image cannot be used together.'],
    [['drift', '--category', 'a'], 'Name a category with --category NAME and its recorded inspections'],
    [['drift', '--category', 'a', '--records', 'x', '--batch', '0'], '--batch is "0"; a whole number from 1'],
    [['config', 'more'], 'Too many arguments'],
    [['config', '--image-size', '10'], '--image-size is "10"; expected a whole number from 32 to 2048'],
    [['config', '--device', 'gpu'], '--device is "gpu"; expected auto, cpu, cuda, coreml, dml or webgpu'],
    [['config', '--config', 'none.json'], 'Cannot read the configuration file none.json (ENOENT)'],
    [['sample', '--size', 'big'], 'expected'],
    [['sample', '--category', 'bottle'], 'There is no sample category "bottle". Choose from: washer,'],
  ])('%j is told in one line', async (args, message) => {
    expectFailure(await workspace.run(args), 2, message);
  });

  test('with --json standard output is one document that holds the same message', async () => {
    for (const args of [['trian'], ['train', '--categry', 'x'], ['train'], ['config', '--seed', '-1']]) {
      const { status, stdout, stderr } = await workspace.run([...args, '--json']);
      const { error } = JSON.parse(stdout);
      expect([status, error.code]).toEqual([2, 'invalid_argument']);
      expect(stderr).toBe(`inspectai: ${error.message}\n`);
    }
  });

  test('train with no data set at hand says how to begin', async () => {
    const ended = await workspace.run(['train', '--category', 'bottle']);
    expectFailure(
      ended,
      3,
      /mvtec_anomaly_detection does not exist.*--data-root.*--images.*inspectai sample/,
    );
    expectFailure(await workspace.run(['train', '--all']), 3, /inspectai sample/);
    expect(existsSync(workspace.path('models'))).toBe(false);
  });
});

test('a fault of the program itself is one line with what to do, then the stack, and status 1', async () => {
  // Throws as soon as a command listens to Ctrl-C.
  const script = `process.on('newListener',name=>{if(name==='SIGINT')setImmediate(()=>{throw/**/new/**/Error('boom')})})`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
  const { status, stdout, stderr } = await workspace.run(['doctor', '--json'], { env });
  expect(stderr).toMatch(
    /^inspectai: A fault of the program itself: boom\. Please report it.*\nError: boom\n\s+at /,
  );
  expect([status, JSON.parse(stdout).error.code]).toEqual([1, 'internal']);
});

describe('config', () => {
  test('takes flags before environment before file before preset before defaults', async () => {
    const settings = { image_size: 300, seed: 5, neighbors: 4 };
    mkdirSync(workspace.path('line'));
    writeFileSync(workspace.path('line', 'inspectai.config.json'), JSON.stringify(settings));
    const env = { INSPECTAI_SEED: '6', INSPECTAI_NEIGHBORS: '3' };
    const shown = await workspace.json<ShownConfig>(['config', '--preset', 'paper', '--neighbors', '2'], {
      env,
      cwd: workspace.path('line'),
    });
    expect(shown.file).toBe('inspectai.config.json');
    expect(shown.values).toMatchObject({
      image_size: 300,
      seed: 6,
      neighbors: 2,
      center_crop: 224,
      threads: expect.any(Number),
    });
    expect(shown.sources).toMatchObject({
      image_size: 'file',
      seed: 'environment',
      neighbors: 'flag',
      center_crop: 'preset',
      threads: 'default',
    });
  });

  test('refuses unknown keys and variables and names the one that was meant', async () => {
    writeFileSync(workspace.path('typo.json'), '{"image_sise": 300}');
    const file = await workspace.run(['config', '--config', 'typo.json']);
    expectFailure(file, 2, /The key "image_sise" in typo.json is not an option. Did you mean image_size\?/);
    const variable = await workspace.run(['config'], { env: { INSPECTAI_IMAGE_SIZ: '300' } });
    expectFailure(variable, 2, 'Did you mean INSPECTAI_IMAGE_SIZE?');
    writeFileSync(workspace.path('torn.json'), '{"image_size": ');
    expectFailure(await workspace.run(['config', '--config', 'torn.json']), 2, 'torn.json is not JSON');
  });
});

describe('doctor', () => {
  test('finds this machine in order and computes the expected score', async () => {
    const found = await workspace.json<Record<string, Record<string, unknown>>>(['doctor']);
    expect(found).toMatchObject({ healthy: true, device: 'cpu', self_test: { passed: true } });
    const { stdout } = await workspace.run(['doctor']);
    expect(stdout).toContain('Everything is in order.');
  });
});

describe('backbone', () => {
  const cache = ['--backbones-root', 'cache'];

  test('lists what there is and checks the shipped one', async () => {
    const list = await workspace.json<{ name: string; available: boolean }[]>(['backbone', 'list', ...cache]);
    expect(list.filter(one => one.available).map(one => one.name)).toEqual(['compact']);
    const check = await workspace.json<Record<string, unknown>>(['backbone', 'check', 'compact', ...cache]);
    expect(check).toMatchObject({ name: 'compact', grid: '32 x 32', dimensions: 384 });
  });

  test('imports no weights under a wrong name, and nothing that is no weights file', async () => {
    writeFileSync(workspace.path('noise.safetensors'), bytes(1000, 3));
    copyFileSync(COMPACT, workspace.path('weights.safetensors'));
    const wrong = await workspace.run(['backbone', 'import', 'resnet18', 'weights.safetensors', ...cache]);
    expectFailure(wrong, 5, 'weights.safetensors does not hold the weights of resnet18');
    const noise = await workspace.run(['backbone', 'import', 'resnet18', 'noise.safetensors', ...cache]);
    expectFailure(noise, 5, 'noise.safetensors is not a usable safetensors file');
    expectFailure(
      await workspace.run(['backbone', 'import', 'alexnet', 'x', ...cache]),
      5,
      'no backbone "alexnet"',
    );
    expect(contentOf(workspace.path('cache'))).toEqual({});
  });

  test('pulls weights of another architecture, refuses them and leaves nothing in place', async () => {
    const content = bytes(50_000, 1);
    const server = await startFileServer((request, response) => sendFile(request, response, content));
    const ended = await workspace.run(['backbone', 'pull', 'resnet18', ...cache], {
      env: { HF_ENDPOINT: server.url },
    });
    expectFailure(ended, 5, /is not a usable safetensors file/);
    expect(server.requests.map(request => request.path)).toContain(
      '/timm/resnet18.tv_in1k/resolve/main/model.safetensors',
    );
    const files = readdirSync(workspace.path('cache'), { recursive: true, withFileTypes: true });
    expect(files.filter(file => file.isFile()).map(file => file.name)).toEqual([]);
  });

  test('says how to go on without a network', async () => {
    const env = { INSPECTAI_HF_ENDPOINT: 'http://127.0.0.1:59999' };
    const ended = await workspace.run(['backbone', 'pull', 'resnet18', ...cache], { env });
    expectFailure(ended, 5, /Could not reach 127\.0\.0\.1.*inspectai backbone import resnet18/);
    expectFailure(
      await workspace.run(['backbone', 'pull', 'compact', ...cache]),
      2,
      'it ships with the product',
    );
  });
});

describe.skipIf(process.platform === 'win32')('standard output', () => {
  const shell = (line: string) =>
    promisify(execFile)('sh', ['-c', line], {
      cwd: workspace.folder,
      env: { PATH: process.env.PATH, HOME: workspace.folder },
    });

  test('may be closed by its reader without a complaint', async () => {
    const { stderr } = await shell(`"${process.execPath}" "${MAIN}" config --json | true`);
    expect(stderr).toBe('');
  });

  test.skipIf(!existsSync('/dev/full'))('on a full disk is an error of storage', async () => {
    const failed = shell(`"${process.execPath}" "${MAIN}" config --json > /dev/full`);
    await expect(failed).rejects.toMatchObject({
      code: 6,
      stderr: expect.stringMatching(/^inspectai: No space left on the disk while writing to standard output/),
    });
  });
});
