import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { get, type RequestOptions, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { type Access, LOCAL_ACCESS } from './access.ts';
import { hashOfToken } from './accounts/tokens.ts';
import { buildApp } from './app.ts';
import type { App } from './app-type.ts';
import { readTls } from './tls.ts';

const PASSWORD = 'correct horse battery';
const OPENSSL = 'openssl';
const hasOpenssl = spawnSync(OPENSSL, ['version']).status === 0;
const opened: App[] = [];
let server: TestServer;
let folder: string;

beforeAll(async () => {
  server = await openTestServer();
  folder = await mkdtemp(join(tmpdir(), 'inspectai-tls-'));
}, 120_000);
afterAll(async () => {
  for (const app of opened) await app.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

async function appWith(access: Partial<Access>): Promise<App> {
  const { app } = await buildApp(server.context, { ...LOCAL_ACCESS, ...access });
  opened.push(app);
  return app;
}

describe('without accounts', () => {
  test('what came through a proxy, or for another host, is not answered', async () => {
    for (const headers of [{ 'x-forwarded-for': '10.0.0.9' }, { forwarded: 'for=10.0.0.9' }])
      expect((await server.get('/categories', headers)).json()).toMatchObject({
        code: 'misdirected',
        detail: expect.stringContaining('--trust-proxy'),
      });
    expect((await server.get('/categories', { host: 'plant.example' })).status).toBe(421);
  });

  test('there is nobody to be: everything may be done, a signature is not asked for, a key has no owner', async () => {
    expect((await server.get('/api/v1/session')).json()).toMatchObject({
      accounts: false,
      name: 'local',
      csrf_token: null,
    });
    const activated = await server.post('/api/v1/models/part/activate', { version: 'v1' });
    expect(activated.json()).toMatchObject({ code: 'invalid_argument' }); // in use already
    expect((await server.post('/api/v1/api-keys', { name: 'a', scopes: ['read'] })).status).toBe(403);
  });
});

test('the first account, made on the machine itself, is that of an administrator and closes the door', async () => {
  const engineer = await server.post('/api/v1/users', { name: 'Eve', role: 'engineer' });
  expect(engineer.json()).toMatchObject({ detail: expect.stringContaining('administrator') });
  expect((await server.get('/categories')).status).toBe(200);
  expect((await server.post('/api/v1/users', { name: 'Ada', role: 'administrator' })).status).toBe(201);
  expect((await server.get('/categories')).status).toBe(401);
  expect((await server.post('/api/v1/users', { name: 'Eve', role: 'administrator' })).status).toBe(401);
  const { passwords, history } = server.app.accounts;
  const password_hash = await passwords.hash(PASSWORD);
  await history.updateTable('users').set({ password_hash, must_change_password: 0 }).execute();
});

describe('behind a proxy', () => {
  const login = (app: App, remoteAddress: string, headers: Readonly<Record<string, string>>) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/session',
      remoteAddress,
      headers: { host: 'plant.example', ...headers },
      payload: { name: 'Ada', password: PASSWORD },
    });
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };

  test('that is trusted, the cookie is for TLS alone, and pages of its address are its own', async () => {
    const app = await appWith({ trustedProxies: ['10.0.0.0/24'] });
    const reply = await login(app, '10.0.0.7', { ...forwarded, origin: 'https://plant.example' });
    expect(reply.statusCode, reply.body).toBe(200);
    expect(reply.headers['set-cookie']).toMatch(
      /^__Host-inspectai_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect((await login(app, '10.0.0.7', { ...forwarded, origin: 'http://plant.example' })).statusCode).toBe(
      403,
    );
    const cookie = String(reply.headers['set-cookie']).split(';')[0]!;
    const ask = (remoteAddress: string) =>
      app.inject({
        url: '/categories',
        remoteAddress,
        headers: { ...forwarded, host: 'plant.example', cookie },
      });
    expect((await ask('10.0.0.7')).statusCode).toBe(200);
    expect((await ask('10.0.1.7')).statusCode).toBe(401); // not over TLS, so its cookie is not there
  });

  test('that is not trusted, nothing that it says of the client is believed', async () => {
    const app = await appWith({ trustedProxies: ['10.0.0.0/24'] });
    const reply = await login(app, '192.0.2.1', { ...forwarded, 'x-forwarded-host': 'evil.example' });
    expect(reply.headers['set-cookie']).toMatch(
      /^inspectai_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const guess = (index: number) =>
      app.inject({
        method: 'POST',
        url: '/api/v1/session',
        remoteAddress: '192.0.2.1',
        headers: { 'x-forwarded-for': `203.0.113.${index}` },
        payload: { name: `user ${index}`, password: 'a wrong password' },
      });
    const statuses: number[] = [];
    for (let index = 0; index < 21; index++) statuses.push((await guess(index)).statusCode);
    expect(statuses.at(-1)).toBe(429); // one address, whatever it claims
  });

  test('names that were given are answered, addresses and this machine, and no others', async () => {
    const app = await appWith({ allowedHosts: ['plant.example'] });
    const status = async (host: string) =>
      (await app.inject({ url: '/health', headers: { host } })).statusCode;
    expect(
      await Promise.all(['plant.example:8000', 'PLANT.example', 'localhost', '10.0.0.7'].map(status)),
    ).toEqual([200, 200, 200, 200]);
    expect(await status('rebound.example')).toBe(421);
    const any = await appWith({});
    expect((await any.inject({ url: '/health', headers: { host: 'rebound.example' } })).statusCode).toBe(200);
  });
});

describe('pages of other origins', () => {
  const MES = 'https://mes.plant.example';
  const asked = {
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  };
  const preflight = (app: App, origin: string) =>
    app.inject({ method: 'OPTIONS', url: '/api/v1/inspections', headers: { origin, ...asked } });

  test('get nowhere unless they are named', async () => {
    const closed = await appWith({});
    const open = await appWith({ corsOrigins: [MES] });
    for (const [app, origin] of [
      [closed, MES],
      [open, 'https://mes.plant.example.evil.example'],
      [open, 'http://mes.plant.example'],
      [open, 'null'],
    ] as const) {
      expect((await preflight(app, origin)).headers['access-control-allow-origin']).toBeUndefined();
      const read = await app.inject({ url: '/health', headers: { origin } });
      expect(read.headers['access-control-allow-origin']).toBeUndefined();
      const change = { method: 'POST', url: '/api/v1/setup', headers: { origin }, payload: {} } as const;
      expect((await app.inject(change)).json()).toMatchObject({ code: 'forbidden' });
    }
  });

  test('that are named may send requests with a key and read the answers, and never use a login', async () => {
    const app = await appWith({ corsOrigins: [MES] });
    const { statusCode, headers } = await preflight(app, MES);
    expect([statusCode, headers['access-control-allow-origin'], headers.vary]).toEqual([204, MES, 'Origin']);
    expect(headers['access-control-allow-headers']).toContain('authorization');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
    const send = (more: object) =>
      app.inject({
        ...{ method: 'POST', url: '/api/v1/jobs/export', payload: {} },
        headers: { origin: MES, 'sec-fetch-site': 'cross-site', ...more },
      });
    const keyless = await send({});
    expect([keyless.statusCode, keyless.headers['access-control-allow-origin']]).toEqual([401, MES]);
    const payload = { name: 'Ada', password: PASSWORD };
    const login = await app.inject({ method: 'POST', url: '/api/v1/session', payload });
    const cookie = String(login.headers['set-cookie']).split(';')[0];
    const session = { cookie, 'x-csrf-token': login.json().csrf_token };
    expect((await send(session)).json()).toMatchObject({ code: 'forbidden' });
    const keyed = { method: 'POST', url: '/api/v1/api-keys', headers: session } as const;
    const made = await app.inject({ ...keyed, payload: { name: 'mes', scopes: ['export'] } });
    expect((await send({ authorization: `Bearer ${made.json().key}` })).statusCode).toBe(202);
  });
});

test('tokens are nowhere in the database', async () => {
  const app = await appWith({});
  const payload = { name: 'Ada', password: PASSWORD };
  const { headers } = await app.inject({ method: 'POST', url: '/api/v1/session', payload });
  const token = /session=([\w-]{43})/.exec(String(headers['set-cookie']))![1]!;
  const rows = await app.accounts.history.selectFrom('sessions').selectAll().execute();
  expect(JSON.stringify(rows)).toContain(hashOfToken(token));
  expect(JSON.stringify(rows)).not.toContain(token);
});

describe.skipIf(!hasOpenssl)('with TLS (needs openssl)', () => {
  const path = (name: string) => join(folder, name);
  const make = (name: string, ...more: readonly string[]) =>
    execFileSync(
      OPENSSL,
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-days',
        '2',
        '-subj',
        '/CN=localhost',
      ]
        .concat('-addext', 'subjectAltName=DNS:localhost', ...more)
        .concat('-keyout', path(`${name}.key`), '-out', path(`${name}.crt`)),
      { stdio: 'ignore' },
    );

  test('a login works, and browsers are told to keep to it', async () => {
    make('own', '-nodes');
    const tls = await readTls(path('own.crt'), path('own.key'));
    const app = await appWith({ tls });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const ca = await readFile(path('own.crt'));
    const to = { host: 'localhost', port, ca, path: '/api/v1/session' };
    const { status, headers } = await send(to, { name: 'Ada', password: PASSWORD });
    expect(status).toBe(200);
    expect(headers['strict-transport-security']).toBe('max-age=15552000');
    expect(headers['set-cookie']![0]).toMatch(/^__Host-.*; Secure$/);
    await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
    await expect(
      new Promise((resolve, reject) => get({ ...to, ca: [] }, resolve).once('error', reject)),
    ).rejects.toThrow(/certificate/);
  });

  test('what cannot be used is named', async () => {
    make('own', '-nodes');
    make('other', '-nodes');
    make('locked', '-passout', 'pass:secret');
    await writeFile(path('text.pem'), 'hello');
    const refuse = async (cert: string | undefined, key: string | undefined, words: string) =>
      expect(readTls(cert && path(cert), key && path(key))).rejects.toMatchObject({
        code: 'invalid_argument',
        message: expect.stringContaining(words),
      });
    await refuse('own.crt', undefined, 'both are needed');
    await refuse('nothing.crt', 'own.key', 'no file');
    await refuse('text.pem', 'own.key', 'no certificate');
    await refuse('own.crt', 'text.pem', 'no private key');
    await refuse('own.crt', 'other.key', 'does not belong');
    await refuse('locked.crt', 'locked.key', 'is encrypted');
    expect(await readTls()).toBeNull();
  });
});

function send(to: RequestOptions, body: object) {
  return new Promise<{ status: number | undefined; headers: import('node:http').IncomingHttpHeaders }>(
    (resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      request({ ...to, method: 'POST', headers }, reply => {
        reply.resume();
        resolve({ status: reply.statusCode, headers: reply.headers });
      })
        .once('error', reject)
        .end(JSON.stringify(body));
    },
  );
}
