import { InspectError } from '../errors.ts';
import type { Job } from '../schemas/job.ts';
import { appendAudit } from './audit.ts';
import { type History, inTransaction } from './database.ts';
import { getJob } from './jobs.ts';

/** A job, as far as its files are concerned. */
export type OldJob = Pick<Job, 'id' | 'kind' | 'category'>;

const ENDED = ['succeeded', 'failed', 'cancelled'] as const satisfies readonly Job['state'][];

/** Jobs that ended before a time, the oldest first; without trainings that succeeded, since others may name their pictures. */
export function oldJobs(db: History, before: Date): Promise<readonly OldJob[]> {
  return db
    .selectFrom('jobs')
    .select(['id', 'kind', 'category'])
    .where('state', 'in', ENDED)
    .where('finished_at', '<', before.toISOString())
    .where(({ or, eb }) => or([eb('kind', '<>', 'train'), eb('state', '<>', 'succeeded')]))
    .orderBy('finished_at')
    .execute();
}

/** Forgets a job with its events, when it has ended; its files are to be removed afterwards. */
export async function forgetJob(db: History, id: string): Promise<void> {
  await db.deleteFrom('jobs').where('id', '=', id).where('state', 'in', ENDED).execute();
}

/**
 * Forgets a job for somebody who asks for it, and says so in the audit log.
 *
 * @returns what it was
 * @throws InspectError `data_not_found`; `locked` while it waits or runs.
 */
export function deleteJob(
  db: History,
  id: string,
  { actor, now = new Date() }: { readonly actor: string; readonly now?: Date },
): Promise<OldJob> {
  return inTransaction(db, async transaction => {
    const job = await getJob(transaction, id);
    const { kind, category, state, created_by, created_at } = job;
    if (!ENDED.some(ended => ended === state))
      throw new InspectError(
        'locked',
        `The job ${id} is ${state}; cancel it first, and delete it when it has ended.`,
      );
    await forgetJob(transaction, id);
    const before = { kind, category, state, created_by, created_at };
    await appendAudit(transaction, { actor, action: 'job.delete', subject: `job/${id}`, before }, now);
    return job;
  });
}
