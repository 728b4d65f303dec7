import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { picturesForm, type SentEvent, sentEvents, untilState } from '../../test/fixtures/jobs.ts';
import { drawPart } from '../../test/fixtures/parts.ts';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { type Context, openContext } from '../context.ts';
import { newId } from '../history/id.ts';
import { createJob } from '../history/jobs.ts';
import { claimJob } from '../history/run-jobs.ts';
import { encodePng } from '../image/codec.ts';
import { buildApp } from './app.ts';
import type { App } from './app-type.ts';
import type { Draining } from './draining.ts';

let first: TestServer;
let context: Context;
let app: App;
let draining: Draining;
let address: string;
let good: readonly (readonly [string, Uint8Array])[];

/** Opens the service once more over the same folders, as after a stop or a crash. */
async function reopen(): Promise<void> {
  const { config, dataDir, log } = first.context;
  context = await openContext({ config, dataDir, log, allowFolders: [first.path('cameras')] });
  ({ app, draining } = await buildApp(context));
  address = await app.listen({ host: '127.0.0.1', port: 0 });
}

async function shut(): Promise<void> {
  await draining.stop(1_000);
  app.server.closeAllConnections();
  await app.close();
  await context.close();
}

beforeAll(async () => {
  first = await openTestServer();
  await mkdir(first.path('cameras', 'line 1', 'deep'), { recursive: true });
  good = await Promise.all(
    Array.from(
      { length: 24 },
      async (_, seed) => [`${seed}.png`, await encodePng(drawPart(400 + seed))] as const,
    ),
  );
  for (const [name, content] of good.slice(0, 3))
    await writeFile(first.path('cameras', 'line 1', 'deep', name), content);
  await first.app.close();
  await first.context.close();
  await reopen();
});
afterAll(async () => {
  await shut();
  await first.close().catch(() => undefined);
});

async function post(kind: string, fields: Readonly<Record<string, string>>, files = good): Promise<string> {
  const { payload, headers } = await picturesForm(fields, files);
  const answer = await app.inject({ method: 'POST', url: `/api/v1/jobs/${kind}`, payload, headers });
  expect(answer.statusCode, answer.body).toBe(202);
  return answer.json().id;
}

const order = (kind: string, payload: object) =>
  app.inject({ method: 'POST', url: `/api/v1/jobs/${kind}`, payload });
const SLOW = { category: 'slow', backbone: 'compact', image_size: '256', coreset_ratio: '1' };
const stageOf = async (id: string) => (await app.inject(`/api/v1/jobs/${id}`)).json().progress?.stage ?? '';

describe('a folder', () => {
  test('below an allowed one is inspected where it lies, and stays as it is', async () => {
    const folder = first.path('cameras', 'line 1');
    const answer = await order('batch', { category: 'part', folder });
    const job = await untilState(app, answer.json().id);
    expect(job).toMatchObject({ state: 'succeeded', input: { kind: 'folder' }, result: { pictures: 3 } });
    expect(await readdir(join(folder, 'deep'))).toHaveLength(3);
  });

  test('that leads out, by its name or by a link in it, is refused', async () => {
    await symlink('/etc', first.path('cameras', 'out'));
    await mkdir(first.path('cameras', 'linked'));
    await symlink('/etc/hostname', first.path('cameras', 'linked', 'a.png'));
    for (const name of ['out', 'linked', '../data', '../cameras-2', 'none', ''])
      expect(
        (await order('batch', { category: 'part', folder: name && first.path('cameras', name) })).statusCode,
        name,
      ).toBe(422);
  });

  test('that is to be allowed must be there', async () => {
    const { config, log } = first.context;
    const options = { config, log, dataDir: first.path('other'), allowFolders: [first.path('nowhere')] };
    await expect(openContext(options)).rejects.toMatchObject({ code: 'data_not_found' });
  });
});

describe('events of a job', () => {
  test('come while it runs, resume after the last one without loss or doubling, and end with it', async () => {
    const id = await post('train', { category: 'seen', backbone: 'compact', image_size: '96' });
    const url = `${address}/api/v1/jobs/${id}/events`;
    const events: SentEvent[] = [];
    for (let connection = 0; connection < 50; connection++) {
      const last = events.at(-1)?.id;
      const response = await fetch(url, last ? { headers: { 'last-event-id': String(last) } } : {});
      if (response.status === 204) break;
      expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      let taken = 0;
      for await (const event of sentEvents(response)) {
        events.push(event);
        if (++taken === 4) break; // the connection is lost
      }
    }
    expect(events.map(({ id: seq }) => seq)).toEqual(events.map((_, at) => at + 1));
    expect(events.at(-1)).toMatchObject({ event: 'state', data: { state: 'succeeded' } });
    const told = events.filter(({ event }) => event === 'progress');
    expect(told.length).toBeGreaterThan(2);
    expect(told.at(-1)!.data).toMatchObject({ stage: expect.any(String), per_second: expect.anything() });
    expect((await app.inject(`/api/v1/jobs/${id}/events?after=99999`)).statusCode).toBe(204);
    expect((await app.inject('/api/v1/jobs/nobody/events')).statusCode).toBe(404);
  });

  test('reach a hundred listeners alike, which no warning calls a leak', async () => {
    const warnings: string[] = [];
    const onWarning = ({ message }: Error) => void warnings.push(message);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    const id = await post('train', { ...SLOW, category: 'heard', image_size: '128' });
    const all = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const seen: number[] = [];
        for await (const event of sentEvents(await fetch(`${address}/api/v1/jobs/${id}/events`)))
          seen.push(event.id);
        return seen.join();
      }),
    );
    expect(new Set(all).size).toBe(1);
    expect(all[0]!.split(',').length).toBeGreaterThan(5);
    expect(warnings).toEqual([]);
  });
});

test('a job that runs when the server stops is put back, its listeners are let go, and it is done after the next start', async () => {
  const id = await post('train', SLOW);
  const waiting = await post('train', { ...SLOW, category: 'next', coreset_ratio: '0.1', image_size: '64' });
  await expect.poll(() => stageOf(id), { timeout: 30_000 }).toMatch(/selecting|calibrating/);
  const listener = fetch(`${address}/api/v1/jobs/${id}/events`).then(async response => {
    for await (const _ of sentEvents(response)) await delay(0);
    return 'let go';
  });
  await delay(200);
  const began = performance.now();
  await shut();
  expect(performance.now() - began).toBeLessThan(6_000);
  expect(await listener).toBe('let go');
  await reopen();
  expect(await untilState(app, id, ['running'])).toMatchObject({ interruptions: 0 });
  expect(
    (await app.inject({ method: 'POST', url: `/api/v1/jobs/${id}/cancel`, payload: {} })).statusCode,
  ).toBe(200);
  expect((await untilState(app, id)).state).toBe('cancelled');
  expect(await untilState(app, waiting)).toMatchObject({ state: 'succeeded', result: { activated: true } });
});

test('after a crash, a half-done batch goes on with what is missing, and what belongs to no job is removed', async () => {
  const id = newId();
  const input = { kind: 'upload' as const, pictures: 3, bytes: 1, ignored: 0 };
  const pictures = join(context.dataDir, 'jobs', id, 'input');
  await mkdir(pictures, { recursive: true });
  await mkdir(join(context.dataDir, 'jobs', newId(), 'input'), { recursive: true });
  await mkdir(join(context.dataDir, 'datasets', 'x', newId()), { recursive: true });
  for (const [name, content] of good.slice(0, 3)) await writeFile(join(pictures, name), content);
  await shut();
  // What a killed server leaves: a job that is marked as running.
  const { config, dataDir, log } = first.context;
  const dead = await openContext({ config, dataDir, log });
  const asked = {
    id,
    kind: 'batch' as const,
    category: 'part',
    created_by: 'local',
    request: { lot: 'L-1' },
    input,
  };
  await createJob(dead.history, asked);
  expect((await claimJob(dead.history, ['batch'], []))?.id).toBe(id);
  await dead.close();
  await reopen();
  expect(await untilState(app, id)).toMatchObject({
    state: 'succeeded',
    interruptions: 1,
    result: { pictures: 3 },
  });
  expect(await readdir(join(dataDir, 'datasets', 'x'))).toEqual([]);
  const jobs = (await app.inject('/api/v1/jobs?limit=200')).json().items as { id: string }[];
  expect((await readdir(join(dataDir, 'jobs'))).filter(name => !jobs.some(job => job.id === name))).toEqual(
    [],
  );
});
