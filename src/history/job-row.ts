import type { Job } from '../schemas/job.ts';
import type { JobTable } from './tables.ts';

export type JobRow = Readonly<JobTable>;

/** A row as it goes out. */
export function toJob(row: JobRow): Job {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    category: row.category,
    created_at: row.created_at,
    created_by: row.created_by,
    started_at: row.started_at,
    finished_at: row.finished_at,
    cancel_requested: row.cancel_requested === 1,
    interruptions: row.interruptions,
    request: fromJson<Job['request']>(row.request),
    input: fromJson<Job['input']>(row.input),
    progress: fromJson<Job['progress']>(row.progress),
    result: fromJson<Job['result']>(row.result),
    error: fromJson<Job['error']>(row.error),
  };
}

/** Written by this folder, so it has the type that it was written with. */
function fromJson<T>(text: string | null): T {
  return (text === null ? null : JSON.parse(text)) as T;
}
