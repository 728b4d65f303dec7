import Sqlite from 'better-sqlite3';
import pg from 'pg';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresDialect,
  type QueryResult,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
} from '#bundled/kysely';
import { patiently } from './patience.ts';
import { readingApart } from './two-connections.ts';

/** Milliseconds that SQLite waits for another process inside a call, and so the whole program with it. */
const BLOCKING_MS = 10;
/** In one step: a copy that others' writing interrupts begins anew. */
const ALL_PAGES = 2 ** 31 - 1;
const CONNECT_TIMEOUT_MS = 5_000;
const CONNECTIONS = 10;

/** Type numbers of PostgreSQL: bigint and numeric, which the driver would return as text. */
const NUMBERS: ReadonlySet<number> = new Set([20, 1700]);

/** A file; opened and set up when it is first used. With `readonly` it must be there and is left as it is. */
export function sqliteDialect(path: string, { readonly = false } = {}): Dialect {
  const over = (open: () => Sqlite.Database) =>
    new SqliteDialect({ database: async () => keepingStatements(open()) });
  const writing = over(() =>
    readonly ? new Sqlite(path, { readonly, fileMustExist: true }) : openFile(path),
  );
  const reading = over(() => openToRead(path));
  return {
    createAdapter: () => new TransactionalSqliteAdapter(),
    createDriver: () =>
      readonly
        ? translating(writing.createDriver(), path)
        : readingApart({ writing: writing.createDriver(), reading: reading.createDriver() }, path),
    createIntrospector: db => writing.createIntrospector(db),
    createQueryCompiler: () => writing.createQueryCompiler(),
  };
}

/**
 * Copies a file as it is at one moment while others write it, into one file without a log beside it.
 *
 * @throws InspectError as every other use of it.
 */
export async function copySqlite(from: string, to: string): Promise<void> {
  await patiently(async () => {
    const file = new Sqlite(from, { fileMustExist: true, timeout: BLOCKING_MS });
    try {
      await file.backup(to, { progress: () => ALL_PAGES });
    } finally {
      file.close();
    }
    const copy = new Sqlite(to);
    copy.pragma('journal_mode = DELETE');
    copy.close();
  }, from);
}

/** A PostgreSQL server; connections are made when they are needed. */
export function postgresDialect(url: string): Dialect {
  const { host, pathname } = new URL(url); // never the password
  const dialect = new PostgresDialect({ pool: async () => openPool(url) });
  return {
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => translating(dialect.createDriver(), `${host}${pathname}`),
    createIntrospector: db => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  };
}

/** SQLite rolls changes of tables back like any other; with this, a migration that fails leaves nothing behind. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Statements that are kept prepared: the program has some hundred different ones. */
const MOST_STATEMENTS = 500;

/** A file whose statements are prepared once: preparing one takes longer than running it. */
function keepingStatements(file: Sqlite.Database): SqliteDatabase {
  const prepared = new Map<string, Sqlite.Statement<unknown[]>>();
  return {
    prepare(sql) {
      const known = prepared.get(sql);
      if (known && !known.busy) return known; // one whose rows are still being read cannot be run again
      const statement = file.prepare<unknown[]>(sql);
      if (prepared.size >= MOST_STATEMENTS) prepared.clear();
      prepared.set(sql, statement);
      return statement;
    },
    close: () => file.close(),
  };
}

function openFile(path: string): Sqlite.Database {
  const file = new Sqlite(path, { timeout: BLOCKING_MS });
  try {
    file.pragma('journal_mode = WAL');
    file.pragma('synchronous = FULL');
    file.pragma('foreign_keys = ON');
    return file;
  } catch (cause) {
    file.close();
    throw cause;
  }
}

/** Another connection to a file that has been set up. */
function openToRead(path: string): Sqlite.Database {
  const file = new Sqlite(path, { fileMustExist: true, timeout: BLOCKING_MS });
  file.pragma('query_only = ON'); // one that is opened for reading alone cannot mend the log of a killed server
  return file;
}

function openPool(url: string): pg.Pool {
  const getTypeParser = (oid: number, format?: 'text' | 'binary') =>
    NUMBERS.has(oid) ? Number : pg.types.getTypeParser(oid, format as 'text');
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true, // else a server that vanished is waited for by those who ask
    types: { getTypeParser: getTypeParser as typeof pg.types.getTypeParser },
  });
  // An idle connection that breaks is replaced by the next query; unheard, the event would end the program.
  pool.on('error', () => undefined);
  // So would that of one that breaks inside a transaction, between two statements; the next statement tells.
  pool.on('connect', client => client.on('error', () => undefined));
  return pool;
}

/** A driver whose failures are errors that a user can act on. */
function translating(driver: Driver, name: string): Driver {
  const told = <T>(work: () => Promise<T>) => patiently(work, name);
  const inner = (connection: DatabaseConnection) => (connection as Connection).inner;
  return {
    init: () => told(() => driver.init()),
    acquireConnection: () => told(async () => new Connection(await driver.acquireConnection(), name)),
    beginTransaction: (connection, settings) =>
      told(() => driver.beginTransaction(inner(connection), settings)),
    commitTransaction: connection => told(() => driver.commitTransaction(inner(connection))),
    rollbackTransaction: connection => told(() => driver.rollbackTransaction(inner(connection))),
    releaseConnection: connection => driver.releaseConnection(inner(connection)),
    destroy: () => driver.destroy(),
  };
}

class Connection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #name: string;

  constructor(inner: DatabaseConnection, name: string) {
    this.inner = inner;
    this.#name = name;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return patiently(() => this.inner.executeQuery<Row>(query), this.#name);
  }

  streamQuery<Row>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<Row>> {
    return this.inner.streamQuery<Row>(query, chunkSize);
  }
}
