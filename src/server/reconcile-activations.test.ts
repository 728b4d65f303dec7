import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';
import { findAudit } from '../history/find-audit.ts';
import { appendToJournal } from '../operations/activation-journal.ts';
import { reconcileActivations } from './reconcile-activations.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
}, 240_000);
afterAll(() => server?.close());

const entries = async () =>
  (await findAudit(server.context.history, { subject: 'category/part' })).map(
    ({ after, before, ...rest }) => ({
      ...rest,
      ...{ before: JSON.parse(before!), after: JSON.parse(after!) },
    }),
  );

test('what the command line has put to use stands in the audit log once the server has started', async () => {
  expect(await entries()).toMatchObject([
    {
      ...{ actor: 'unknown', action: 'model.train', before: { version: null } },
      after: { version: 'v1', activated: true, signed: null, recorded_by: 'journal' },
    },
  ]);
});

test('an activation that the database could not note is noted later, once, and one that never came into use says so', async () => {
  const folder = server.path('models', 'part');
  const line = { action: 'activate' as const, forced: true, checked_pictures: 3, worse: ['a.png'] };
  const time = '2031-03-03T08:00:00.000Z';
  const never = { ...line, id: 'never', time, from: 'v1', to: 'v2', reason: null };
  await appendToJournal(folder, never);
  const { id: _, ...older } = never; // as lines were before they had an id
  await appendToJournal(folder, older);
  await appendToJournal(folder, { ...never, id: 'lost', to: 'v1', reason: 'the old light' });
  await reconcileActivations(server.context);
  await reconcileActivations(server.context);
  expect((await entries()).slice(0, 2)).toMatchObject([
    {
      ...{ actor: 'unknown', action: 'model.activate', reason: 'the old light', before: { version: 'v1' } },
      after: { version: 'v1', activated: true, forced: true, activation: 'lost', time },
    },
    { after: { version: 'v2', activated: false, activation: 'never' } },
  ]);
  expect(await entries()).toHaveLength(3);
});
