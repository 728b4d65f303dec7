import { sha256 } from '../files.ts';
import { type History, inTransaction } from './database.ts';
import type { AuditTable } from './tables.ts';

/** What somebody did. */
export interface AuditedAction {
  readonly actor: string;
  /** Such as `threshold.change` or `review.overrule`. */
  readonly action: string;
  /** What it was done to, such as `category/cap` or `inspection/<id>`. */
  readonly subject: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string;
}

/** An entry as it is kept: `before` and `after` are JSON. */
export type AuditEntry = Readonly<AuditTable>;

/**
 * Appends to the audit log: an entry carries the SHA-256 of itself and of the entry before. The row where the chain ends
 * is changed first, so writers, of whatever process, come one after the other; the entry lasts when the transaction does.
 */
export function appendAudit(db: History, done: AuditedAction, now = new Date()): Promise<AuditEntry> {
  return inTransaction(db, async transaction => {
    const { seq, hash: previous } = await transaction
      .updateTable('audit_head')
      .set(eb => ({ seq: eb('seq', '+', 1) }))
      .where('id', '=', 1)
      .returning(['seq', 'hash'])
      .executeTakeFirstOrThrow();
    const content = {
      seq,
      created_at: now.toISOString(),
      actor: keepable(done.actor),
      action: done.action,
      subject: keepable(done.subject),
      before: done.before === undefined ? null : canonicalJson(done.before),
      after: done.after === undefined ? null : canonicalJson(done.after),
      reason: done.reason === undefined ? null : keepable(done.reason),
      previous_hash: previous,
    };
    const entry = { ...content, hash: hashOf(content) };
    await transaction.insertInto('audit').values(entry).execute();
    await transaction.updateTable('audit_head').set({ hash: entry.hash }).where('id', '=', 1).execute();
    return entry;
  });
}

/** Entries after `seq`, oldest first. */
export function listAudit(db: History, after = 0, limit = 100): Promise<readonly AuditEntry[]> {
  return db.selectFrom('audit').selectAll().where('seq', '>', after).orderBy('seq').limit(limit).execute();
}

/** SHA-256 over the members in a fixed order, with the hash of the entry before among them. */
export function hashOf(entry: Omit<AuditEntry, 'hash'>): string {
  const { seq, created_at, actor, action, subject, before, after, reason, previous_hash } = entry;
  return sha256(
    canonicalJson({ seq, created_at, actor, action, subject, before, after, reason, previous_hash }),
  );
}

/** JSON with sorted keys and no spaces: equal values, equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** What both databases give back as it was: PostgreSQL takes no NUL, and neither a lone half of a character. */
function keepable(text: string): string {
  return text.replaceAll('\0', '�').replaceAll(/\p{Surrogate}/gu, '�');
}
