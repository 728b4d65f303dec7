import { expect, test } from 'vitest';
import { describeOnDatabases } from '../../test/databases.ts';
import { anInspection } from '../../test/inspections.ts';
import type { NewInspection } from '../schemas/inspection.ts';
import { listAudit } from './audit.ts';
import { type History, inTransaction } from './database.ts';
import { recordInspection } from './inspections.ts';
import { reviewInspection } from './reviews.ts';
import {
  forgetDeliveries,
  leaseWebhooks,
  type NextDelivery,
  nextDeliveries,
  recordAttempt,
} from './webhook-outbox.ts';
import { changeWebhook, createWebhook, deleteWebhook, getWebhook, listDeliveries } from './webhooks.ts';

const now = new Date('2025-06-01T00:00:00Z');
const after = (ms: number) => new Date(now.getTime() + ms);
const URL_OF_MES = 'https://mes.example.com/inspections';
const ARRIVED = { delivered: true, status: 200, error: null };
const REFUSED = { delivered: false, status: 500, error: 'It was answered with status 500.' };
const ALL = ['inspection.recorded', 'inspection.reviewed'] as const;

const by = { actor: 'Eva', now };
const record = (db: History, changes: Partial<NewInspection> = {}) =>
  recordInspection(db, anInspection(changes), { now });
const bodyOf = ({ body }: NextDelivery) => JSON.parse(body) as { type: string; data: { serial: string } };

describeOnDatabases(databases => {
  test('an inspection is told to those who ask for its category and verdict', async () => {
    const db = await databases.open();
    const ask = (more: object) =>
      createWebhook(db, { url: URL_OF_MES, events: [...ALL], ...more }, { actor: 'Eva' });
    const webhooks = [
      await ask({}),
      await ask({ category: 'cap' }),
      await ask({ category: 'lid' }),
      await ask({ decisions: ['FAIL', 'REVIEW'] }),
      await ask({ decisions: ['PASS'] }),
      await ask({ events: ['model.activated'] }),
    ];
    const { inspection } = await record(db);
    const waiting = await Promise.all(webhooks.map(async ({ id }) => (await getWebhook(db, id)).waiting));
    expect(waiting).toEqual([1, 1, 0, 1, 0, 0]);
    const [next] = await nextDeliveries(db, webhooks[0]!.id);
    expect(JSON.parse(next!.body)).toMatchObject({
      type: 'inspection.recorded',
      category: 'cap',
      data: { inspection_id: inspection.id, decision: 'REVIEW', anomaly_score: 1.25, serial: 'S-1' },
    });
    await reviewInspection(
      db,
      inspection.id,
      { action: 'overrule', reason_code: 'dirt', note: null, supersedes: null },
      { reviewer: 'Eva' },
    );
    expect((await getWebhook(db, webhooks[0]!.id)).waiting).toBe(2);
  });

  test('what is rolled back is not told', async () => {
    const db = await databases.open();
    const { id } = await createWebhook(db, { url: URL_OF_MES, events: [...ALL] }, by);
    const failing = inTransaction(db, async transaction => {
      await record(transaction);
      throw new Error('the power went');
    });
    await expect(failing).rejects.toThrow('the power went');
    expect((await getWebhook(db, id)).waiting).toBe(0);
  });

  test('a delivery that fails holds back its category and no other, and comes again later', async () => {
    const db = await databases.open();
    const { id } = await createWebhook(db, { url: URL_OF_MES, events: [...ALL] }, by);
    await record(db, { serial: 'cap 1' });
    await record(db, { serial: 'cap 2' });
    await record(db, { serial: 'lid 1', category: 'lid' });
    const serials = async (at: Date) =>
      (await nextDeliveries(db, id, at)).map(next => bodyOf(next).data.serial);
    expect(await serials(now)).toEqual(['cap 1', 'lid 1']);
    const [first] = await nextDeliveries(db, id, now);
    await recordAttempt(db, first!, REFUSED, { now, random: 1 });
    expect(await serials(now)).toEqual(['lid 1']);
    expect(await serials(after(4_999))).toEqual(['lid 1']);
    expect(await serials(after(5_000))).toEqual(['cap 1', 'lid 1']);
    const [again] = await nextDeliveries(db, id, after(5_000));
    await recordAttempt(db, again!, REFUSED, { now: after(5_000), random: 0 });
    expect(await serials(after(9_999))).toEqual(['lid 1']);
    const [third] = await nextDeliveries(db, id, after(10_000));
    expect(third!.attempts).toBe(2);
    await recordAttempt(db, third!, ARRIVED, { now: after(10_000) });
    expect(await serials(after(10_000))).toEqual(['cap 2', 'lid 1']);
    const { items, next } = await listDeliveries(db, id, { limit: 2 });
    expect(items.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['waiting', 0],
      ['waiting', 0],
    ]);
    expect((await listDeliveries(db, id, { before: next! })).items).toMatchObject([
      { state: 'delivered', attempts: 3, last_status: 200, next_attempt_at: null },
    ]);
  });

  test('a webhook that nothing reached for three days is failing, says why, and goes on when it is told to', async () => {
    const db = await databases.open();
    const { id } = await createWebhook(db, { url: URL_OF_MES, events: [...ALL] }, by);
    await record(db);
    const [delivery] = await nextDeliveries(db, id, now);
    const days = (count: number) => after(count * 86_400_000);
    await recordAttempt(db, delivery!, REFUSED, { now });
    await recordAttempt(db, delivery!, REFUSED, { now: days(2) });
    expect(await getWebhook(db, id)).toMatchObject({ state: 'active', last_error: REFUSED.error });
    await recordAttempt(db, delivery!, REFUSED, { now: days(3) });
    expect(await getWebhook(db, id)).toMatchObject({ state: 'failing', failing_since: now.toISOString() });
    const lease = { leaseMs: 1000, now: days(4) };
    expect(await leaseWebhooks(db, 'server', lease)).toEqual([]);
    const changed = await changeWebhook(db, id, { active: true }, { actor: 'Eva', now: days(4) });
    expect(changed).toMatchObject({ state: 'active', failing_since: null, waiting: 1 });
    expect(await leaseWebhooks(db, 'server', lease)).toMatchObject([{ id, url: URL_OF_MES }]);
    expect(await nextDeliveries(db, id, days(4))).toHaveLength(1);
  });

  test('of two servers on one database one delivers, and the other takes over when it dies', async () => {
    const db = await databases.open();
    await createWebhook(db, { url: URL_OF_MES, events: [...ALL] }, by);
    expect(await leaseWebhooks(db, 'a', { leaseMs: 1000, now })).toEqual([]); // nothing waits
    await record(db);
    expect(await leaseWebhooks(db, 'a', { leaseMs: 1000, now })).toHaveLength(1);
    expect(await leaseWebhooks(db, 'b', { leaseMs: 1000, now })).toEqual([]);
    expect(await leaseWebhooks(db, 'a', { leaseMs: 1000, now: after(900) })).toHaveLength(1);
    expect(await leaseWebhooks(db, 'b', { leaseMs: 1000, now: after(2000) })).toHaveLength(1);
  });

  test('numbers follow one another when many inspections are recorded at once', async () => {
    const db = await databases.open();
    const { id } = await createWebhook(db, { url: URL_OF_MES, events: [...ALL] }, by);
    const serials = Array.from({ length: 20 }, (_, index) => `S-${index}`);
    await Promise.all(serials.map(serial => record(db, { serial })));
    const sent: string[] = [];
    for (let turn = 0; turn < 20; turn++) {
      const [next, ...others] = await nextDeliveries(db, id);
      expect(others).toEqual([]);
      sent.push(bodyOf(next!).data.serial);
      await recordAttempt(db, next!, ARRIVED);
    }
    expect([...sent].sort()).toEqual([...serials].sort());
    expect((await getWebhook(db, id)).waiting).toBe(0);
  });

  test('changes are audited without the secret, which is shown once', async () => {
    const db = await databases.open();
    const { id, secret } = await createWebhook(db, { url: URL_OF_MES, events: [...ALL] }, by);
    await changeWebhook(db, id, { active: false, decisions: ['FAIL'] }, by);
    await record(db, { decision: 'FAIL' });
    const { waiting, state } = await getWebhook(db, id);
    expect([waiting, state]).toEqual([0, 'paused']);
    await deleteWebhook(db, id, by);
    await expect(getWebhook(db, id)).rejects.toMatchObject({ code: 'data_not_found' });
    const entries = await listAudit(db);
    expect(entries.map(({ action, actor }) => [action, actor])).toEqual([
      ['webhook.create', 'Eva'],
      ['webhook.change', 'Eva'],
      ['webhook.delete', 'Eva'],
    ]);
    expect(secret).toMatch(/^whsec_[\w-]{43}$/);
    expect(JSON.stringify(entries)).not.toContain(secret);
  });

  test('old deliveries are forgotten: those that arrived, and later those that never did', async () => {
    const db = await databases.open();
    const { id } = await createWebhook(db, { url: URL_OF_MES, events: [...ALL] }, by);
    await record(db, { category: 'cap' });
    await record(db, { category: 'lid' });
    const [first] = await nextDeliveries(db, id, now);
    await recordAttempt(db, first!, ARRIVED, { now });
    const later = { before: after(1), undeliveredBefore: now };
    expect(await forgetDeliveries(db, later)).toBe(1);
    expect(await forgetDeliveries(db, { before: after(1), undeliveredBefore: after(1) })).toBe(1);
    expect((await listDeliveries(db, id)).items).toEqual([]);
  });
});
