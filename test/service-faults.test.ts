import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeForm, type HttpClient, openHttpClient } from '../bench/soak/http-client.ts';
import { type ServerProcess, startServerProcess } from '../bench/soak/server-process.ts';
import { MAIN } from './fixtures/command-line.ts';
import { openTestPlant, type TestPlant } from './fixtures/plant.ts';

/** More than must be free for the server to be ready. */
const DISK_MEGABYTES = 160;
const canMount = isDone('unshare', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', process.cwd());
let plant: TestPlant;
let server: ServerProcess;
let client: HttpClient;

beforeAll(async () => {
  plant = await openTestPlant();
  mkdirSync(plant.path('data'));
  if (canMount) {
    isDone('mount', '-t', 'tmpfs', '-o', `size=${DISK_MEGABYTES}m`, 'tmpfs', plant.path('data'));
    isDone('mount', '--bind', plant.path('models'), plant.path('models'));
  }
  server = await startServerProcess(MAIN, ['--data-dir', 'data', '--models-root', 'models'], plant.folder);
  client = openHttpClient(server.address);
}, 300_000);
afterAll(async () => {
  client?.close();
  server?.kill('SIGKILL');
  await server?.ended;
  if (canMount) for (const name of ['data', 'models']) isDone('umount', plant.path(name));
  await plant?.close();
});

function isDone(command: string, ...words: readonly string[]): boolean {
  try {
    execFileSync(command, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function ask(
  path: string,
  sent: { readonly method?: string; readonly body?: Buffer; readonly headers?: Record<string, string> } = {},
) {
  const { status, body, headers } = await client.send({ path, ...sent });
  const json = () => JSON.parse(body.toString()) as Record<string, unknown>;
  return { status, json, headers, code: () => json().code };
}

const inspect = (picture = plant.pictures[0]!) =>
  ask('/api/v1/inspections', { method: 'POST', ...encodeForm({ category: plant.category }, picture) });
const post = (path: string, body: object) =>
  ask(path, {
    method: 'POST',
    body: Buffer.from(JSON.stringify(body)),
    headers: { 'content-type': 'application/json' },
  });

/** Names of the checks that fail. */
async function notReady(): Promise<readonly unknown[]> {
  const { checks } = (await ask('/health/ready')).json() as { checks: { name: string; ok: boolean }[] };
  return checks.filter(({ ok }) => !ok).map(({ name }) => name);
}

test('a database that another program holds is 409 and not ready, and works again when it is let go', async () => {
  expect([(await inspect()).status, await notReady()]).toEqual([201, []]);
  const other = new Sqlite(plant.path('data', 'history.sqlite'));
  other.exec('begin exclusive');
  let isWaiting = true;
  const inspections = Promise.all(plant.pictures.slice(0, 4).map(inspect)).finally(() => {
    isWaiting = false;
  });
  let answered = 0;
  for (; isWaiting; answered++)
    for (const path of ['/health', '/api/v1/inspections', '/api/v1/statistics/yield'])
      expect((await ask(path)).status).toBe(200);
  expect(answered).toBeGreaterThan(3);
  for (const answer of await inspections)
    expect([answer.status, answer.code(), answer.headers['retry-after']]).toEqual([409, 'locked', '5']);
  expect(await notReady()).toEqual(['database']);
  other.exec('rollback');
  other.close();
  expect([(await inspect()).status, await notReady()]).toEqual([201, []]);
});

test('a model with one altered byte is refused by name, and used again when it is mended', async () => {
  const file = join(plant.modelsRoot, plant.category, 'v1', 'memory_bank.npy');
  const intact = readFileSync(file);
  const altered = Buffer.from(intact);
  altered[altered.length >> 1]! ^= 1;
  writeFileSync(file, altered);
  const answer = await ask(`/model/reload/${plant.category}`, { method: 'POST' });
  expect([answer.status, answer.code()]).toEqual([503, 'model_damaged']);
  expect(answer.json().detail).toContain('memory_bank.npy');
  writeFileSync(file, intact);
  expect((await ask(`/model/reload/${plant.category}`, { method: 'POST' })).status).toBe(200);
  expect((await inspect()).status).toBe(201);
});

test('a kept picture with one altered byte is told as damaged, its record is still read, and others are not affected', async () => {
  const { id, picture } = (await inspect(plant.pictures[1])).json() as {
    id: string;
    picture: { sha256: string };
  };
  const other = (await inspect(plant.pictures[2])).json() as { id: string };
  const file = plant.path('data', 'blobs', picture.sha256.slice(0, 2), picture.sha256.slice(2));
  const intact = readFileSync(file);
  const altered = Buffer.from(intact);
  altered[100]! ^= 1;
  writeFileSync(file, altered);
  const answer = await ask(`/api/v1/inspections/${id}/picture`);
  expect([answer.status, answer.code()]).toEqual([503, 'storage_damaged']);
  expect((await ask(`/api/v1/inspections/${id}`)).status).toBe(200);
  expect((await ask(`/api/v1/inspections/${other.id}/picture`)).status).toBe(200);
  writeFileSync(file, intact);
  expect((await ask(`/api/v1/inspections/${id}/picture`)).status).toBe(200);
});

describe.skipIf(!canMount)('(needs the right to mount a disk)', () => {
  test('a full disk is 507 and not ready, leaves nothing behind, and works again when there is space', async () => {
    const list = async () => ((await ask('/api/v1/inspections?limit=500')).json().items as unknown[]).length;
    const before = await list();
    try {
      writeFileSync(plant.path('data', 'filler'), Buffer.alloc(DISK_MEGABYTES * 1e6 * 1.1));
    } catch {
      // as much as there was room for
    }
    const answer = await inspect(plant.pictures[3]);
    expect([answer.status, answer.code()]).toEqual([507, 'storage_full']);
    expect(await notReady()).toContain('data_folder');
    expect((await ask('/health/live')).status).toBe(200);
    rmSync(plant.path('data', 'filler'));
    expect(await list()).toBe(before);
    expect(readdirSync(plant.path('data', 'uploads'))).toEqual([]);
    expect([(await inspect(plant.pictures[3])).status, await notReady()]).toEqual([201, []]);
  });

  test('a models folder that cannot be written refuses activation with 503, inspects on, and takes it when it can', async () => {
    const train = [
      'train',
      '--category',
      plant.category,
      '--data-root',
      'samples',
      '--models-root',
      'models',
    ];
    const settings = ['--backbone', 'compact', '--image-size', '64', '--device', 'cpu', '--seed', '8'];
    execFileSync(process.execPath, [MAIN, ...train, ...settings], { cwd: plant.folder, stdio: 'ignore' });
    const activate = () =>
      post(`/api/v1/models/${plant.category}/activate`, { version: 'v1', reason: 'trial', force: true });
    isDone('mount', '-o', 'remount,ro,bind', plant.path('models'));
    const refused = await activate();
    expect((await inspect()).status).toBe(201);
    isDone('mount', '-o', 'remount,rw,bind', plant.path('models'));
    expect([refused.status, refused.code()]).toEqual([503, 'storage_denied']);
    expect((await activate()).status).toBe(200);
  });
});
