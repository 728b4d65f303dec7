import { afterAll, beforeAll, expect, test } from 'vitest';
import { addUser, type Client, clientWith, logIn, PASSWORD } from '../../test/fixtures/account.ts';
import { picturesForm, untilEnded } from '../../test/fixtures/jobs.ts';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { listAudit } from '../history/audit.ts';
import { LOCAL_ACCESS } from './access.ts';

const SIGNATURE = { password: PASSWORD, meaning: 'approved for production' };
const SIGNED = { by: 'Grace', meaning: 'approved for production' };
const TRAINING = { category: 'part', max_false_reject_rate: 0.1 };
let server: TestServer;
let ada: Client;
let grace: Client;
/** A program with the permissions of an engineer. */
let program: Client;
let webhook = '';

beforeAll(async () => {
  server = await openTestServer({ ...LOCAL_ACCESS, accounts: true });
  const token = server.app.accounts.setup!.reveal()!;
  await clientWith(server, {}).ask('POST', '/api/v1/setup', { token, name: 'Ada', password: PASSWORD });
  ada = await logIn(server, 'Ada');
  grace = (await addUser(server, ada, 'Grace', 'engineer')).client;
  const scopes = ['read', 'inspect', 'review', 'model'];
  const { body } = await grace.ask('POST', '/api/v1/api-keys', { name: 'nightly', scopes });
  program = clientWith(server, { authorization: `Bearer ${body.key}` });
  const events = ['model.activated'];
  const told = await ada.ask('POST', '/api/v1/webhooks', { url: 'http://127.0.0.1:9999/', events });
  expect(told).toMatchObject({ status: 201 });
  webhook = String(told.body.id);
}, 240_000);
afterAll(() => server?.close());

const code = ({ status, body }: Awaited<ReturnType<Client['ask']>>) => [status, body.code];
const current = async () => (await grace.ask('GET', '/api/v1/models/part/versions')).body.current;
const lastEntry = async () => {
  const { before, after, ...entry } = (await listAudit(server.context.history)).at(-1)!;
  return { ...entry, before: JSON.parse(before!), after: JSON.parse(after!) };
};

test('a job that would put a version to use is refused unless a person has signed it', async () => {
  for (const [path, order] of [
    ['/api/v1/jobs/train', TRAINING],
    ['/api/v1/jobs/train', { ...TRAINING, force: true, reason: 'in a hurry' }],
  ] as const) {
    expect(code(await grace.ask('POST', path, order))).toEqual([403, 'signature_required']);
    const wrong = { ...order, signature: { ...SIGNATURE, password: 'not the password' } };
    expect(code(await grace.ask('POST', path, wrong))).toEqual([403, 'signature_wrong']);
    const lent = { ...order, signature: SIGNATURE };
    expect(code(await program.ask('POST', path, lent))).toEqual([403, 'signature_required']);
  }
  const { payload, headers } = await picturesForm({ category: 'part', mode: 'normal' }, [
    ['a.png', server.pictures.broken],
  ]);
  const taught = await server.app.inject({
    ...{ method: 'POST', url: '/api/v1/jobs/teach', payload },
    headers: { ...grace.headers, ...headers },
  });
  expect([taught.statusCode, taught.json().code]).toEqual([403, 'signature_required']);
  expect((await grace.ask('GET', '/api/v1/jobs')).body.items).toEqual([]);
});

test('a signed training is recorded with who stands behind it, and the password is kept nowhere', async () => {
  const ordered = await grace.ask('POST', '/api/v1/jobs/train', { ...TRAINING, signature: SIGNATURE });
  expect(ordered.status).toBe(202);
  const job = await untilEnded(grace, String(ordered.body.id));
  expect(job).toMatchObject({ state: 'succeeded', result: { version: 'v2', from: 'v1', activated: true } });
  expect(await lastEntry()).toMatchObject({
    ...{ action: 'model.train', actor: 'Grace', before: { version: 'v1' } },
    after: { version: 'v2', activated: true, forced: false, job: job.id, signed: SIGNED },
  });
  const { history } = server.context;
  const rows = [await history.selectFrom('jobs').selectAll().execute(), await listAudit(history)];
  expect(JSON.stringify(rows)).not.toContain(PASSWORD);
  expect(await ada.ask('GET', `/api/v1/webhooks/${webhook}/deliveries`)).toMatchObject({
    body: { items: [{ event: 'model.activated', category: 'part' }] },
  });
});

test('a form carries its signature as JSON', async () => {
  const fields = { category: 'part', mode: 'normal', signature: JSON.stringify(SIGNATURE) };
  const { payload, headers } = await picturesForm(fields, [['a.png', server.pictures.broken]]);
  const ordered = await server.app.inject({
    ...{ method: 'POST', url: '/api/v1/jobs/teach', payload },
    headers: { ...grace.headers, ...headers },
  });
  expect(ordered.statusCode, ordered.body).toBe(202);
  const job = await untilEnded(grace, ordered.json().id);
  expect(job).toMatchObject({ state: 'succeeded', result: { version: 'v3', activated: true } });
  expect(await lastEntry()).toMatchObject({
    ...{ action: 'model.teach', before: { version: 'v2' }, after: { version: 'v3', signed: SIGNED } },
  });
});

test('a program may train and teach what stays out of use until a person activates it', async () => {
  const order = { ...TRAINING, activate: false };
  const contradiction = { ...order, force: true, reason: 'both' };
  expect(code(await program.ask('POST', '/api/v1/jobs/train', contradiction))).toEqual([
    422,
    'invalid_argument',
  ]);
  const ordered = await program.ask('POST', '/api/v1/jobs/train', order);
  expect(ordered.status).toBe(202);
  const job = await untilEnded(program, String(ordered.body.id));
  expect(job).toMatchObject({ state: 'succeeded', result: { version: 'v4', activated: false } });
  expect(await current()).toBe('v3');
  expect(await lastEntry()).toMatchObject({
    before: { version: 'v3' },
    after: { version: 'v4', activated: false, signed: null },
  });
  const activation = { version: 'v4', signature: SIGNATURE };
  expect((await grace.ask('POST', '/api/v1/models/part/activate', activation)).status).toBe(200);
  expect(await lastEntry()).toMatchObject({
    ...{ action: 'model.activate', before: { version: 'v3' }, after: { version: 'v4', signed: SIGNED } },
  });
});

test('so may it teach an overruled part', async () => {
  const form = { category: 'part', image: server.pictures.broken };
  const { id } = (await server.form('/api/v1/inspections', form, program.headers)).json();
  const overruling = { action: 'overrule', reason_code: 'dirt' };
  expect((await program.ask('POST', `/api/v1/inspections/${id}/reviews`, overruling)).status).toBe(201);
  const teach = (body: object) => program.ask('POST', `/api/v1/inspections/${id}/teach`, body);
  expect(code(await teach({}))).toEqual([403, 'signature_required']);
  expect(code(await teach({ activate: false, force: true, reason: 'both' }))).toEqual([
    422,
    'invalid_argument',
  ]);
  expect((await teach({ activate: false })).body).toMatchObject({ version: 'v5', activated: false });
  expect(await current()).toBe('v4');
});
