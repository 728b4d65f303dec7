import type { Job, JobError, JobKind } from '../schemas/job.ts';
import { type AuditedAction, appendAudit } from './audit.ts';
import { type History, inTransaction } from './database.ts';
import { appendJobEvent } from './job-events.ts';
import { toJob } from './job-row.ts';
import { getJob } from './jobs.ts';
import { emitEvent, emitJobFinished, type HappenedEvent } from './webhook-events.ts';

/** How a job ended. */
export interface JobEnding {
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: JobError;
  /** What the job changed, for the audit log. */
  readonly audit?: readonly AuditedAction[];
  /** And for webhooks. */
  readonly events?: readonly HappenedEvent[];
}

/** How often a job is started again after the server died with it. */
const MOST_INTERRUPTIONS = 2;

/**
 * Takes the job that has waited longest, of some kinds, and marks it as running. Jobs of busy categories wait on.
 *
 * @returns null when none can be taken
 */
export function claimJob(
  db: History,
  kinds: readonly JobKind[],
  busy: readonly string[],
  now = new Date(),
): Promise<Job | null> {
  return inTransaction(db, async transaction => {
    const next = await transaction
      .selectFrom('jobs')
      .select('id')
      .where('state', '=', 'queued')
      .where('kind', 'in', kinds)
      .$if(busy.length > 0, query =>
        query.where(eb => eb.or([eb('category', 'is', null), eb('category', 'not in', busy)])),
      )
      .orderBy('created_at')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    if (!next) return null;
    const row = await transaction
      .updateTable('jobs')
      .set({ state: 'running', started_at: now.toISOString(), progress: null })
      .where('id', '=', next.id)
      .where('state', '=', 'queued')
      .returningAll()
      .executeTakeFirst();
    if (!row) return null; // somebody else was faster
    await appendJobEvent(transaction, row.id, { type: 'state', state: 'running', error: null }, now);
    return toJob(row);
  });
}

/** Ends a running job. What it changed goes into the audit log at the same time. */
export function finishJob(db: History, id: string, ending: JobEnding, now = new Date()): Promise<void> {
  const { state, result, error = null, audit = [], events = [] } = ending;
  return inTransaction(db, async transaction => {
    await transaction
      .updateTable('jobs')
      .set({
        ...{ state, finished_at: now.toISOString() },
        result: result === undefined ? null : JSON.stringify(result),
        error: error && JSON.stringify(error),
      })
      .where('id', '=', id)
      .execute();
    await appendJobEvent(transaction, id, { type: 'state', state, error }, now);
    for (const done of audit) await appendAudit(transaction, done, now);
    for (const event of events) await emitEvent(transaction, event, now);
    await emitJobFinished(transaction, id, now);
  });
}

/**
 * Cancels a job that waits; one that runs is marked, and whoever runs it must stop it. One that has ended stays as it is.
 *
 * @throws InspectError `data_not_found`.
 */
export function requestCancel(db: History, id: string, now = new Date()): Promise<Job> {
  return inTransaction(db, async transaction => {
    const { state } = await getJob(transaction, id);
    if (state === 'queued') await finishJob(transaction, id, { state: 'cancelled' }, now);
    if (state === 'queued' || state === 'running')
      await transaction.updateTable('jobs').set({ cancel_requested: 1 }).where('id', '=', id).execute();
    return getJob(transaction, id);
  });
}

/** Puts a running job back into the queue, at its old place: the server is being stopped. */
export function requeueJob(db: History, id: string, now = new Date()): Promise<void> {
  return inTransaction(db, async transaction => {
    await transaction
      .updateTable('jobs')
      .set({ state: 'queued', started_at: null, progress: null })
      .where('id', '=', id)
      .execute();
    await appendJobEvent(transaction, id, { type: 'state', state: 'queued', error: null }, now);
  });
}

/**
 * Deals with jobs that ran when the server died: they are queued again, at most twice, and fail with a reason after that.
 *
 * @returns how many of each
 */
export function recoverJobs(
  db: History,
  now = new Date(),
): Promise<{ readonly queued: number; readonly failed: number; readonly cancelled: number }> {
  return inTransaction(db, async transaction => {
    const counts = { queued: 0, failed: 0, cancelled: 0 };
    const rows = await transaction.selectFrom('jobs').selectAll().where('state', '=', 'running').execute();
    for (const { id, interruptions, cancel_requested } of rows) {
      const change = { interruptions: interruptions + 1 };
      await transaction.updateTable('jobs').set(change).where('id', '=', id).execute();
      if (cancel_requested === 1) {
        counts.cancelled++;
        await finishJob(transaction, id, { state: 'cancelled' }, now);
      } else if (interruptions < MOST_INTERRUPTIONS) {
        counts.queued++;
        await requeueJob(transaction, id, now);
      } else {
        counts.failed++;
        await finishJob(transaction, id, { state: 'failed', error: INTERRUPTED }, now);
      }
    }
    return counts;
  });
}

/** The states of all jobs by id, to tell whose files are still needed. */
export async function jobStates(db: History): Promise<ReadonlyMap<string, Pick<Job, 'kind' | 'state'>>> {
  const rows = await db.selectFrom('jobs').select(['id', 'kind', 'state']).execute();
  return new Map(rows.map(({ id, kind, state }) => [id, { kind, state }]));
}

const INTERRUPTED: JobError = {
  code: 'compute_failed',
  detail: `The server ended without warning ${MOST_INTERRUPTIONS + 1} times while this job ran, so it is not tried again. Look at the log for the reason, such as a lack of memory, and create the job anew.`,
};
