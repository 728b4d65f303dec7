import { expect, test } from 'vitest';
import { describeOnDatabases } from '../../test/databases.ts';
import { anInspection } from '../../test/inspections.ts';
import { appendAudit } from './audit.ts';
import { recordInspection } from './inspections.ts';
import { listInspections } from './list-inspections.ts';
import { recordedAfter } from './recorded-after.ts';
import { verifyAudit } from './verify-audit.ts';
import { leaseWebhooks, nextDeliveries, recordAttempt } from './webhook-outbox.ts';
import { createWebhook } from './webhooks.ts';

/** A clock that is set back by an hour, and once more by a day. */
const TIMES = ['10:00:00.000', '10:00:00.001', '09:00:00.000', '09:00:00.000'].map(
  time => new Date(`2026-03-02T${time}Z`),
);
TIMES.push(new Date('2026-03-01T10:00:00Z'), new Date('2026-03-02T10:00:01Z'));

describeOnDatabases(databases => {
  test('a clock that steps back loses and doubles no inspection, on no page of the list', async () => {
    const db = await databases.open();
    const ids: string[] = [];
    for (const now of TIMES) ids.push((await recordInspection(db, anInspection(), { now })).inspection.id);
    const listed: string[] = [];
    for (let cursor: string | null = null, pages = 0; pages < 10; pages++) {
      const page = await listInspections(db, {}, { limit: 2, ...(cursor !== null && { cursor }) });
      listed.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
      if (cursor === null) break;
    }
    expect([...listed].sort()).toEqual([...ids].sort());
  });

  test('a repeated request is known by its key though the clock has stepped back', async () => {
    const db = await databases.open();
    const idempotency = { scope: 'local', key: 'k', requestSha256: 'a'.repeat(64) };
    const record = (now: Date) => recordInspection(db, anInspection(), { now, idempotency });
    const first = await record(TIMES[1]!);
    expect(await record(TIMES[2]!)).toEqual({ inspection: first.inspection, repeated: true });
  });

  test('a client that comes again gets what was recorded since, whatever the clock said then', async () => {
    const db = await databases.open();
    const ids: string[] = [];
    for (const now of TIMES) ids.push((await recordInspection(db, anInspection(), { now })).inspection.id);
    for (const [index, id] of ids.entries()) {
      const seen: string[] = [];
      for (let after: string | undefined = id; after !== undefined; after = seen.at(-1)) {
        const page = await recordedAfter(db, {}, { id: after, limit: 2 });
        seen.push(...page.map(inspection => inspection.id));
        if (page.length === 0) break;
      }
      expect(seen).toEqual(ids.slice(index + 1));
    }
  });

  test('webhooks are told without waiting for the time that was before', async () => {
    const db = await databases.open();
    const [before, then] = [new Date('2026-03-02T10:00:00Z'), new Date('2026-03-01T10:00:00Z')];
    const asked = { url: 'https://mes.example.com/', events: ['inspection.recorded' as const] };
    const { id } = await createWebhook(db, asked, { actor: 'a', now: before });
    await recordInspection(db, anInspection(), { now: before });
    await recordInspection(db, anInspection({ category: 'lid' }), { now: before });
    const lease = (owner: string, now: Date) => leaseWebhooks(db, owner, { leaseMs: 30_000, now });
    expect(await lease('one', before)).toHaveLength(1);
    expect(await lease('two', before)).toEqual([]);
    expect(await lease('two', then)).toHaveLength(1);
    const [first] = await nextDeliveries(db, id, then);
    await recordAttempt(
      db,
      first!,
      { delivered: false, status: 500, error: 'no' },
      { now: before, random: 1 },
    );
    expect(await nextDeliveries(db, id, before)).toMatchObject([{ category: 'lid' }]);
    const next = await nextDeliveries(db, id, then);
    expect(next).toMatchObject([{ category: 'cap', attempts: 1 }, { category: 'lid' }]);
    await recordAttempt(
      db,
      next[0]!,
      { delivered: false, status: 500, error: 'no' },
      { now: then, random: 1 },
    );
    expect(await nextDeliveries(db, id, then)).toMatchObject([{ category: 'lid' }]);
  });

  test('the audit log stays valid: its order is that of its numbers', async () => {
    const db = await databases.open();
    for (const now of TIMES)
      await appendAudit(db, { actor: 'a', action: 'threshold.change', subject: 'category/cap' }, now);
    expect(await verifyAudit(db)).toMatchObject({ fault: null, entries: TIMES.length });
  });
});
