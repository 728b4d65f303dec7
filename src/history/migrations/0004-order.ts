import { type Kysely, PostgresAdapter, sql } from '#bundled/kysely';

/** A count of inspections in the order of recording, on PostgreSQL: SQLite counts the rows of each table by itself. */
export async function countInspections(db: Kysely<unknown>): Promise<void> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return;
  await sql`alter table inspections add column seq bigint generated always as identity`.execute(db);
  await sql`create unique index inspections_by_seq on inspections (seq)`.execute(db);
}
