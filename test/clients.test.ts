import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServerProcess, startServerProcess } from '../bench/soak/server-process.ts';
import { MAIN } from './fixtures/command-line.ts';
import { openTestPlant, type TestPlant } from './fixtures/plant.ts';

const REPOSITORY = join(import.meta.dirname, '..');
const FIXTURES = join(import.meta.dirname, 'fixtures');
const run = promisify(execFile);
let plant: TestPlant;
let server: ServerProcess;
let picture = '';

beforeAll(async () => {
  plant = await openTestPlant();
  server = await startServerProcess(MAIN, ['--data-dir', 'data', '--models-root', 'models'], plant.folder);
  picture = plant.path('sent.png');
  await writeFile(picture, plant.pictures[0]!);
}, 300_000);
afterAll(async () => {
  server?.kill('SIGKILL');
  await server?.ended;
  await plant?.close();
});

async function answersOf(program: string): Promise<unknown> {
  const { stdout } = await run(process.execPath, [program, server.address, plant.category, picture]);
  return JSON.parse(stdout);
}

test('a client of the first product works unchanged', async () => {
  expect(await answersOf(join(FIXTURES, 'first-product-client.mjs'))).toEqual({
    about: ['InspectAI', 'string', 'running'],
    health: ['healthy', 'string', 'boolean'],
    listed: { name: plant.category, model_loaded: expect.any(Boolean), threshold: expect.any(Number) },
    seen: ['number', 'number', expect.stringMatching(/^(PASS|REVIEW|FAIL)$/), expect.any(Boolean)],
    decided: true,
    drawn: [true, true],
    undrawn: [null, null],
    same: true,
    at: true,
    info: [plant.category, true, 'string', 'string', true],
    reloaded: 'success',
  });
}, 60_000);

test('a client whose types come from openapi.json compiles and works', async () => {
  const place = join(REPOSITORY, '.bench'); // beside node_modules, and no part of the sources
  await mkdir(place, { recursive: true });
  const folder = await mkdtemp(join(place, 'typed-client-'));
  try {
    await cp(join(FIXTURES, 'typed-client.ts.txt'), join(folder, 'client.ts'));
    const compilerOptions = { noEmit: false, outDir: 'out', lib: ['es2023', 'dom', 'dom.iterable'] };
    const settings = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    const tool = (...path: readonly string[]) => join(REPOSITORY, 'node_modules', ...path);
    const types = [tool('openapi-typescript', 'bin', 'cli.js'), join(REPOSITORY, 'openapi.json')];
    await run(process.execPath, [...types, '-o', join(folder, 'schema.ts')]);
    const compiled = run(process.execPath, [tool('typescript', 'bin', 'tsc'), '-p', folder]);
    await compiled.catch(({ stdout }: { stdout: string }) => expect(stdout).toBe(''));
    expect(await answersOf(join(folder, 'out', 'client.js'))).toMatchObject({
      decision: expect.stringMatching(/^(PASS|REVIEW|FAIL)$/),
      found: true,
      csv: expect.any(Number),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 180_000);
