import { InspectionFilter, type Verdict } from '../schemas/inspection.ts';
import { checkInput } from './check-input.ts';
import type { History } from './database.ts';
import { matches } from './list-inspections.ts';

/** What charts need of an inspection. */
export interface ScorePoint {
  readonly id: string;
  readonly created_at: string;
  readonly anomaly_score: number;
  readonly decision: Verdict;
}

/** The newest inspections of a filter, at most `limit`, in the order of time. */
export async function newestScores(
  db: History,
  filter: InspectionFilter,
  limit: number,
): Promise<readonly ScorePoint[]> {
  checkInput(InspectionFilter, filter, 'The filter');
  const rows = await db
    .selectFrom('inspections')
    .where(matches(filter))
    .select(['id', 'created_at', 'anomaly_score', 'decision'])
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.reverse();
}

/** The model version that inspected last, or null. */
export async function lastVersion(db: History, filter: InspectionFilter): Promise<string | null> {
  const row = await db
    .selectFrom('inspections')
    .where(matches(filter))
    .select('model_version')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.model_version ?? null;
}

/** Inspections by what is known of the part, and how many of them score above a threshold. */
export interface TruthCount {
  /** `unknown`: nobody has looked at it. */
  readonly truth: 'good' | 'defective' | 'unknown';
  readonly inspections: number;
  readonly above: number;
}

/** Recorded inspections against another threshold: those that people judged, and the others. */
export async function countAbove(
  db: History,
  filter: InspectionFilter,
  threshold: number,
): Promise<readonly TruthCount[]> {
  checkInput(InspectionFilter, filter, 'The filter');
  return db
    .selectFrom('inspections')
    .where(matches(filter))
    .select(({ fn, eb }) => [
      eb
        .case('final_decision')
        .when('PASS')
        .then<TruthCount['truth']>('good')
        .when('FAIL')
        .then<TruthCount['truth']>('defective')
        .else<TruthCount['truth']>('unknown')
        .end()
        .as('truth'),
      fn.countAll<number>().as('inspections'),
      fn.sum<number>(eb.case().when('anomaly_score', '>', threshold).then(1).else(0).end()).as('above'),
    ])
    .groupBy('truth')
    .execute();
}
