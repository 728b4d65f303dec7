import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  addUser,
  type Client,
  clientWith,
  logIn,
  PASSWORD,
  type Reply,
} from '../../test/fixtures/account.ts';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { verifyAudit } from '../history/verify-audit.ts';
import { LOCAL_ACCESS } from './access.ts';
import { type Permission, ROLE_PERMISSIONS, type Role } from './permissions.ts';

const START = new Date('2031-03-03T08:00:00Z');
let clock = START;
let server: TestServer;
let nobody: Client;
let ada: Client;
/** The first administrator's name. */
let first = '';
const people = new Map<Role, { readonly id: string; readonly client: Client }>();

const minutes = (count: number) => (clock = new Date(clock.getTime() + count * 60_000));
const code = ({ status, body }: Reply) => [status, body.code];

beforeAll(async () => {
  server = await openTestServer({ ...LOCAL_ACCESS, accounts: true, now: () => clock, streamCheckMs: 200 });
  nobody = clientWith(server, {});
}, 120_000);
beforeEach(async () => {
  minutes(120); // no delay of a test before is left, and no session
  if (first) ada = await logIn(server, first);
  for (const [role, { id }] of people) people.set(role, { id, client: await logIn(server, `the ${role}`) });
});
afterAll(async () => {
  server?.app.server.closeAllConnections();
  await server?.close();
});

describe('the first administrator', () => {
  const newcomer = (token: string, name = 'Ada') => ({ token, name, password: PASSWORD });

  test('is made with the one-time token, once, and without it nothing but public paths answers', async () => {
    expect((await nobody.ask('GET', '/health')).status).toBe(200);
    expect(code(await nobody.ask('GET', '/categories'))).toEqual([401, 'unauthenticated']);
    expect(code(await nobody.ask('GET', '/metrics'))).toEqual([401, 'unauthenticated']);
    expect((await nobody.ask('GET', '/api/v1/session')).body).toMatchObject({ accounts: true, setup: true });
    const token = server.app.accounts.setup!.reveal()!;
    expect(server.app.accounts.setup!.reveal()).toBeNull();
    expect(code(await nobody.ask('POST', '/api/v1/setup', newcomer('x'.repeat(43))))).toEqual([
      401,
      'login_failed',
    ]);
    const weak = { ...newcomer(token), password: 'ADA' };
    expect(code(await nobody.ask('POST', '/api/v1/setup', weak))).toEqual([422, 'invalid_argument']);
    const both = await Promise.all([
      nobody.ask('POST', '/api/v1/setup', newcomer(token)),
      nobody.ask('POST', '/api/v1/setup', newcomer(token, 'Eve')),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect(code(await nobody.ask('POST', '/api/v1/setup', newcomer(token, 'Eve')))).toEqual([
      401,
      'login_failed',
    ]);
    first = (both.find(({ status }) => status === 201)!.body as { name: string }).name;
    ada = await logIn(server, first);
    expect((await nobody.ask('GET', '/api/v1/session')).body).toMatchObject({ setup: false, name: null });
  });

  test('can become no other and not be disabled while nobody else can administer', async () => {
    const { users } = (await ada.ask('GET', '/api/v1/users')).body as { users: { id: string }[] };
    for (const change of [{ role: 'operator' }, { disabled: true }])
      expect((await ada.ask('PATCH', `/api/v1/users/${users[0]!.id}`, change)).body).toMatchObject({
        status: 422,
        detail: expect.stringContaining('last administrator'),
      });
  });
});

describe('a temporary password', () => {
  test('opens nothing but the way to another one', async () => {
    const made = await ada.ask('POST', '/api/v1/users', { name: 'Newcomer', role: 'engineer' });
    expect(made.status).toBe(201);
    const temporary = String(made.body.temporary_password);
    const client = await logIn(server, 'newcomer', temporary);
    expect(code(await client.ask('GET', '/categories'))).toEqual([403, 'password_change_required']);
    expect(code(await client.ask('GET', '/api/v1/api-keys'))).toEqual([403, 'password_change_required']);
    const change = (old_password: string, new_password: string) =>
      client.ask('PUT', '/api/v1/session/password', { old_password, new_password });
    expect(code(await change('not the old one', PASSWORD))).toEqual([401, 'login_failed']);
    expect(code(await change(temporary, temporary))).toEqual([422, 'invalid_argument']);
    expect(code(await change(temporary, 'too short'))).toEqual([422, 'invalid_argument']);
    expect((await change(temporary, PASSWORD)).status).toBe(200);
    expect(code(await client.ask('GET', '/categories'))).toEqual([401, 'unauthenticated']); // the old session
    expect((await (await logIn(server, 'Newcomer')).ask('GET', '/categories')).status).toBe(200);
    expect(code(await ada.ask('POST', '/api/v1/users', { name: 'NEWCOMER', role: 'auditor' }))).toEqual([
      422,
      'invalid_argument',
    ]);
  });
});

describe('roles', () => {
  beforeAll(async () => {
    minutes(120);
    ada = await logIn(server, first);
    for (const role of Object.keys(ROLE_PERMISSIONS) as Role[])
      people.set(role, await addUser(server, ada, `the ${role}`, role));
  });

  test('may on every route of the application what the table says, and nothing else', async () => {
    const routes = (await routesOf(server)).filter(({ permission }) => permission !== 'public');
    expect(routes.length).toBeGreaterThan(25);
    for (const { method, url, permission } of routes) {
      const what = `${method} ${url}`;
      expect(await refusal(method, url, {}), `nobody: ${what}`).toBe('unauthenticated');
      for (const [role, { client }] of people) {
        const may = permission === 'account' || ROLE_PERMISSIONS[role].includes(permission);
        const said = await refusal(method, url, client.headers);
        expect(said, `${role}: ${what}`).toBe(may ? null : 'forbidden');
        if (method === 'GET') continue;
        const { cookie } = client.headers;
        expect(await refusal(method, url, { cookie: cookie! }), `${role}: ${what}`).toBe('csrf_token_wrong');
      }
    }
  }, 120_000);

  test('follow a change at once, and a disabled user is out', async () => {
    const { id, client } = await addUser(server, ada, 'Climber', 'operator');
    expect(code(await client.ask('GET', '/api/v1/audit'))).toEqual([403, 'forbidden']);
    await ada.ask('PATCH', `/api/v1/users/${id}`, { role: 'auditor', reason: 'internal audit' });
    expect((await client.ask('GET', '/api/v1/audit')).status).toBe(200);
    await ada.ask('PATCH', `/api/v1/users/${id}`, { disabled: true });
    expect(code(await client.ask('GET', '/api/v1/audit'))).toEqual([401, 'unauthenticated']);
    const login = { name: 'Climber', password: PASSWORD };
    expect(code(await nobody.ask('POST', '/api/v1/session', login))).toEqual([401, 'login_failed']);
    await ada.ask('PATCH', `/api/v1/users/${id}`, { disabled: false });
    expect((await logIn(server, 'Climber')).headers.cookie).toBeTruthy();
    const { items } = (await ada.ask('GET', '/api/v1/audit?subject=user/Climber')).body as {
      items: object[];
    };
    expect(items).toMatchObject([
      { action: 'user.enable' },
      { action: 'user.disable' },
      {
        action: 'user.role',
        before: { role: 'operator' },
        after: { role: 'auditor' },
        reason: 'internal audit',
      },
      { action: 'user.password_change', actor: 'Climber' },
      { action: 'user.create' },
    ]);
  });
});

describe('a stream of events ends', () => {
  const listen = async (client: Client) => {
    if (!server.app.server.listening) await server.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.app.server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/live`, { headers: client.headers });
    expect(answer.status).toBe(200);
    let ended = false;
    void answer.text().finally(() => {
      ended = true;
    });
    return () => ended;
  };
  let listener: { readonly id: string; readonly client: Client };
  beforeAll(async () => {
    minutes(120);
    ada = await logIn(server, first);
    listener = await addUser(server, ada, 'Listener', 'operator');
  });
  const change = (change: object) => ada.ask('PATCH', `/api/v1/users/${listener.id}`, change);

  test.each<[string, (client: Client) => Promise<unknown>]>([
    ['when its user logs out', client => client.ask('DELETE', '/api/v1/session')],
    ['when the role of its user changes', () => change({ role: 'auditor', reason: 'internal audit' })],
    ['when its user is disabled', () => change({ disabled: true })],
  ])('%s, and not before', async (_, endLogin) => {
    const client = await logIn(server, 'Listener');
    const hasEnded = await listen(client);
    const adaListens = await listen(ada);
    await delay(500); // some looks at the login
    expect(hasEnded()).toBe(false);
    await endLogin(client);
    await expect.poll(hasEnded, { timeout: 10_000 }).toBe(true);
    expect(adaListens()).toBe(false);
  });
});

describe('a session', () => {
  const login = { name: 'the operator', password: PASSWORD };
  const operator = () => logIn(server, 'the operator');

  test('lies in a cookie that no script reads and no other site has sent', async () => {
    const { headers } = await nobody.ask('POST', '/api/v1/session', login);
    expect(headers['set-cookie']).toMatch(
      /^inspectai_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(headers['cache-control']).toBe('no-store');
  });

  test('has a token of its own, whatever token the browser came with', async () => {
    const planted = 'A'.repeat(43);
    const before = await operator();
    const { headers } = await before.ask('POST', '/api/v1/session', login, {
      cookie: `inspectai_session=${planted}`,
    });
    expect(headers['set-cookie']).not.toContain(planted);
    const again = await before.ask('POST', '/api/v1/session', login);
    expect(again.headers['set-cookie']).not.toContain(before.headers.cookie);
    expect(code(await before.ask('GET', '/categories'))).toEqual([401, 'unauthenticated']);
  });

  test('ends after an hour without use, after twelve in any case, and at logout', async () => {
    const idle = await operator();
    minutes(59);
    expect((await idle.ask('GET', '/categories')).status).toBe(200);
    minutes(61);
    expect(code(await idle.ask('GET', '/categories'))).toEqual([401, 'unauthenticated']);
    const busy = await operator();
    for (let half = 1; half < 24; half++) {
      minutes(30);
      expect((await busy.ask('GET', '/categories')).status).toBe(200);
    }
    minutes(30);
    expect(code(await busy.ask('GET', '/categories'))).toEqual([401, 'unauthenticated']);
    const left = await operator();
    const out = await left.ask('DELETE', '/api/v1/session');
    expect([out.status, out.headers['set-cookie']]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect(code(await left.ask('GET', '/categories'))).toEqual([401, 'unauthenticated']);
  });

  test('changes nothing without its own CSRF token, and a page of another site nothing with it', async () => {
    const [one, other] = [await operator(), await operator()];
    const send = (headers: Readonly<Record<string, string>>) =>
      clientWith(server, headers).ask('PUT', '/api/v1/session/password', {});
    const cookie = one.headers.cookie!;
    expect(code(await send({ cookie }))).toEqual([403, 'csrf_token_wrong']);
    const foreign = other.headers['x-csrf-token']!;
    expect(code(await send({ cookie, 'x-csrf-token': foreign }))).toEqual([403, 'csrf_token_wrong']);
    expect(code(await send(one.headers))).toEqual([422, 'invalid_argument']);
    const evil = { ...one.headers, origin: 'https://evil.example' };
    expect(code(await send(evil))).toEqual([403, 'forbidden']);
    expect((await one.ask('GET', '/api/v1/session')).body.csrf_token).toBe(one.headers['x-csrf-token']);
  });
});

describe('wrong passwords', () => {
  const guess = (name: string) =>
    nobody.ask('POST', '/api/v1/session', { name, password: 'a wrong password' });

  test('are slowed down more and more, for accounts that exist and others alike, and told to the audit log', async () => {
    for (const name of ['the auditor', 'no such user']) {
      minutes(120);
      for (let attempt = 0; attempt < 5; attempt++)
        expect(code(await guess(name))).toEqual([401, 'login_failed']);
      const refused = await guess(name);
      expect([...code(refused), refused.headers['retry-after']]).toEqual([429, 'too_many_attempts', '1']);
      clock = new Date(clock.getTime() + 1000);
      expect(code(await guess(name))).toEqual([401, 'login_failed']);
      expect((await guess(name)).headers['retry-after']).toBe('2');
      // The right password waits, too: else guessing would go on at full speed.
      const right = await nobody.ask('POST', '/api/v1/session', { name, password: PASSWORD });
      expect(right.status).toBe(429);
    }
    minutes(6);
    const auditor = await logIn(server, 'the auditor');
    const { items } = (await auditor.ask('GET', '/api/v1/audit?action=login.throttled')).body as {
      items: { subject: string }[];
    };
    expect(items.map(({ subject }) => subject)).toEqual(['user/unknown', 'user/the auditor']);
  });

  test('of an unknown user cost as much work as those of a known one', async () => {
    // Processor time of all threads: other programs take the clock's time, but not this.
    const work = async (name: string) => {
      minutes(120);
      const before = process.cpuUsage();
      await guess(name);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const least = { known: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY };
    for (let round = 0; round < 8; round++) {
      least.known = Math.min(least.known, await work('the engineer'));
      least.unknown = Math.min(least.unknown, await work(`nobody ${round}`));
    }
    expect(least.unknown / least.known).toBeGreaterThan(0.6);
    expect(least.unknown / least.known).toBeLessThan(1.7);
  });
});

describe('an API key', () => {
  const keyOf = async (owner: Client, body: object) => {
    const made = await owner.ask('POST', '/api/v1/api-keys', { name: 'line 3', ...body });
    const client = clientWith(server, { authorization: `Bearer ${made.body.key}` });
    return { made, client, id: String((made.body.api_key as { id: string } | undefined)?.id) };
  };

  test('may what its scopes say and its owner still may, and needs no CSRF token', async () => {
    const { id: userId, client: owner } = await addUser(server, ada, 'plc', 'engineer');
    const { made, client, id } = await keyOf(owner, { scopes: ['read', 'export', 'model'] });
    expect(made.body.key).toMatch(/^iai_[\w-]{43}$/);
    expect((await client.ask('GET', '/categories')).status).toBe(200);
    expect(code(await client.ask('POST', '/inspect'))).toEqual([403, 'forbidden']);
    expect(code(await client.ask('GET', '/api/v1/api-keys'))).toEqual([403, 'forbidden']);
    expect((await client.ask('POST', '/model/reload/part')).status).toBe(200);
    expect(code(await client.ask('POST', '/api/v1/models/part/activate', { version: 'v1' }))).toEqual([
      403,
      'signature_required',
    ]);
    await ada.ask('PATCH', `/api/v1/users/${userId}`, { role: 'operator' });
    expect(code(await client.ask('POST', '/model/reload/part'))).toEqual([403, 'forbidden']);
    await ada.ask('PATCH', `/api/v1/users/${userId}`, { disabled: true });
    expect(code(await client.ask('GET', '/categories'))).toEqual([401, 'unauthenticated']);
    await ada.ask('PATCH', `/api/v1/users/${userId}`, { disabled: false });
    expect((await client.ask('GET', '/categories')).status).toBe(200);
    await ada.ask('DELETE', `/api/v1/api-keys/${id}`);
    expect(code(await client.ask('GET', '/categories'))).toEqual([401, 'unauthenticated']);
  });

  test('is shown once, ends when it should, and is nobody else’s business', async () => {
    const engineer = await logIn(server, 'the engineer');
    const expires_at = new Date(clock.getTime() + 3_600_000).toISOString();
    const { made, client, id } = await keyOf(engineer, { scopes: ['read'], expires_at });
    expect((await client.ask('GET', '/categories')).status).toBe(200);
    const list = JSON.stringify((await engineer.ask('GET', '/api/v1/api-keys')).body);
    expect(list).toContain(id);
    expect(list).not.toContain(String(made.body.key));
    const operator = await logIn(server, 'the operator');
    expect((await operator.ask('GET', '/api/v1/api-keys')).body).toEqual({ api_keys: [] });
    expect((await operator.ask('DELETE', `/api/v1/api-keys/${id}`)).status).toBe(404);
    minutes(60);
    expect(code(await client.ask('GET', '/categories'))).toEqual([401, 'unauthenticated']);
    const past = await keyOf(await logIn(server, 'the engineer'), { scopes: ['read'], expires_at });
    expect(past.made.status).toBe(422);
  });

  test('gives nobody more than their role, and nobody but an administrator a key for others', async () => {
    const operator = await logIn(server, 'the operator');
    expect((await keyOf(operator, { scopes: ['administer'] })).made.status).toBe(403);
    const other = { scopes: ['read'], user_id: people.get('engineer')!.id };
    expect((await keyOf(operator, other)).made.status).toBe(403);
    const { made } = await keyOf(await logIn(server, 'the administrator'), other);
    expect(made.body.api_key).toMatchObject({ user: 'the engineer' });
  });
});

describe('putting a version to use', () => {
  const activate = (client: Client, body: object) => client.ask('POST', '/api/v1/models/part/rollback', body);
  const signature = { password: PASSWORD, meaning: 'approved for production' };

  test('must be signed with the password', async () => {
    const engineer = await logIn(server, 'the engineer');
    expect(code(await activate(engineer, {}))).toEqual([403, 'signature_required']);
    const wrong = { signature: { ...signature, password: 'not the password' } };
    expect(code(await activate(engineer, wrong))).toEqual([403, 'signature_wrong']);
    expect(code(await activate(engineer, { signature }))).toEqual([404, 'model_not_found']); // the check is passed
    for (let attempt = 0; attempt < 5; attempt++) await activate(engineer, wrong);
    expect(code(await activate(engineer, { signature }))).toEqual([429, 'too_many_attempts']);
  });
});

test('what forges headers or entries of the log is refused', async () => {
  const administrator = await logIn(server, 'the administrator');
  for (const name of [
    'a\r\nset-cookie: x=y',
    'local',
    'Ada (API key x)',
    '',
    'x'.repeat(65),
    '<b>',
    'plc\u202e',
  ])
    expect(code(await administrator.ask('POST', '/api/v1/users', { name, role: 'operator' }))).toEqual([
      422,
      'invalid_argument',
    ]);
  const text = (await administrator.ask('GET', '/api/v1/audit?actor=%0d%0aset-cookie:x')).headers;
  expect(text['set-cookie']).toBeUndefined();
});

test('all of this has left a sound audit log, which the auditor reads page by page', async () => {
  expect(await verifyAudit(server.context.history)).toMatchObject({ fault: null });
  const auditor = await logIn(server, 'the auditor');
  const all: number[] = [];
  for (let cursor: unknown = null; ; ) {
    const query = cursor === null ? '' : `&cursor=${cursor}`;
    const { body } = await auditor.ask('GET', `/api/v1/audit?limit=7${query}`);
    all.push(...(body.items as { seq: number }[]).map(({ seq }) => seq));
    cursor = body.next_cursor;
    if (cursor === null) break;
  }
  expect(all).toEqual(Array.from({ length: all.length }, (_, index) => all.length - index));
  expect((await auditor.ask('GET', '/api/v1/audit/verification')).body).toMatchObject({
    sound: true,
    entries: all.length,
  });
});

/** With which code somebody is turned away at a route; null when the route takes a look at the request. */
async function refusal(method: 'GET', url: string, headers: Readonly<Record<string, string>>) {
  // A body of a type that no route takes: who gets this far changes nothing.
  const body = { payload: 'x', headers: { ...headers, 'content-type': 'application/x-nothing' } };
  const request = { method, url, ...((method as string) === 'GET' ? { headers } : body) };
  const signal = AbortSignal.timeout(1500); // streams of events do not end
  const reply = await server.app.inject({ ...request, signal }).catch(() => null);
  if (reply === null || ![401, 403].includes(reply.statusCode)) return null;
  return reply.json<{ code: string }>().code;
}

/** Every documented route and those that are not, with a value for each parameter. */
async function routesOf({ get }: TestServer) {
  const { paths } = (await get('/openapi.json')).json() as {
    paths: Record<string, Record<string, { 'x-permission': Permission }>>;
  };
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase() as 'GET',
      url: path.replaceAll(/\{\w+\}/g, 'x'),
      permission: operation['x-permission'],
    })),
  );
  return [...documented, { method: 'GET' as const, url: '/metrics', permission: 'read' as const }];
}
