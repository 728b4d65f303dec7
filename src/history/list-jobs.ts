import { InspectError } from '../errors.ts';
import { type Job, JobFilter } from '../schemas/job.ts';
import { checkInput } from './check-input.ts';
import type { History } from './database.ts';
import { toJob } from './job-row.ts';

/** A page of jobs, the newest first, and where the next one begins; null at the end. */
export interface JobPage {
  readonly items: readonly Job[];
  readonly next_cursor: string | null;
}

const MAX_LIMIT = 200;
const CURSOR = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * A page of jobs. Their ids sort by time, so the cursor is the last one's.
 *
 * @throws InspectError `invalid_argument` for a filter, limit or cursor that cannot be.
 */
export async function listJobs(
  db: History,
  filter: JobFilter,
  { limit = 50, cursor = null }: { readonly limit?: number; readonly cursor?: string | null } = {},
): Promise<JobPage> {
  checkInput(JobFilter, filter, 'The filter');
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw new InspectError(
      'invalid_argument',
      `A page of ${limit} jobs was asked for; expected 1 to ${MAX_LIMIT}.`,
    );
  if (cursor !== null && !CURSOR.test(cursor))
    throw new InspectError(
      'invalid_argument',
      'The cursor is none that a list has given; begin the list anew without one.',
    );
  const { kind, state, category } = filter;
  const rows = await db
    .selectFrom('jobs')
    .selectAll()
    .$if(kind !== undefined, query => query.where('kind', '=', kind!))
    .$if(state !== undefined, query => query.where('state', '=', state!))
    .$if(category !== undefined, query => query.where('category', '=', category!))
    .$if(cursor !== null, query => query.where('id', '<', cursor!))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map(toJob);
  return { items, next_cursor: rows.length > limit ? items.at(-1)!.id : null };
}
