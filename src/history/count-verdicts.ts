import { sql } from '#bundled/kysely';
import { InspectionFilter } from '../schemas/inspection.ts';
import { checkInput } from './check-input.ts';
import type { History } from './database.ts';
import { matches } from './list-inspections.ts';

/** Verdicts in a stretch of time. */
export interface VerdictCount {
  /** When it begins, such as 2025-03-01 or 2025-03-01T14 (UTC). */
  readonly bucket: string;
  readonly pass: number;
  readonly review: number;
  readonly fail: number;
}

/** How many characters of a time name its stretch. */
const LETTERS = { month: 7, day: 10, hour: 13 } as const;

/** Counts the verdicts of the machine for every month, day or hour in which there are any, oldest first. */
export async function countVerdicts(
  db: History,
  filter: InspectionFilter,
  stretch: keyof typeof LETTERS,
): Promise<readonly VerdictCount[]> {
  checkInput(InspectionFilter, filter, 'The filter');
  const bucket = sql<string>`substr(created_at, 1, ${sql.lit(LETTERS[stretch])})`;
  const of = (verdict: 'PASS' | 'REVIEW' | 'FAIL') =>
    sql<number>`sum(case when decision = ${sql.lit(verdict)} then 1 else 0 end)`;
  return db
    .selectFrom('inspections')
    .where(matches(filter))
    .select([bucket.as('bucket'), of('PASS').as('pass'), of('REVIEW').as('review'), of('FAIL').as('fail')])
    .groupBy(bucket)
    .orderBy(bucket)
    .execute();
}
