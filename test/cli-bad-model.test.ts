import { readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../src/files.ts';
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

describe('a backbone that does not fit', () => {
  const train = ['train', '--category', 'cap', '--images', GOOD];

  test('is refused in training', async () => {
    await expectRefused([...train, '--backbone', 'alexnet'], 5, 'There is no backbone "alexnet"');
    await expectRefused([...train, '--backbone', 'resnet18'], 5, 'inspectai backbone pull resnet18');
    await expectRefused([...train, '--backbone', 'external'], 2, 'name it with --weights FILE.onnx');
    await expectRefused([...train, '--weights', 'nowhere.safetensors'], 3, /nowhere\.safetensors \(ENOENT\)/);
    await expectRefused(
      [...train, '--backbone', 'resnet50', '--weights', COMPACT],
      5,
      'does not hold the weights of resnet50',
    );
    writeFileSync(workspace.path('own.onnx'), 'no model');
    await expectRefused(
      [...train, '--weights', 'own.onnx', '--layers', 'a'],
      5,
      'own.onnx is not an ONNX model',
    );
    await expectRefused([...train, '--layers', 'layer9'], 2, /The layer "layer9" does not exist/);
    await expectRefused(
      [...train, '--coreset-ratio', '0.00001'],
      2,
      'the memory bank would keep 0 of 12288 patches',
    );
  });

  test('and flags that contradict a model are refused afterwards', async () => {
    const args = ['inference', '--category', 'washer', '--image', PICTURE, '--no-save'];
    await expectRefused(
      [...args, '--backbone', 'resnet18'],
      5,
      'trained with backbone compact, and --backbone asks for resnet18',
    );
    await expectRefused(
      [...args, '--image-size', '128'],
      2,
      'trained with image_size 256, and --image-size asks for 128',
    );
    await expectRefused([...args, '--preset', 'paper'], 2, '--preset paper asks for 224');
    await expectRefused([...args, '--threshold-sigmas', '2'], 2, 'used in training only');
    const bytes = Buffer.from(readFileSync(COMPACT));
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(workspace.path('other.safetensors'), bytes);
    await expectRefused(
      [...args, '--weights', 'other.safetensors'],
      5,
      'was trained with other weights of compact',
    );
    const agreeing = ['--image-size', '256', '--layers', 'layer2,layer3', '--weights', COMPACT];
    expect((await workspace.run([...args, ...agreeing])).status).toBe(0);
  });
});

describe('a model that is not as it was written', () => {
  const version = (...names: string[]) => workspace.path('models', 'patchcore', 'washer', 'v1', ...names);
  const inspect = ['inference', '--category', 'washer', '--image', PICTURE, '--no-save'];

  test.each(['config.json', 'config.sha256', 'memory_bank.npy', 'provenance.npy', 'training_images.json'])(
    '%s altered, cut short or deleted is refused by name',
    async name => {
      const original = readFileSync(version(name));
      const altered = Buffer.from(original);
      altered[altered.length >> 1]! ^= 4;
      writeFileSync(version(name), altered);
      const named = name === 'config.sha256' ? /config\.(json|sha256)/ : name;
      for (const damage of [
        () => undefined,
        () => truncateSync(version(name), Math.floor(original.length / 2)),
        () => rmSync(version(name)),
      ]) {
        damage();
        const { stderr } = await expectRefused(
          inspect,
          4,
          /is damaged: .* Restore the file or train again\./,
        );
        expect(stderr).toMatch(named);
      }
      writeFileSync(version(name), original);
    },
  );

  test('a newer or an older schema is told apart from damage', async () => {
    const original = readFileSync(version('config.json'));
    for (const [schema, advice] of [
      [3, 'Update the program'],
      [1, 'Train the category again'],
    ] as const) {
      const config = { ...JSON.parse(original.toString('utf8')), schema_version: schema };
      const text = JSON.stringify(config);
      writeFileSync(version('config.json'), text);
      writeFileSync(version('config.sha256'), `${sha256(text)}  config.json\n`);
      await expectRefused(
        inspect,
        4,
        new RegExp(`schema version ${schema}; .* reads version 2\\. ${advice}`),
      );
    }
    writeFileSync(version('config.json'), original);
    writeFileSync(version('config.sha256'), `${sha256(original)}  config.json\n`);
    expect((await workspace.run(inspect)).status).toBe(0);
  });

  test('weights that are missing or altered are refused, and training again mends them', async () => {
    const store = workspace.path('models', 'patchcore', '.backbones');
    const [weights] = readdirSync(store);
    renameSync(store, `${store}-away`);
    await expectRefused(inspect, 5, /weights of compact .* are missing/);
    renameSync(`${store}-away`, store);
    truncateSync(join(store, weights!), 5000);
    await expectRefused(inspect, 4, /weights .* have been altered/);
    await workspace.json(['train', '--category', 'washer', '--data-root', 'samples']);
    expect((await workspace.run(inspect)).status).toBe(0);
  });

  test('no model at all is told with the command that makes one', async () => {
    await expectRefused(
      ['inference', '--category', 'cap', '--image', PICTURE],
      4,
      'Run "inspectai train --category cap" first',
    );
    await expectRefused(
      ['inference', '--all', '--models-root', 'nothing'],
      4,
      'There is no trained model in nothing',
    );
  });
});
