import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql } from '#bundled/kysely';
import { describeOnDatabases } from '../../test/databases.ts';
import { appendAudit, listAudit } from './audit.ts';
import { type History, inTransaction, isPostgres } from './database.ts';
import type { AuditTable } from './tables.ts';
import { verifyAudit } from './verify-audit.ts';

const change = (threshold: number) => ({
  actor: 'Ana',
  action: 'threshold.change',
  subject: 'category/cap',
  before: { threshold: 1 },
  after: { threshold },
  reason: 'too many false rejects',
});

async function aLog(db: History, entries: number): Promise<void> {
  for (let index = 1; index <= entries; index++) await appendAudit(db, change(index));
}

/** What somebody with all rights on the database can do. */
async function withoutGuards(db: History): Promise<void> {
  if (isPostgres(db)) {
    await sql`alter table audit disable trigger all`.execute(db);
    await sql`alter table audit_head disable trigger all`.execute(db);
    return;
  }
  for (const name of ['audit_no_update', 'audit_no_delete', 'audit_head_step', 'audit_head_no_delete'])
    await sql`drop trigger ${sql.ref(name)}`.execute(db);
}

async function swap(db: History, a: number, b: number): Promise<void> {
  for (const [from, to] of [
    [a, -1],
    [b, a],
    [-1, b],
  ] as const)
    await db.updateTable('audit').set({ seq: to }).where('seq', '=', from).execute();
}

describeOnDatabases(databases => {
  test('a log is sound as it was written, and knows its end', async () => {
    const db = await databases.open();
    expect(await verifyAudit(db)).toMatchObject({ fault: null, entries: 0 });
    await aLog(db, 3);
    const [, , last] = await listAudit(db);
    expect(await verifyAudit(db)).toEqual({ fault: null, entries: 3, end: { seq: 3, hash: last!.hash } });
    expect(last).toMatchObject({ seq: 3, actor: 'Ana', before: '{"threshold":1}', after: '{"threshold":3}' });
  });

  test('an entry belongs to its transaction', async () => {
    const db = await databases.open();
    const attempt = inTransaction(db, async transaction => {
      await appendAudit(transaction, change(2));
      throw new Error('changed my mind');
    });
    await expect(attempt).rejects.toThrow('changed my mind');
    await aLog(db, 1);
    expect(await verifyAudit(db)).toMatchObject({ fault: null, entries: 1 });
  });

  test('writers at the same time make one chain', async () => {
    const location = await databases.locate();
    const first = await databases.openAt(location);
    const histories = [first, await databases.openAt(location), await databases.openAt(location)];
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => appendAudit(histories[index % 3]!, change(index))),
    );
    expect(await verifyAudit(first)).toMatchObject({ fault: null, entries: 30 });
  });

  test('the database refuses to change or remove entries, and to move the end', async () => {
    const db = await databases.open();
    await aLog(db, 2);
    await expect(db.updateTable('audit').set({ actor: 'Bo' }).execute()).rejects.toThrow('append-only');
    await expect(db.deleteFrom('audit').where('seq', '=', 2).execute()).rejects.toThrow('append-only');
    await expect(db.deleteFrom('audit_head').execute()).rejects.toThrow('append-only');
    await expect(db.updateTable('audit_head').set({ seq: 1 }).execute()).rejects.toThrow(
      'one entry at a time',
    );
    expect(await verifyAudit(db)).toMatchObject({ fault: null, entries: 2 });
  });

  test('what is written anew with all hashes right is found with an end that was noted', async () => {
    const db = await databases.open();
    await aLog(db, 3);
    const { end: noted } = await verifyAudit(db);
    await withoutGuards(db);
    await db.deleteFrom('audit').execute();
    await db
      .updateTable('audit_head')
      .set({ seq: 0, hash: '0'.repeat(64) })
      .execute();
    await aLog(db, 2);
    expect((await verifyAudit(db)).fault).toBeNull();
    expect((await verifyAudit(db, { noted })).fault).toMatchObject({ seq: 3, kind: 'missing' });
    await aLog(db, 1);
    expect((await verifyAudit(db, { noted })).fault).toMatchObject({ seq: 3, kind: 'altered' });
  });

  test('every altered byte, and every removed, swapped or added entry is found', async () => {
    const db = await databases.open();
    await aLog(db, 6);
    const sound = await listAudit(db);
    await withoutGuards(db);
    const restore = async () => {
      await db.deleteFrom('audit').execute();
      await db
        .insertInto('audit')
        .values([...sound])
        .execute();
    };
    const columns = [
      'created_at',
      'actor',
      'action',
      'subject',
      'before',
      'after',
      'reason',
      'previous_hash',
      'hash',
    ];
    const seq = fc.integer({ min: 1, max: 6 });
    await fc.assert(
      fc.asyncProperty(
        seq,
        fc.constantFrom(...(columns as (keyof AuditTable)[])),
        fc.nat(),
        fc.integer({ min: 1, max: 94 }),
        async (entry, column, where, by) => {
          const text = String(sound[entry - 1]![column]);
          const place = where % text.length;
          const other = String.fromCharCode(32 + ((text.charCodeAt(place) - 32 + by) % 95));
          const altered = `${text.slice(0, place)}${other}${text.slice(place + 1)}`;
          await db
            .updateTable('audit')
            .set({ [column]: altered })
            .where('seq', '=', entry)
            .execute();
          expect((await verifyAudit(db)).fault).toMatchObject({ seq: entry, kind: 'altered' });
          await restore();
        },
      ),
      { numRuns: 60 },
    );
    await fc.assert(
      fc.asyncProperty(seq, async entry => {
        await db.deleteFrom('audit').where('seq', '=', entry).execute();
        expect((await verifyAudit(db)).fault).toMatchObject({ seq: entry, kind: 'missing' });
        await restore();
      }),
      { numRuns: 12 },
    );
    await fc.assert(
      fc.asyncProperty(seq, seq, async (a, b) => {
        fc.pre(a !== b);
        await swap(db, a, b);
        expect((await verifyAudit(db)).fault).toMatchObject({ seq: Math.min(a, b), kind: 'reordered' });
        await restore();
      }),
      { numRuns: 12 },
    );
    await db.updateTable('audit_head').set({ seq: 5, hash: sound[4]!.hash }).execute();
    expect((await verifyAudit(db)).fault).toMatchObject({ seq: 6, kind: 'added' });
    await db.deleteFrom('audit_head').execute();
    expect((await verifyAudit(db)).fault).toMatchObject({ seq: 7, kind: 'missing' });
  });

  test('a column that was emptied is found', async () => {
    const db = await databases.open();
    await aLog(db, 2);
    await withoutGuards(db);
    await db.updateTable('audit').set({ reason: null }).where('seq', '=', 1).execute();
    expect((await verifyAudit(db)).fault).toMatchObject({ seq: 1, kind: 'altered' });
  });

  test('text that a database cannot keep does not break the chain', async () => {
    const db = await databases.open();
    await appendAudit(db, {
      ...change(1),
      actor: 'a\0b\ud800',
      after: { name: 'x\0\udfff' },
      reason: '😀\0',
    });
    expect(await verifyAudit(db)).toMatchObject({ fault: null, entries: 1 });
  });
});
