import { sql } from '#bundled/kysely';
import type { InspectionFilter, InspectionSummary } from '../schemas/inspection.ts';
import { type History, isPostgres } from './database.ts';
import { SUMMARY_COLUMNS, toSummary } from './inspection-row.ts';
import { matches } from './list-inspections.ts';

/**
 * The inspections that were recorded after another one, in the order of recording. That order is the database's own
 * count, since times go back when a clock is set back, and what was recorded then would be left out.
 *
 * @param options the inspection, null for all; and how many are wanted at most
 */
export async function recordedAfter(
  db: History,
  filter: InspectionFilter,
  { id, limit }: { readonly id: string | null; readonly limit: number },
): Promise<readonly InspectionSummary[]> {
  const count = countOf(db);
  const rows = await db
    .selectFrom('inspections')
    .select(SUMMARY_COLUMNS)
    .where(matches(filter))
    .$if(id !== null, query =>
      query.where(count, '>', db.selectFrom('inspections').select(count.as('count')).where('id', '=', id!)),
    )
    .orderBy(count)
    .limit(limit)
    .execute();
  return rows.map(toSummary);
}

/** The id of what was recorded last; null where nothing was. */
export async function lastRecorded(db: History): Promise<string | null> {
  const row = await db
    .selectFrom('inspections')
    .select('id')
    .orderBy(countOf(db), 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

function countOf(db: History) {
  return sql.ref<number>(isPostgres(db) ? 'seq' : 'rowid');
}
