import type { AuditEntry } from './audit.ts';
import type { History } from './database.ts';

/** Which entries are meant; all that is named must be so. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  /** ISO 8601 in UTC, included. */
  readonly from?: string | undefined;
  /** ISO 8601 in UTC, excluded. */
  readonly before?: string | undefined;
}

/**
 * Entries of the audit log, the newest first.
 *
 * @param beforeSeq only entries before this one: the last of the page before
 */
export function findAudit(
  db: History,
  { from, before, ...equal }: AuditFilter,
  { limit = 50, beforeSeq }: { readonly limit?: number; readonly beforeSeq?: number | undefined } = {},
): Promise<readonly AuditEntry[]> {
  let query = db.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(limit);
  for (const column of ['actor', 'action', 'subject'] as const) {
    const wanted = equal[column];
    if (wanted !== undefined) query = query.where(column, '=', wanted);
  }
  if (from !== undefined) query = query.where('created_at', '>=', from);
  if (before !== undefined) query = query.where('created_at', '<', before);
  if (beforeSeq !== undefined) query = query.where('seq', '<', beforeSeq);
  return query.execute();
}

/** The ids of the activations of a category that the log has entries of. */
export async function auditedActivations(db: History, category: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('audit')
    .select('after')
    .where('subject', '=', `category/${category}`)
    .where('after', 'like', '%"activation":"%')
    .execute();
  return new Set(rows.map(({ after }) => (JSON.parse(after!) as { readonly activation: string }).activation));
}
