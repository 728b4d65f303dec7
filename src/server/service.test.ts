import { chmod, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { openContext } from '../context.ts';
import { CURRENT } from '../patchcore/versions.ts';
import { LOCAL_ACCESS } from './access.ts';
import { startServer } from './listen.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server?.close());

test('the paths of the first product answer with the members that it had', async () => {
  const body = async (path: string) => (await server.get(path)).json();
  expect(await body('/api')).toMatchObject({
    service: 'InspectAI',
    status: 'running',
    version: expect.any(String),
  });
  expect(await body('/health')).toEqual({ status: 'healthy', device: 'cpu', cuda_available: false });
  expect(await body('/categories')).toEqual([
    { name: 'part', model_loaded: false, threshold: expect.any(Number) },
  ]);
  expect(await body('/model/info/part')).toMatchObject({
    category: 'part',
    backbone: 'compact',
    loaded: false,
  });
  const reloaded = await server.post('/model/reload/part', undefined);
  expect(reloaded.json()).toMatchObject({ status: 'success', threshold: expect.any(Number) });
  expect(await body('/model/info/part')).toMatchObject({ loaded: true, device: 'cpu' });
  expect((await server.get('/')).text).toContain('<title>InspectAI</title>');
});

test('/docs loads nothing from elsewhere', async () => {
  const page = await server.get('/docs/');
  expect(page.text).not.toMatch(/(src|href)="(https?:)?\/\//);
  const scripts = [...page.text.matchAll(/src="([^"]+)"/g)].map(match => match[1]!);
  expect(scripts.length).toBeGreaterThan(1);
  for (const script of scripts) expect((await server.get(`/docs/${script}`)).status, script).toBe(200);
});

test('/metrics counts inspections by verdict and requests by route', async () => {
  await server.form('/inspect', { category: 'part', image: server.pictures.broken });
  await server.get('/nothing/at/all');
  const { text } = await server.get('/metrics');
  expect(text).toContain('inspectai_inspections_total{category="part",verdict="FAIL"} 1');
  expect(text).toMatch(
    /inspectai_http_request_seconds_count\{method="POST",route="\/inspect",status="200"\} 1/,
  );
  expect(text).toContain('route="none"');
  expect(text).toContain('inspectai_compute_processes 2');
});

describe('a damaged model', () => {
  test('fails its own requests alone, and works again when it is mended', async () => {
    const file = server.path('models', 'part', 'v1', 'memory_bank.npy');
    const intact = await readFile(file);
    await writeFile(file, intact.subarray(0, 1000));
    const answer = await server.post('/model/reload/part', undefined);
    expect([answer.status, answer.json().code]).toEqual([503, 'model_damaged']);
    const fields = { category: 'part', image: server.pictures.good };
    expect((await server.form('/inspect', fields)).status).toBeLessThan(504);
    expect((await server.get('/health/ready')).status).toBe(200);
    await writeFile(file, intact);
    expect((await server.post('/model/reload/part', undefined)).status).toBe(200);
    expect((await server.form('/inspect', fields)).status).toBe(200);
  });

  test('is listed with what is wrong', async () => {
    const file = server.path('models', 'part', 'v1', 'config.json');
    const intact = await readFile(file);
    await writeFile(file, '{');
    const { categories } = (await server.get('/api/v1/categories')).json() as { categories: object[] };
    expect(categories).toEqual([expect.objectContaining({ name: 'part', problem: expect.any(String) })]);
    await writeFile(file, intact);
  });
});

test('files that were altered are found, and the networks are listed', async () => {
  const file = server.path('models', 'part', 'v1', 'memory_bank.npy');
  const intact = await readFile(file);
  const verify = async () => (await server.get('/api/v1/models/part/verification')).json();
  expect(await verify()).toMatchObject({ category: 'part', sound: true, versions: [{ problems: [] }] });
  await writeFile(file, Buffer.concat([intact, Buffer.from([0])]));
  const problems = [expect.stringContaining('memory_bank.npy')];
  expect(await verify()).toMatchObject({ sound: false, versions: [{ version: 'v1', problems }] });
  await writeFile(file, intact);
  expect((await server.get('/api/v1/models/none/verification')).json().code).toBe('model_not_found');
  const { backbones } = (await server.get('/api/v1/backbones')).json();
  const compact = expect.objectContaining({ name: 'compact', available: true });
  expect(backbones).toEqual(expect.arrayContaining([compact]));
});

test('a version that the category does not have is not activated, nor one compared', async () => {
  expect((await server.post('/api/v1/models/part/activate', { version: 'v9' })).status).toBe(404);
  expect((await server.get('/api/v1/models/part/compare?before=v1&after=v9')).status).toBe(404);
  expect((await server.get('/api/v1/models/part/compare?before=v1')).status).toBe(422);
  expect((await server.post('/api/v1/models/part/rollback', {})).json().code).toBe('model_not_found');
  const { versions, current } = (await server.get('/api/v1/models/part/versions')).json();
  expect([current, versions]).toEqual(['v1', [expect.objectContaining({ version: 'v1', how: 'trained' })]]);
  expect((await readFile(server.path('models', 'part', CURRENT), 'utf8')).trim()).toBe('v1');
});

test.skipIf(process.getuid?.() === 0)('a data folder that cannot be written is not ready', async () => {
  await chmod(server.context.dataDir, 0o500);
  const answer = await server.get('/health/ready');
  await chmod(server.context.dataDir, 0o700);
  expect([answer.status, answer.json().ready]).toEqual([503, false]);
});

test('a second server is kept out of the folder of the first', async () => {
  const { config, dataDir, log } = server.context;
  await expect(openContext({ config, dataDir, log })).rejects.toMatchObject({ code: 'locked' });
});

test.each(['0.0.0.0', '192.168.1.7', 'inspect.example', '::', '127.0.0.1.example'])(
  'a server does not listen at %s without accounts',
  async host => {
    const listening = startServer(server.context, { host, port: 0, access: LOCAL_ACCESS });
    await expect(listening).rejects.toThrow('accounts');
  },
);

// The last test: nothing is answered afterwards.
test('a server that stops finishes what runs and refuses what is new', async () => {
  const running = server.form('/inspect', { category: 'part', image: server.pictures.good });
  while (server.draining.running === 0) await new Promise(resolve => setTimeout(resolve, 1));
  const stopped = server.draining.stop(20_000);
  const refused = await server.get('/categories');
  expect([refused.status, refused.json().code, refused.headers['retry-after']]).toEqual([
    503,
    'stopping',
    '5',
  ]);
  expect((await server.get('/health/live')).status).toBe(200);
  const ready = await server.get('/health/ready?verbose');
  const checks = expect.arrayContaining([{ name: 'accepting', ok: false, detail: 'being stopped' }]);
  expect([ready.status, ready.json()]).toEqual([503, { ready: false, checks }]);
  expect((await running).status).toBe(200);
  await stopped;
  expect(server.draining.running).toBe(0);
});
