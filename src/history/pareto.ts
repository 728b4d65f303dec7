import { sql } from '#bundled/kysely';
import { InspectionFilter } from '../schemas/inspection.ts';
import type { ReviewAction } from '../schemas/review.ts';
import { checkInput } from './check-input.ts';
import { type History, isPostgres } from './database.ts';
import { matches } from './list-inspections.ts';

/** How often a reason stands in the reviews that are in force. */
export interface ReasonCount {
  readonly action: ReviewAction;
  readonly reason_code: string;
  readonly inspections: number;
  /** The newest of them. */
  readonly latest_id: string;
}

/** How many regions have their peak in a cell of the picture. */
export interface PlaceCount {
  /** From 0, left to right and top to bottom. */
  readonly column: number;
  readonly row: number;
  readonly regions: number;
  readonly inspections: number;
  /** The newest of them. */
  readonly latest_id: string;
}

/** The reasons of reviews, the most frequent first. */
export function countReasons(db: History, filter: InspectionFilter): Promise<readonly ReasonCount[]> {
  checkInput(InspectionFilter, filter, 'The filter');
  return db
    .selectFrom('reviews')
    .innerJoin(
      eb =>
        eb
          .selectFrom('inspections')
          .where(matches(filter))
          .where('review_id', 'is not', null)
          .select(['id', 'review_id'])
          .as('reviewed'),
      join => join.onRef('reviewed.review_id', '=', 'reviews.id'),
    )
    .select(({ fn }) => [
      'action',
      'reason_code',
      fn.countAll<number>().as('inspections'),
      fn.max('reviewed.id').as('latest_id'),
    ])
    .groupBy(['action', 'reason_code'])
    .orderBy('inspections', 'desc')
    .orderBy('reason_code')
    .orderBy('action')
    .execute();
}

/**
 * Where the regions of REVIEW and FAIL are: pictures of any size are divided into `cells` columns and rows, the fullest
 * cell comes first.
 */
export async function countPlaces(
  db: History,
  filter: InspectionFilter,
  cells: number,
): Promise<readonly PlaceCount[]> {
  checkInput(InspectionFilter, filter, 'The filter');
  const found = isPostgres(db)
    ? sql`(select value from jsonb_array_elements(regions::jsonb)) as region(value)`
    : sql`json_each(regions) as region`;
  const peak = (of: 'x' | 'y') =>
    isPostgres(db)
      ? sql`(region.value -> 'peak' ->> ${sql.lit(of)})::double precision`
      : sql`json_extract(region.value, ${sql.lit(`$.peak.${of}`)})`;
  const cell = (of: 'x' | 'y', size: 'picture_width' | 'picture_height') => {
    const last = sql.lit(cells - 1);
    const place = sql`${peak(of)} * ${sql.lit(cells)} / ${sql.ref(size)}`;
    const whole = isPostgres(db) ? sql`floor(${place})::integer` : sql`cast(${place} as integer)`;
    return sql`case when ${whole} > ${last} then ${last} when ${whole} < 0 then 0 else ${whole} end`;
  };
  const inspected = db
    .selectFrom('inspections')
    .where(matches(filter))
    .where(sql<boolean>`decision <> 'PASS'`)
    .select(['id', 'regions', 'picture_width', 'picture_height']);
  const { rows } = await sql<PlaceCount>`
    select "column", "row", count(*) as regions, count(distinct id) as inspections, max(id) as latest_id from (
      select inspected.id, ${cell('x', 'picture_width')} as "column", ${cell('y', 'picture_height')} as "row"
      from (${inspected}) as inspected cross join ${isPostgres(db) ? sql`lateral` : sql``} ${found}
    ) as places
    group by "column", "row" order by regions desc, "row", "column"`.execute(db);
  return rows;
}
