import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool, sql } from '#bundled/kysely';
import { InspectError, throwIfCancelled } from '../errors.ts';
import {
  type Inspection,
  InspectionFilter,
  type InspectionSummary,
  type Verdict,
} from '../schemas/inspection.ts';
import { checkInput } from './check-input.ts';
import type { History } from './database.ts';
import { SUMMARY_COLUMNS, toInspection, toSummary } from './inspection-row.ts';
import type { HistoryTables } from './tables.ts';

export interface PageOptions {
  /** Up to 500; 50 unless told. */
  readonly limit?: number;
  /** Where the page before ended. */
  readonly cursor?: string | null;
  readonly order?: 'newest' | 'oldest';
}

/** A page of a list, and where the next one begins; null at the end. */
export interface InspectionPage {
  readonly items: readonly InspectionSummary[];
  readonly next_cursor: string | null;
}

interface Place {
  readonly created_at: string;
  readonly id: string;
}

const MAX_LIMIT = 500;
const STREAM_CHUNK = 200;

/**
 * A page of inspections. Pages continue where the one before ended, so nothing is lost or shown twice while others are
 * recorded.
 *
 * @throws InspectError `invalid_argument` for a filter, limit or cursor that cannot be.
 */
export async function listInspections(
  db: History,
  filter: InspectionFilter,
  { limit = 50, cursor = null, order = 'newest' }: PageOptions = {},
): Promise<InspectionPage> {
  checkInput(InspectionFilter, filter, 'The filter');
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw new InspectError(
      'invalid_argument',
      `A page of ${limit} inspections was asked for; expected 1 to ${MAX_LIMIT}.`,
    );
  const after = cursor === null ? null : placeOf(cursor);
  const rows = await pageQuery(db, filter, after, order)
    .select(SUMMARY_COLUMNS)
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map(toSummary);
  return { items, next_cursor: rows.length > limit ? cursorOf(items.at(-1)!) : null };
}

/**
 * All inspections of a filter, oldest first, read in pieces: nothing is held open between them, and what is recorded
 * meanwhile may or may not be among them.
 */
export async function* streamInspections(
  db: History,
  filter: InspectionFilter,
  signal?: AbortSignal,
): AsyncGenerator<Inspection> {
  checkInput(InspectionFilter, filter, 'The filter');
  let after: Place | null = null;
  do {
    throwIfCancelled(signal);
    const rows: readonly Inspection[] = (
      await pageQuery(db, filter, after, 'oldest').selectAll().limit(STREAM_CHUNK).execute()
    ).map(toInspection);
    yield* rows;
    after = rows.length === STREAM_CHUNK ? rows.at(-1)! : null;
  } while (after !== null);
}

/** The condition of a filter, for any query over inspections. */
export function matches(filter: InspectionFilter) {
  return (
    eb: ExpressionBuilder<HistoryTables, 'inspections'>,
  ): ExpressionWrapper<HistoryTables, 'inspections', SqlBool> => {
    const terms: ExpressionWrapper<HistoryTables, 'inspections', SqlBool>[] = [];
    for (const column of EQUALS)
      if (filter[column] !== undefined) terms.push(eb(column, '=', filter[column]));
    const { decisions, from, before, score_min, score_max, reviewed } = filter;
    if (decisions) terms.push(anyOf(eb, decisions));
    if (from !== undefined) terms.push(eb('created_at', '>=', from));
    if (before !== undefined) terms.push(eb('created_at', '<', before));
    if (score_min !== undefined) terms.push(eb('anomaly_score', '>=', score_min));
    if (score_max !== undefined) terms.push(eb('anomaly_score', '<=', score_max));
    if (reviewed !== undefined) terms.push(eb('review_id', reviewed ? 'is not' : 'is', null));
    return eb.and(terms);
  };
}

/** REVIEW and FAIL as the index of the review queue says it, word for word: a bound value would not show that it fits. */
function anyOf(
  eb: ExpressionBuilder<HistoryTables, 'inspections'>,
  decisions: readonly Verdict[],
): ExpressionWrapper<HistoryTables, 'inspections', SqlBool> {
  const wanted = new Set(decisions);
  if (wanted.size === 2 && !wanted.has('PASS')) return eb(sql`decision`, '<>', sql`'PASS'`);
  return wanted.size === 1 ? eb('decision', '=', decisions[0]!) : eb('decision', 'in', [...wanted]);
}

const EQUALS = [
  'category',
  'serial',
  'lot',
  'line',
  'station',
  'operator',
  'model_version',
  'picture_sha256',
] as const satisfies readonly (keyof InspectionFilter)[];

function pageQuery(db: History, filter: InspectionFilter, after: Place | null, order: 'newest' | 'oldest') {
  const direction = order === 'newest' ? 'desc' : 'asc';
  return db
    .selectFrom('inspections')
    .where(matches(filter))
    .$if(after !== null, query =>
      query.where(eb =>
        eb(
          eb.refTuple('created_at', 'id'),
          order === 'newest' ? '<' : '>',
          eb.tuple(after!.created_at, after!.id),
        ),
      ),
    )
    .orderBy('created_at', direction)
    .orderBy('id', direction);
}

/** Where a list goes on behind an inspection. */
function cursorOf({ created_at, id }: Place): string {
  return Buffer.from(`${created_at} ${id}`).toString('base64url');
}

function placeOf(cursor: string): Place {
  const [, created_at, id] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([0-9a-f-]{36})$/.exec(
      Buffer.from(cursor, 'base64url').toString(),
    ) ?? [];
  if (created_at === undefined || id === undefined)
    throw new InspectError(
      'invalid_argument',
      'The cursor is none that a list has given; begin the list anew without one.',
    );
  return { created_at, id };
}
