import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytes, hashOf } from '../../test/fixtures/download-scene.ts';
import { sendFile, startFileServer } from '../../test/fixtures/file-server.ts';
import { untilState } from '../../test/fixtures/jobs.ts';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { basicResnetShapes, zeroWeights } from '../../test/fixtures/weights.ts';
import { listAudit } from '../history/audit.ts';
import { LOCAL_ACCESS } from './access.ts';

const COMPACT = join(import.meta.dirname, '..', '..', 'assets', 'compact', 'compact.safetensors');
const WEIGHTS = Buffer.from(zeroWeights(basicResnetShapes([2, 2, 2])));

describe('the weights of a network', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  afterAll(() => server?.close());

  const send = (name: string, payload: Buffer, type = 'application/octet-stream') =>
    server.app.inject({
      method: 'POST',
      url: `/api/v1/backbones/${name}`,
      headers: { 'content-type': type },
      payload,
    });

  test('are taken in from a file, listed, and computed with', async () => {
    const sent = await send('resnet18', WEIGHTS);
    expect(sent.statusCode, sent.body).toBe(201);
    expect(sent.json()).toMatchObject({ name: 'resnet18', source: 'upload', sha256: hashOf(WEIGHTS) });
    const { backbones } = (await server.get('/api/v1/backbones')).json();
    expect(backbones).toContainEqual(expect.objectContaining({ name: 'resnet18', available: true }));
    const check = await server.get('/api/v1/backbones/resnet18/verification');
    expect(check.json()).toMatchObject({ sha256: hashOf(WEIGHTS), grid: '8 x 8', dimensions: 384 });
    const entries = await listAudit(server.context.history, 0, 10);
    expect(entries.map(({ action, subject }) => [action, subject])).toContainEqual([
      'backbone.import',
      'backbone/resnet18',
    ]);
  });

  test('of another network, and what are none, are refused and leave nothing behind', async () => {
    const compact = await readFile(COMPACT);
    expect((await send('resnet34', compact)).json()).toMatchObject({ code: 'backbone_invalid' });
    expect((await send('resnet34', bytes(1000, 3))).json()).toMatchObject({ code: 'backbone_invalid' });
    expect((await send('alexnet', WEIGHTS)).json()).toMatchObject({ code: 'backbone_unknown' });
    expect((await send('external', WEIGHTS)).json()).toMatchObject({ code: 'invalid_argument' });
    expect((await send('resnet34', WEIGHTS, 'image/png')).statusCode).toBe(415);
    expect((await server.get('/api/v1/backbones/resnet34/verification')).json()).toMatchObject({
      code: 'backbone_missing',
    });
    expect(await readdir(server.context.uploads)).toEqual([]);
  });
});

test('weights are downloaded by a job, and only those that there are', async () => {
  const files = await startFileServer((request, response) => sendFile(request, response, WEIGHTS));
  const server = await openTestServer(LOCAL_ACCESS, { hfEndpoint: files.url });
  const { id } = (await server.post('/api/v1/jobs/pull', { backbone: 'resnet18' })).json();
  const job = await untilState(server.app, String(id));
  expect(job, JSON.stringify(job.error)).toMatchObject({ state: 'succeeded', category: null });
  expect(job.result).toMatchObject({ name: 'resnet18', sha256: hashOf(WEIGHTS), hash_checked: false });
  expect((await server.get('/api/v1/backbones/resnet18/verification')).status).toBe(200);
  const entries = await listAudit(server.context.history, 0, 10);
  expect(entries.map(({ action }) => action)).toContain('backbone.pull');
  for (const backbone of ['alexnet', 'compact', 'external'])
    expect((await server.post('/api/v1/jobs/pull', { backbone })).status, backbone).toBe(422);
  await server.close();
});
