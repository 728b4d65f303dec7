import type { JobEvent, JobProgress } from '../schemas/job.ts';
import { type History, inTransaction } from './database.ts';
import type { JobEventTable } from './tables.ts';

/** An event as it is kept; its number is one more than that of the event before. */
export interface KeptJobEvent {
  readonly seq: number;
  readonly created_at: string;
  readonly event: JobEvent;
}

/**
 * Appends to the events of a job. Its row is changed first, so writers come one after the other.
 *
 * @returns the event with its number
 */
export function appendJobEvent(
  db: History,
  id: string,
  event: JobEvent,
  now = new Date(),
): Promise<KeptJobEvent> {
  return inTransaction(db, async transaction => {
    const { last_event: seq } = await transaction
      .updateTable('jobs')
      .set(eb => ({
        last_event: eb('last_event', '+', 1),
        ...(event.type === 'progress' && { progress: JSON.stringify(progressOf(event)) }),
      }))
      .where('id', '=', id)
      .returning('last_event')
      .executeTakeFirstOrThrow();
    const created_at = now.toISOString();
    await transaction
      .insertInto('job_events')
      .values({ job_id: id, seq, created_at, event: JSON.stringify(event) })
      .execute();
    return { seq, created_at, event };
  });
}

/** The events of a job after number `after`, oldest first. */
export async function listJobEvents(
  db: History,
  id: string,
  after: number,
  limit = 500,
): Promise<readonly KeptJobEvent[]> {
  const rows = await eventsOf(db, id).where('seq', '>', after).orderBy('seq').limit(limit).execute();
  return rows.map(toEvent);
}

/** The last events of a job, oldest first. */
export async function latestJobEvents(
  db: History,
  id: string,
  limit: number,
): Promise<readonly KeptJobEvent[]> {
  const rows = await eventsOf(db, id).orderBy('seq', 'desc').limit(limit).execute();
  return rows.reverse().map(toEvent);
}

function eventsOf(db: History, id: string) {
  return db.selectFrom('job_events').select(['seq', 'created_at', 'event']).where('job_id', '=', id);
}

function toEvent({ seq, created_at, event }: Pick<JobEventTable, 'seq' | 'created_at' | 'event'>) {
  return { seq, created_at, event: JSON.parse(event) as JobEvent }; // written by appendJobEvent
}

function progressOf({ stage, done, total, per_second, seconds_left }: JobProgress): JobProgress {
  return { stage, done, total, per_second, seconds_left };
}
