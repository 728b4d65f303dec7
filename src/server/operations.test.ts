import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { openContext } from '../context.ts';
import { listAudit } from '../history/audit.ts';
import { databaseFaults } from '../history/database.ts';
import { findAudit } from '../history/find-audit.ts';
import { verifyAudit } from '../history/verify-audit.ts';
import { restoreBackup } from '../operations/restore.ts';
import { buildApp } from './app.ts';

const run = { reporter: { progress: () => undefined, note: () => undefined } };
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
}, 240_000);
afterAll(() => server?.close());

const inspect = (serial: string, picture: Uint8Array) =>
  server.form('/api/v1/inspections', { category: 'part', serial, image: picture });
const actions = async () => (await listAudit(server.context.history)).map(({ action }) => action);

describe('retention over HTTP', () => {
  const settings = { pass_days: 30, review_days: 90, fail_days: null, budget_bytes: 1e9 };

  test('keeps everything until it is set, and says who set it', async () => {
    const before = await server.get('/api/v1/retention');
    expect(before.json()).toEqual({
      pass_days: null,
      review_days: null,
      fail_days: null,
      budget_bytes: null,
    });
    const payload = { ...settings, reason: 'the disk is small' };
    const set = await server.app.inject({ method: 'PUT', url: '/api/v1/retention', payload });
    expect([set.statusCode, set.json()]).toEqual([200, settings]);
    expect((await server.get('/api/v1/retention')).json()).toEqual(settings);
    const changes = await findAudit(server.context.history, { action: 'retention.change' });
    expect(changes).toMatchObject([{ actor: 'local', reason: 'the disk is small' }]);
  });

  test('shows what settings would remove, and refuses those that keep PASS longest', async () => {
    await inspect('R-1', server.pictures.good);
    const nothing = await server.post('/api/v1/retention/preview', settings);
    expect(nothing.json()).toMatchObject({ inspections: { PASS: 0, REVIEW: 0, FAIL: 0 }, bytes: 0 });
    const all = { pass_days: 0, review_days: 0, fail_days: 0, budget_bytes: null };
    expect((await server.post('/api/v1/retention/preview', all)).json().bytes).toBeGreaterThan(100);
    const wrong = { ...settings, review_days: 7 };
    const refused = await server.post('/api/v1/retention/preview', wrong);
    expect([refused.status, refused.json().code]).toEqual([422, 'invalid_argument']);
    const payload = wrong;
    const put = await server.app.inject({ method: 'PUT', url: '/api/v1/retention', payload });
    expect(put.statusCode).toBe(422);
    expect((await server.post('/api/v1/retention/run', {})).json()).toMatchObject({ inspections: 0 });
  });
});

describe('a backup over HTTP', () => {
  test('is made while inspections are posted, and a server opens on it and gives the same score', async () => {
    const pictures = [server.pictures.good, server.pictures.broken];
    const posting = Promise.all(
      Array.from({ length: 8 }, (_, index) => inspect(`B-${index}`, pictures[index % 2]!)),
    );
    const first = await inspect('first', server.pictures.broken);
    const made = await server.post('/api/v1/backup', { name: 'evening' });
    const posted = await posting;
    expect(posted.map(({ status }) => status)).toEqual(posted.map(() => 201));
    expect([made.status, made.json()]).toMatchObject([201, { database: 'sqlite', missing_blobs: [] }]);
    expect(await actions()).toContain('backup.create');
    expect((await server.get('/api/v1/system')).json()).toMatchObject({
      database: { kind: 'sqlite' },
      last_backup: { output: made.json().output },
    });
    const again = await server.post('/api/v1/backup', { name: 'evening' });
    expect([again.status, again.json().code]).toEqual([422, 'invalid_argument']);
    expect((await server.post('/api/v1/backup', { name: '../evening' })).status).toBe(422);

    const target = { dataDir: server.path('restored'), modelsRoot: server.path('restored models') };
    await restoreBackup(String(made.json().output), target, run);
    const config = { ...server.context.config, modelsRoot: target.modelsRoot };
    const log = pino({ level: 'silent' });
    const context = await openContext({ config, dataDir: target.dataDir, log, processes: 1 });
    const { app } = await buildApp(context);
    try {
      expect(await databaseFaults(context.history)).toEqual([]);
      expect((await verifyAudit(context.history)).fault).toBeNull();
      const list = (await app.inject('/api/v1/inspections?limit=500')).json().items as { id: string }[];
      expect(list.map(({ id }) => id)).toContain(first.json().id);
      for (const { id } of list)
        expect((await app.inject(`/api/v1/inspections/${id}/picture`)).statusCode).toBe(200);
      const body = new FormData();
      body.set('category', 'part');
      body.set('image', new Blob([new Uint8Array(server.pictures.broken)]), 'a.png');
      const request = new Response(body);
      const reply = await app.inject({
        method: 'POST',
        url: '/api/v1/inspections',
        headers: { 'content-type': request.headers.get('content-type')! },
        payload: Buffer.from(await request.arrayBuffer()),
      });
      expect(reply.json().anomaly_score).toBe(first.json().anomaly_score);
    } finally {
      await app.close();
      await context.close();
    }
  }, 60_000);
});

describe('a webhook over HTTP', () => {
  test('is told of inspections in order, after a failure again, and nothing else of its category meanwhile', async () => {
    const got: { serial: string; attempt: string }[] = [];
    let refusals = 1;
    const receiver = createServer(async (request, reply) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: { serial: string } };
      got.push({ serial: data.serial, attempt: String(request.headers['x-inspectai-attempt']) });
      reply.writeHead(refusals-- > 0 ? 503 : 200).end();
    });
    await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    try {
      const events = ['inspection.recorded'];
      const refused = await server.post('/api/v1/webhooks', { url: 'http://10.0.0.1/', events });
      expect([refused.status, refused.json().detail]).toEqual([
        422,
        expect.stringContaining('--webhook-allow 10.0.0.1'),
      ]);
      const created = await server.post('/api/v1/webhooks', { url, events });
      expect([created.status, created.json().secret]).toEqual([201, expect.stringMatching(/^whsec_/)]);
      const path = `/api/v1/webhooks/${created.json().id}`;
      for (const serial of ['W-1', 'W-2', 'W-3'])
        expect((await inspect(serial, server.pictures.good)).status).toBe(201);
      await expect
        .poll(async () => (await server.get(path)).json().waiting, { timeout: 15_000, interval: 200 })
        .toBe(0);
      expect(got).toEqual([
        { serial: 'W-1', attempt: '1' },
        { serial: 'W-1', attempt: '2' },
        { serial: 'W-2', attempt: '1' },
        { serial: 'W-3', attempt: '1' },
      ]);
      const tested = await server.post(`${path}/test`, {});
      expect(tested.json()).toMatchObject({ delivered: true, status: 200 });
      const deliveries = (await server.get(`${path}/deliveries?limit=2`)).json();
      expect(deliveries).toMatchObject({
        items: [{ state: 'delivered' }, { state: 'delivered' }],
        next_cursor: '2',
      });
      expect((await server.get(`${path}/deliveries?cursor=x`)).status).toBe(422);
      expect((await server.get('/api/v1/webhooks')).text).not.toContain(String(created.json().secret));
      expect((await server.app.inject({ method: 'DELETE', url: path })).statusCode).toBe(204);
      expect((await server.get(path)).json().code).toBe('data_not_found');
    } finally {
      receiver.closeAllConnections();
      receiver.close();
    }
  }, 30_000);
});

describe('a model', () => {
  test('that is downloaded is taken in elsewhere as a version that is not in use', async () => {
    const url = '/api/v1/models/part/versions/v1/download';
    const file = (await server.app.inject(url)).rawPayload;
    const upload = (category: string, payload: Buffer, type = 'application/zip') =>
      server.app.inject({
        method: 'POST',
        url: `/api/v1/models/${category}/versions`,
        headers: { 'content-type': type },
        payload,
      });
    const taken = await upload('part', file);
    expect([taken.statusCode, taken.json()]).toMatchObject([201, { category: 'part', version: 'v2' }]);
    expect((await server.get('/api/v1/models/part/versions')).json()).toMatchObject({
      current: 'v1',
      versions: [{ version: 'v1' }, { version: 'v2', current: false }],
    });
    expect(await actions()).toContain('model.import');
    expect((await upload('other', file)).json()).toMatchObject({ status: 422, code: 'invalid_argument' });
    const altered = Buffer.from(file);
    altered[altered.indexOf('"threshold"') + 14]! ^= 1;
    expect((await upload('part', altered)).json().status).toBeGreaterThanOrEqual(422);
    expect((await upload('part', Buffer.from('no archive'))).json()).toMatchObject({
      status: 422,
      code: 'data_invalid',
    });
    expect((await upload('part', Buffer.from('x'), 'text/plain')).statusCode).toBe(415);
    expect((await server.get('/api/v1/models/part/versions')).json().versions).toHaveLength(2);
    expect((await server.get('/api/v1/models/part/versions/v9/download')).status).toBe(404);
  });

  test('whose file was altered is not handed out', async () => {
    const place = server.path('models', 'part', 'v2', 'training_images.json');
    await mkdir(server.path('models', 'part', 'v2'), { recursive: true });
    await writeFile(place, '{}');
    const reply = await server.get('/api/v1/models/part/versions/v2/download');
    expect([reply.status, reply.json().code]).toEqual([503, 'model_damaged']);
    await rm(server.path('models', 'part', 'v2'), { recursive: true });
  });
});
