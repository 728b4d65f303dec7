import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { detectFormat } from '../image/format.ts';
import { infer } from '../operations/infer.ts';
import { trainModel } from '../operations/train-model.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server?.close());

const run = { reporter: { progress: () => undefined, note: () => undefined } };
const inspect = (picture: Uint8Array, more: Record<string, string> = {}, headers = {}) =>
  server.form('/api/v1/inspections', { category: 'part', image: picture, ...more }, headers);
const decoded = (base64: unknown) => Buffer.from(String(base64), 'base64');

describe('POST /inspect', () => {
  test('answers as the first product did, with the score of inference and with pictures', async () => {
    const path = server.path('part', 'train', 'good', '3.png');
    const request = { category: 'part', images: [path], save: false, explicit: new Set<never>() };
    const { images } = await infer(server.context.config, request, run);
    const answer = await server.form('/inspect', { category: 'part', image: server.pictures.good });
    expect(answer.status, answer.text).toBe(200);
    const result = answer.json();
    expect(result).toMatchObject({
      category: 'part',
      anomaly_score: images[0]!.anomaly_score,
      threshold: images[0]!.threshold,
      is_anomaly: false,
      decision: 'PASS',
    });
    expect(new Date(String(result.timestamp)).getTime()).toBeGreaterThan(Date.now() - 60_000);
    for (const drawn of ['heatmap_base64', 'overlay_base64'])
      expect(detectFormat(decoded(result[drawn])), drawn).toBe('PNG');
  });

  test('draws nothing when that is not wanted, and finds the defect', async () => {
    const fields = { category: 'part', image: server.pictures.broken, return_visualizations: 'false' };
    const result = (await server.form('/inspect', fields)).json();
    expect(result).toMatchObject({
      is_anomaly: true,
      decision: 'FAIL',
      heatmap_base64: null,
      overlay_base64: null,
    });
  });
});

describe('an inspection', () => {
  test('is recorded with its picture and labels, and found again by them', async () => {
    const { broken } = server.pictures;
    const answer = await inspect(broken, { serial: 'S-17', lot: 'L4', drawings: 'true' });
    expect(answer.status, answer.text).toBe(201);
    const { id, anomaly_score } = answer.json();
    expect(answer.headers.location).toBe(`/api/v1/inspections/${String(id)}`);
    const record = (await server.get(`/api/v1/inspections/${String(id)}`)).json();
    expect(record).toMatchObject({ serial: 'S-17', lot: 'L4', line: null, decision: 'FAIL', anomaly_score });
    const list = (await server.get('/api/v1/inspections?serial=S-17&decision=FAIL')).json();
    expect(list).toMatchObject({ items: [{ id }], next_cursor: null });
    expect((await server.get('/api/v1/inspections?serial=S-18')).json()).toMatchObject({ items: [] });
    const kept = await server.app.inject(`/api/v1/inspections/${String(id)}/picture`);
    expect(kept.rawPayload.equals(Buffer.from(broken))).toBe(true);
    const overlay = await server.app.inject(`/api/v1/inspections/${String(id)}/overlay`);
    expect(detectFormat(overlay.rawPayload)).toBe('PNG');
    const map = await server.app.inject(`/api/v1/inspections/${String(id)}/map`);
    expect(map.rawPayload.subarray(1, 6).toString()).toBe('NUMPY');
  });

  test('that is sent again under the same key is recorded once, and refused for another picture', async () => {
    const { good, broken } = server.pictures;
    const key = { 'idempotency-key': 'plc-0001' };
    const [first, again] = [await inspect(good, { lot: 'K' }, key), await inspect(good, { lot: 'K' }, key)];
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.json().id).toBe(first.json().id);
    const together = await Promise.all(
      Array.from({ length: 4 }, () => inspect(good, { lot: 'K' }, { 'idempotency-key': 'plc-0002' })),
    );
    expect(new Set(together.map(answer => answer.json().id)).size).toBe(1);
    expect((await inspect(broken, { lot: 'K' }, key)).status).toBe(422);
    const { items } = (await server.get('/api/v1/inspections?lot=K')).json();
    expect(items).toHaveLength(2);
  });

  test('is answered alike on the path of older clients, drawings and all, when it is sent again', async () => {
    const key = { 'idempotency-key': 'old-client-1' };
    const fields = { category: 'part', image: server.pictures.broken };
    const [first, again] = [
      await server.form('/inspect', fields, key),
      await server.form('/inspect', fields, key),
    ];
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.json()).toEqual(first.json());
    expect(String(again.json().heatmap_base64).length).toBeGreaterThan(100);
    const other = await server.form('/inspect', { ...fields, return_visualizations: 'false' }, key);
    expect([other.status, other.json().code]).toEqual([422, 'invalid_argument']);
  });

  test('that nobody knows, or of which nothing is kept, is a problem', async () => {
    expect((await server.get('/api/v1/inspections/none')).status).toBe(404);
    const { id } = (await inspect(server.pictures.good)).json();
    expect((await server.get(`/api/v1/inspections/${String(id)}/heatmap`)).json().code).toBe('not_found');
    expect((await server.get('/api/v1/inspections?limit=0')).status).toBe(422);
    expect((await server.get('/api/v1/inspections?cursor=nonsense')).status).toBe(422);
  });
});

describe('many requests at once', () => {
  test('are all answered while the model is reloaded and another version becomes current', async () => {
    const { good } = server.pictures;
    await trainModel({ ...server.context.config, seed: 8 }, { category: 'part', skipBad: false }, run);
    await server.post('/api/v1/models/part/rollback', {});
    const answers = Array.from({ length: 24 }, () => inspect(good));
    const reloads = Array.from({ length: 3 }, () => server.post('/model/reload/part', undefined));
    const activation = server.post('/api/v1/models/part/activate', { version: 'v2' });
    const statuses = await Promise.all(
      [...answers, ...reloads, activation].map(async answer => (await answer).status),
    );
    expect(statuses).toEqual([...Array(24).fill(201), 200, 200, 200, 200]);
    expect((await inspect(good)).json().model_version).toBe('v2');
  });

  test('for a model that is not open load it once in every process', async () => {
    const { config, inspections } = server.context;
    const cold = { ...config, colormap: 'jet' as const }; // open under another configuration only
    const picture = server.path('part', 'train', 'good', '1.png');
    const input = { config: cold, category: 'part', picture, name: '1.png', draw: [] };
    const outputs = await Promise.all(Array.from({ length: 12 }, () => inspections.inspect(input)));
    const loads = outputs.filter(({ loadMs }) => loadMs > 0);
    expect(loads.length).toBeGreaterThan(0);
    expect(loads.length).toBeLessThanOrEqual(inspections.state().processes);
  });
});
