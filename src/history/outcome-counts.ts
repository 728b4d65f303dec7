import { sql } from '#bundled/kysely';
import { InspectionFilter } from '../schemas/inspection.ts';
import { checkInput } from './check-input.ts';
import type { History } from './database.ts';
import { matches } from './list-inspections.ts';

/** Verdicts of the machine and what reviews made of them. */
export interface OutcomeCounts {
  readonly inspected: number;
  readonly pass: number;
  readonly review: number;
  readonly fail: number;
  /** REVIEW and FAIL that nobody has looked at. */
  readonly waiting: number;
  /** REVIEW and FAIL that a person called good. */
  readonly overruled: number;
  /** REVIEW and FAIL that a person called defective. */
  readonly confirmed: number;
  /** PASS that turned out to be defective. */
  readonly escapes: number;
}

/** The outcomes of a quarter of an hour. */
export interface QuarterCounts extends OutcomeCounts {
  /** When it begins, in UTC: `2025-03-01T14:15`. */
  readonly quarter: string;
}

/** What inspections can be told apart by. */
export type Dimension = 'category' | 'model_version' | 'line' | 'station' | 'lot' | 'operator';

/** The outcomes of all inspections with one value. */
export interface GroupCounts extends OutcomeCounts {
  /** Null where it was not said. */
  readonly value: string | null;
}

/** Counts for every quarter of an hour in which there are inspections, oldest first: what every time zone is made of. */
export function countByQuarter(db: History, filter: InspectionFilter): Promise<readonly QuarterCounts[]> {
  checkInput(InspectionFilter, filter, 'The filter');
  const minute = sql`substr(created_at, 15, 2)`;
  const quarter = sql<string>`substr(created_at, 1, 14) || (case when ${minute} < '15' then '00'
    when ${minute} < '30' then '15' when ${minute} < '45' then '30' else '45' end)`;
  return db
    .selectFrom('inspections')
    .where(matches(filter))
    .select([quarter.as('quarter'), ...counts()])
    .groupBy(quarter)
    .orderBy('quarter')
    .execute();
}

/** Counts for every value of a dimension, the largest first, at most `limit`. */
export function countByValue(
  db: History,
  filter: InspectionFilter,
  dimension: Dimension,
  limit: number,
): Promise<readonly GroupCounts[]> {
  checkInput(InspectionFilter, filter, 'The filter');
  return db
    .selectFrom('inspections')
    .where(matches(filter))
    .select([`${dimension} as value`, ...counts()])
    .groupBy(dimension)
    .orderBy('inspected', 'desc')
    .orderBy('value')
    .limit(limit)
    .execute();
}

/** Counts of all inspections of a filter together. */
export async function countOutcomes(db: History, filter: InspectionFilter): Promise<OutcomeCounts> {
  checkInput(InspectionFilter, filter, 'The filter');
  return db.selectFrom('inspections').where(matches(filter)).select(counts()).executeTakeFirstOrThrow();
}

function counts() {
  const count = (condition: ReturnType<typeof sql>) =>
    sql<number>`coalesce(sum(case when ${condition} then 1 else 0 end), 0)`;
  return [
    sql<number>`count(*)`.as('inspected'),
    count(sql`decision = 'PASS'`).as('pass'),
    count(sql`decision = 'REVIEW'`).as('review'),
    count(sql`decision = 'FAIL'`).as('fail'),
    count(sql`decision <> 'PASS' and final_decision is null`).as('waiting'),
    count(sql`decision <> 'PASS' and final_decision = 'PASS'`).as('overruled'),
    count(sql`decision <> 'PASS' and final_decision = 'FAIL'`).as('confirmed'),
    count(sql`decision = 'PASS' and final_decision = 'FAIL'`).as('escapes'),
  ] as const;
}
