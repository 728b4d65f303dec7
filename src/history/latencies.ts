import { sql } from '#bundled/kysely';
import { InspectionFilter } from '../schemas/inspection.ts';
import { checkInput } from './check-input.ts';
import { type History, isPostgres } from './database.ts';
import { matches } from './list-inspections.ts';

/** How long inspections took, in milliseconds; null without any. */
export interface Latency {
  /** Inspections that this rests on: the newest. */
  readonly inspections: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** Reading times means parsing a text each, so it ends somewhere. */
const MOST = 10_000;

/** Percentiles (nearest rank) of a step over the newest 10,000 inspections of a filter. */
export async function latencyOf(
  db: History,
  filter: InspectionFilter,
  step: 'inspection_ms' | 'load_ms' = 'inspection_ms',
): Promise<Latency> {
  checkInput(InspectionFilter, filter, 'The filter');
  const ms = isPostgres(db)
    ? sql<number>`(timings::json ->> ${sql.lit(step)})::double precision`
    : sql<number>`json_extract(timings, ${sql.lit(`$.${step}`)})`;
  const newest = db
    .selectFrom('inspections')
    .where(matches(filter))
    .select(ms.as('ms'))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST);
  const at = (share: number) => sql<number | null>`max(case when place = ${rank(share)} then ms end)`;
  const { rows } = await sql<Latency>`
    select count(*) as inspections, ${at(0.5)} as p50, ${at(0.9)} as p90, ${at(0.95)} as p95, ${at(0.99)} as p99,
      max(ms) as max
    from (
      select ms, row_number() over (order by ms) as place, count(*) over () as n
      from (${newest}) as newest where ms is not null
    ) as ranked`.execute(db);
  return rows[0]!;
}

/** ceil(share n) without the function, which not every SQLite has; `share` in hundredths. */
function rank(share: number) {
  return sql`(n * ${sql.lit(Math.round(100 * share))} + 99) / 100`;
}
