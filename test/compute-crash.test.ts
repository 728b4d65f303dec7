import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordFaults } from '../bench/soak/check-records.ts';
import { encodeForm, type HttpClient, openHttpClient } from '../bench/soak/http-client.ts';
import type { Order } from '../bench/soak/inspection-client.ts';
import { childrenOf, type ServerProcess, startServerProcess } from '../bench/soak/server-process.ts';
import { sha256 } from '../src/files.ts';
import { MAIN } from './fixtures/command-line.ts';
import { openTestPlant, type TestPlant } from './fixtures/plant.ts';

const ROUNDS = 6;
const LIMIT_MS = 20_000;
let plant: TestPlant;
let server: ServerProcess;
let client: HttpClient;
const orders: Order[] = [];

beforeAll(async () => {
  plant = await openTestPlant();
  server = await startServerProcess(MAIN, ['--data-dir', 'data', '--models-root', 'models'], plant.folder);
  client = openHttpClient(server.address);
}, 300_000);
afterAll(async () => {
  client?.close();
  server?.kill('SIGKILL');
  await server?.ended;
  await plant?.close();
});

/** The processes that inspect. */
function computing(): readonly number[] {
  return childrenOf(server.pid).filter(pid =>
    readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('/compute-tasks.'),
  );
}

async function inspect(): Promise<{ readonly status: number; readonly retryAfter: unknown }> {
  const picture = plant.pictures[orders.length % plant.pictures.length]!;
  const key = `part-${orders.length}`;
  const order: Order = { key, pictureSha256: sha256(picture), id: null };
  orders.push(order);
  for (let tries = 0; ; tries++) {
    const { body, headers } = encodeForm({ category: plant.category, serial: key }, picture);
    const path = '/api/v1/inspections';
    const sent = {
      method: 'POST',
      path,
      body,
      headers: { ...headers, 'idempotency-key': key },
      timeoutMs: LIMIT_MS,
    };
    const answer = await client.send(sent);
    if (answer.status < 300) order.id = (JSON.parse(answer.body.toString()) as { id: string }).id;
    if (answer.status < 300 || tries === 20)
      return { status: answer.status, retryAfter: answer.headers['retry-after'] };
    expect([answer.status, answer.headers['retry-after']], answer.body.toString()).toEqual([503, '1']);
    await delay(500);
  }
}

test('a server whose processes hang is not ready, and is again when they go on', async () => {
  const ready = async () => {
    const { status, body } = await client.send({ path: '/health/ready' });
    const { checks } = JSON.parse(body.toString()) as { checks: { name: string; ok: boolean }[] };
    return [status, ...checks.filter(({ ok }) => !ok).map(({ name }) => name)];
  };
  expect(await ready()).toEqual([200]);
  const hanging = computing();
  for (const pid of hanging) process.kill(pid, 'SIGSTOP');
  expect(await ready()).toEqual([503, 'compute']);
  for (const pid of hanging) process.kill(pid, 'SIGCONT');
  await expect.poll(ready, { timeout: 30_000 }).toEqual([200]);
});

test('requests are answered while the processes that compute them are killed, the next ones too, and none is lost or doubled', async () => {
  expect((await inspect()).status).toBe(201);
  for (let round = 0; round < ROUNDS; round++) {
    const running = Promise.all(Array.from({ length: 8 }, inspect));
    await delay(5 + 15 * round);
    for (const pid of computing().slice(0, 1 + (round % 2))) process.kill(pid, 'SIGKILL');
    expect((await running).map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect((await inspect()).status).toBe(201);
  }
  server.kill('SIGTERM');
  expect(await server.ended).toBe(0);
  expect(await recordFaults(plant.path('data'), orders)).toEqual([]);
});
