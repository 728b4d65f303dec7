import { setTimeout } from 'node:timers/promises';
import { throwIfCancelled } from '../errors.ts';
import { appendAudit } from './audit.ts';
import { removeUnusedBlobs } from './blobs.ts';
import { type History, inTransaction } from './database.ts';
import { planRetention, type RetentionPlan, type RetentionPolicy } from './retention-plan.ts';
import { removeStrayFiles } from './stray-files.ts';

export interface RetentionOptions {
  readonly policy: RetentionPolicy;
  /** Of the blobs. */
  readonly folder: string;
  /** Who is told in the audit log. */
  readonly actor: string;
  readonly now?: Date;
  readonly signal?: AbortSignal;
}

/** What was removed. */
export interface Removed {
  readonly inspections: number;
  readonly blobs: number;
  readonly bytes: number;
}

/** Inspections in one transaction: writers wait for it no longer than for a few others. */
const CHUNK = 25;
/** Between two transactions, so that inspections come first. */
const PAUSE_MS = 10;

/**
 * Removes the pictures and maps that a policy does not keep; the records stay. Blobs that another inspection refers to
 * stay, too. What is stopped in between has removed whole inspections' pictures only, and the next run goes on.
 *
 * @throws InspectError `invalid_argument` for a policy that cannot be; `cancelled`.
 */
export async function applyRetention(
  db: History,
  { policy, folder, actor, now = new Date(), signal }: RetentionOptions,
): Promise<Removed> {
  const plan = await planRetention(db, policy, now, signal);
  let removed: Removed = { inspections: 0, blobs: 0, bytes: 0 };
  for (let start = 0; start < plan.inspections.length; start += CHUNK) {
    throwIfCancelled(signal);
    const ids = plan.inspections.slice(start, start + CHUNK).map(({ id }) => id);
    if (start > 0) await setTimeout(PAUSE_MS);
    const { count, bytes } = await removePictures(db, folder, ids, now);
    removed = {
      inspections: removed.inspections + ids.length,
      blobs: removed.blobs + count,
      bytes: removed.bytes + bytes,
    };
  }
  const left = await removeUnusedBlobs(db, folder, { now }); // of inspections that were never recorded
  const stray = await removeStrayFiles(db, folder, { now, signal });
  removed = {
    ...removed,
    blobs: removed.blobs + left.count + stray.count,
    bytes: removed.bytes + left.bytes + stray.bytes,
  };
  if (removed.blobs > 0) await auditRemoval(db, actor, policy, plan, removed, now);
  return removed;
}

async function removePictures(db: History, folder: string, ids: readonly string[], now: Date) {
  return inTransaction(db, async transaction => {
    const uses = await transaction
      .deleteFrom('blob_uses')
      .where('inspection_id', 'in', ids)
      .returning('sha256')
      .execute();
    await transaction
      .updateTable('inspections')
      .set({ pictures_removed_at: now.toISOString(), picture_kept: 0 })
      .where('id', 'in', ids)
      .execute();
    const hashes = [...new Set(uses.map(({ sha256 }) => sha256))];
    return removeUnusedBlobs(transaction, folder, { hashes, now });
  });
}

async function auditRemoval(
  db: History,
  actor: string,
  policy: RetentionPolicy,
  { of }: RetentionPlan,
  removed: Removed,
  now: Date,
): Promise<void> {
  await appendAudit(
    db,
    { actor, action: 'retention.apply', subject: 'pictures', before: policy, after: { ...removed, of } },
    now,
  );
}
