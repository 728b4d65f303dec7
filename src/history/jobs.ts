import { InspectError } from '../errors.ts';
import type { Job, JobInput, JobKind } from '../schemas/job.ts';
import { type History, inTransaction } from './database.ts';
import type { IdempotencyKey } from './inspections.ts';
import { appendJobEvent } from './job-events.ts';
import { toJob } from './job-row.ts';

/** A job as it is asked for. */
export interface NewJob {
  /** A new identifier of `newId`: files lie under it before the job is there. */
  readonly id: string;
  readonly kind: JobKind;
  readonly category: string | null;
  readonly created_by: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly input: JobInput | null;
}

/** A job, and whether it had been there before. */
export interface CreatedJob {
  readonly job: Job;
  readonly repeated: boolean;
}

/**
 * Puts a job into the queue, once: with the same idempotency key and the same request, the first job is returned.
 *
 * @throws InspectError `invalid_argument` when the key was used for another request.
 */
export async function createJob(
  db: History,
  { id, kind, category, created_by, request, input }: NewJob,
  { now = new Date(), idempotency }: { readonly now?: Date; readonly idempotency?: IdempotencyKey } = {},
): Promise<CreatedJob> {
  return inTransaction(db, async transaction => {
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('jobs')
      .values({
        ...{ id, kind, category, created_by, state: 'queued', created_at: now.toISOString() },
        ...{ request: JSON.stringify(request), input: input && JSON.stringify(input) },
        ...{ progress: null, result: null, error: null, started_at: null, finished_at: null },
        ...{ cancel_requested: 0, interruptions: 0, last_event: 0 },
        idempotency_scope: idempotency?.scope ?? null,
        idempotency_key: idempotency?.key ?? null,
        request_sha256: idempotency?.requestSha256 ?? null,
      })
      .onConflict(conflict => conflict.columns(['idempotency_scope', 'idempotency_key']).doNothing())
      .executeTakeFirstOrThrow();
    const isNew = Number(numInsertedOrUpdatedRows) > 0;
    if (!isNew) return { job: (await findJob(transaction, idempotency!))!, repeated: true };
    await appendJobEvent(transaction, id, { type: 'state', state: 'queued', error: null }, now);
    return { job: await getJob(transaction, id), repeated: false };
  });
}

/**
 * The job of a key, or null.
 *
 * @throws InspectError `invalid_argument` when the key was used for another request.
 */
export async function findJob(
  db: History,
  { scope, key, requestSha256 }: IdempotencyKey,
): Promise<Job | null> {
  const row = await db
    .selectFrom('jobs')
    .selectAll()
    .where('idempotency_scope', '=', scope)
    .where('idempotency_key', '=', key)
    .executeTakeFirst();
  if (!row) return null;
  if (row.request_sha256 === requestSha256) return toJob(row);
  throw new InspectError(
    'invalid_argument',
    `The idempotency key "${key}" was used for another job. Send a new key with a new request, the old one only to repeat the same.`,
  );
}

/** @throws InspectError `data_not_found` when there is none with that id. */
export async function getJob(db: History, id: string): Promise<Job> {
  const row = await db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst();
  if (row) return toJob(row);
  throw new InspectError(
    'data_not_found',
    `There is no job ${JSON.stringify(id.slice(0, 100))}. Look it up in the list of jobs.`,
  );
}
