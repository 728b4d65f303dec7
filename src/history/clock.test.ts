import { expect, test } from 'vitest';
import { describeOnDatabases } from '../../test/databases.ts';
import { anInspection } from '../../test/inspections.ts';
import { appendAudit } from './audit.ts';
import { recordInspection } from './inspections.ts';
import { listInspections } from './list-inspections.ts';
import { verifyAudit } from './verify-audit.ts';

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

  test('the audit log stays valid: its order is that of its numbers', async () => {
    const db = await databases.open();
    for (const now of TIMES)
      await appendAudit(db, { actor: 'a', action: 'threshold.change', subject: 'category/cap' }, now);
    expect(await verifyAudit(db)).toMatchObject({ fault: null, entries: TIMES.length });
  });
});
