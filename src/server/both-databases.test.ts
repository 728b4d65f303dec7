import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnDatabases } from '../../test/databases.ts';
import { addUser, type Client, clientWith, logIn, PASSWORD } from '../../test/fixtures/account.ts';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { LOCAL_ACCESS } from './access.ts';

describeOnDatabases(databases => {
  let server: TestServer;
  let nobody: Client;
  let ada: Client;
  beforeAll(async () => {
    const location = await databases.locate();
    const database = location.startsWith('postgres') ? location : undefined;
    server = await openTestServer({ ...LOCAL_ACCESS, accounts: true }, { database });
    nobody = clientWith(server, {});
    const token = server.app.accounts.setup!.reveal()!;
    await nobody.ask('POST', '/api/v1/setup', { token, name: 'Ada', password: PASSWORD });
    ada = await logIn(server, 'Ada');
  }, 240_000);
  afterAll(() => server?.close());

  const inspect = (fields: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) =>
    server.form(
      '/api/v1/inspections',
      { category: 'part', image: server.pictures.broken, ...fields },
      { ...ada.headers, ...more },
    );

  test('accounts: who logs in may what the role says, until the account is disabled', async () => {
    const { id, client } = await addUser(server, ada, 'Olga', 'operator');
    expect((await client.ask('GET', '/api/v1/inspections')).status).toBe(200);
    expect((await client.ask('GET', '/api/v1/audit')).status).toBe(403);
    await ada.ask('PATCH', `/api/v1/users/${id}`, { disabled: true });
    expect((await client.ask('GET', '/api/v1/inspections')).status).toBe(401);
    expect((await ada.ask('GET', '/api/v1/audit/verification')).body).toMatchObject({ sound: true });
  });

  test('inspections: each is recorded once, listed page by page, and reviewed', async () => {
    const key = { 'idempotency-key': 'b-1' };
    const first = await inspect({ serial: 'B-1' }, key);
    const again = await inspect({ serial: 'B-1' }, key);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.json().id).toBe(first.json().id);
    await inspect({ serial: 'B-2' });
    const page = (await ada.ask('GET', '/api/v1/inspections?limit=1')).body;
    expect(page.items).toMatchObject([{ serial: 'B-2' }]);
    const next = await ada.ask('GET', `/api/v1/inspections?limit=1&cursor=${page.next_cursor}`);
    expect(next.body).toMatchObject({ items: [{ serial: 'B-1' }], next_cursor: null });
    const review = { action: 'confirm', reason_code: 'dent' };
    const path = `/api/v1/inspections/${first.json().id}/reviews`;
    expect((await ada.ask('POST', path, review)).status).toBe(201);
  });

  test('jobs: an export is queued, done and told', async () => {
    const { status, body } = await ada.ask('POST', '/api/v1/jobs/export', { format: 'csv', filter: {} });
    expect(status).toBe(202);
    const path = `/api/v1/jobs/${body.id}`;
    await expect
      .poll(async () => (await ada.ask('GET', path)).body.state, { timeout: 60_000 })
      .toBe('succeeded');
    expect((await ada.ask('GET', '/api/v1/jobs')).body.items).toMatchObject([{ id: body.id }]);
    const events = await server.get(`${path}/events`, ada.headers);
    expect(events.text).toContain('"state":"succeeded"');
    expect((await server.get(`${path}/result`, ada.headers)).text).toContain('B-1');
  });

  test('text with a character of code 0 is refused wherever it comes', async () => {
    const login = { name: 'Ada\0', password: PASSWORD };
    expect((await nobody.ask('POST', '/api/v1/session', login)).status).toBe(400);
    for (const path of [
      'inspections/a%00b',
      'jobs/a%00b',
      'jobs/a%00b/events',
      'inspections?serial=%00',
      'audit?actor=%00',
      'statistics/yield?line=%00',
      'webhooks/%00/deliveries',
    ])
      expect((await ada.ask('GET', `/api/v1/${path}`)).status, path).toBe(400);
    expect((await inspect({ serial: 'a\0b' })).status).toBe(400);
    expect((await inspect({}, { 'idempotency-key': 'fine' })).status).toBe(201);
  });

  test('numbers that no list can have given are no fault of the server', async () => {
    const hook = { url: 'http://127.0.0.1:8080/', events: ['job.finished'] };
    const { id } = (await ada.ask('POST', '/api/v1/webhooks', hook)).body;
    const deliveries = `/api/v1/webhooks/${id}/deliveries?cursor=999999999999999`;
    expect((await ada.ask('GET', deliveries)).status).toBe(200);
    const huge = Buffer.from(`1e400 ${crypto.randomUUID()}`).toString('base64url');
    for (const path of ['audit?cursor=99999999999999999999', `reviews/queue?order=worst&cursor=${huge}`])
      expect([404, 422], path).toContain((await ada.ask('GET', `/api/v1/${path}`)).status);
  });
});
