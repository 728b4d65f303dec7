import { sql } from '#bundled/kysely';
import { InspectError } from '../errors.ts';
import { InspectionFilter } from '../schemas/inspection.ts';
import { checkInput } from './check-input.ts';
import type { History } from './database.ts';
import { SUMMARY_COLUMNS, toSummary } from './inspection-row.ts';
import { type InspectionPage, listInspections, matches } from './list-inspections.ts';

/** Which of the inspections that wait for a review are meant. */
export type QueueFilter = Omit<InspectionFilter, 'reviewed'>;

export interface QueueOptions {
  /** Up to 500; 50 unless told. */
  readonly limit?: number;
  /** Where the page before ended. */
  readonly cursor?: string | null;
  /** `worst`: those farthest above their threshold, as a ratio, so that categories can be compared. */
  readonly order?: 'oldest' | 'worst';
}

interface Place {
  readonly excess: number;
  readonly id: string;
}

const MAX_LIMIT = 500;
/** How many times its threshold a score is; the score itself where the threshold is no measure. */
const EXCESS = sql<number>`(case when threshold > 0 then anomaly_score / threshold else anomaly_score end)`;

/**
 * What waits for a review: REVIEW and FAIL that nobody has looked at.
 *
 * @throws InspectError `invalid_argument` for a filter, limit or cursor that cannot be.
 */
export function reviewQueue(
  db: History,
  filter: QueueFilter = {},
  { limit = 50, cursor = null, order = 'oldest' }: QueueOptions = {},
): Promise<InspectionPage> {
  const waiting = { decisions: ['REVIEW' as const, 'FAIL' as const], ...filter, reviewed: false };
  if (order === 'oldest') return listInspections(db, waiting, { limit, cursor, order });
  return worstFirst(db, waiting, limit, cursor);
}

async function worstFirst(
  db: History,
  filter: InspectionFilter,
  limit: number,
  cursor: string | null,
): Promise<InspectionPage> {
  checkInput(InspectionFilter, filter, 'The filter');
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw new InspectError(
      'invalid_argument',
      `A page of ${limit} inspections was asked for; expected 1 to ${MAX_LIMIT}.`,
    );
  const after = cursor === null ? null : placeOf(cursor);
  const rows = await db
    .selectFrom('inspections')
    .where(matches(filter))
    .$if(after !== null, query =>
      query.where(
        sql<boolean>`(${EXCESS} < ${after!.excess} or (${EXCESS} = ${after!.excess} and id > ${after!.id}))`,
      ),
    )
    .select([...SUMMARY_COLUMNS, EXCESS.as('excess')])
    .orderBy('excess', 'desc')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  return {
    items: page.map(toSummary),
    next_cursor: rows.length > limit ? cursorOf(page.at(-1)!) : null,
  };
}

function cursorOf({ excess, id }: Place): string {
  return Buffer.from(`${excess} ${id}`).toString('base64url');
}

function placeOf(cursor: string): Place {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, excess, id] = /^(-?[0-9.]+(?:e[+-]?\d+)?) ([0-9a-f-]{36})$/.exec(text) ?? [];
  if (excess !== undefined && id !== undefined && Number.isFinite(Number(excess)))
    return { excess: Number(excess), id };
  throw new InspectError(
    'invalid_argument',
    'The cursor is none that this queue has given in this order; begin the list anew without one.',
  );
}
