import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Kysely, PostgresAdapter, sql } from '#bundled/kysely';
import { InspectError, storageError } from '../errors.ts';
import { postgresDialect, sqliteDialect } from './dialect.ts';
import { migrate } from './migrations.ts';
import type { HistoryTables } from './tables.ts';

/** The history, or a transaction in it: every function of this folder takes either as its first argument. */
export type History = Kysely<HistoryTables>;

/**
 * Opens the history and brings its tables up to date. The caller ends it with `destroy()`.
 *
 * @param location a file, made with its folder where it is missing, or the URL of a PostgreSQL database
 * (`postgres://user:password@host/database`)
 * @throws InspectError `storage_denied` when it cannot be opened, `database_unavailable` when it cannot be reached, `locked`, `storage_full`, `data_invalid`
 * when it is damaged or was written by a later version of the program.
 */
export async function openDatabase(location: string): Promise<History> {
  const db = new Kysely<HistoryTables>({ dialect: await dialectFor(location) });
  try {
    await migrate(db);
    if (!isPostgres(db)) await sql`pragma optimize = 0x10002`.execute(db); // statistics for choosing an index
    return db;
  } catch (cause) {
    await db.destroy().catch(() => undefined);
    throw cause;
  }
}

/** A file of SQLite for reading alone, as it is: without bringing its tables up to date. Ended with `destroy()`. */
export function readDatabase(path: string): History {
  return new Kysely<HistoryTables>({ dialect: sqliteDialect(path, { readonly: true }) });
}

/**
 * Does `work` in a transaction: all of it lasts, or nothing. Inside a transaction, `work` joins it. On SQLite there is
 * one connection that writes, so `work` must use the transaction it is given and nothing else of the history.
 */
export function inTransaction<T>(db: History, work: (transaction: History) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}

/** What a database finds wrong with itself; empty when it is sound. Reads all of it on SQLite. */
export async function databaseFaults(db: History): Promise<readonly string[]> {
  if (isPostgres(db)) {
    await sql`select 1`.execute(db);
    return [];
  }
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  const orphans = await sql<{ table: string; parent: string }>`pragma foreign_key_check`.execute(db);
  return [
    ...rows.map(row => row.integrity_check).filter(finding => finding !== 'ok'),
    ...orphans.rows.map(
      ({ table, parent }) => `A row of ${table} refers to a row of ${parent} that is gone.`,
    ),
  ];
}

/** Bytes that the database takes on its disk. */
export async function databaseBytes(db: History): Promise<number> {
  const query = isPostgres(db)
    ? sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`
    : sql<{
        bytes: number;
      }>`select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`;
  return (await query.execute(db)).rows[0]!.bytes;
}

/** Whether this is PostgreSQL; for the few statements that differ. */
export function isPostgres(db: Pick<History, 'getExecutor'>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

async function dialectFor(location: string) {
  if (/^postgres(ql)?:\/\//.test(location)) {
    if (!URL.canParse(location))
      throw new InspectError(
        'invalid_argument',
        'The address of the database is not a URL; expected postgres://user:password@host:5432/database, special characters of the password percent-encoded.',
      );
    return postgresDialect(location);
  }
  const path = resolve(location);
  await mkdir(dirname(path), { recursive: true }).catch(cause => {
    throw storageError(cause, `creating the folder of ${path}`);
  });
  return sqliteDialect(path);
}
