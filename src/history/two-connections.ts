import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SelectQueryNode,
} from '#bundled/kysely';
import { endOfPatience, patiently } from './patience.ts';

/** The two drivers of one file of SQLite; each has one connection, which one at a time uses. */
export interface TwoDrivers {
  readonly writing: Driver;
  /** Opened when it is first used. */
  readonly reading: Driver;
}

/**
 * A driver that reads on a connection of its own, since with a write-ahead log who reads waits for nobody: neither for
 * the writers of this process, which go one after the other, nor for another process. What is read inside a transaction
 * is read on its connection. A writer's patience begins when it asks, not when its turn comes: else the last of many
 * would wait for a locked file as often as there are others before it.
 *
 * @param name the file, for messages
 */
export function readingApart({ writing, reading }: TwoDrivers, name: string): Driver {
  let opened: Promise<void> | null = null;
  const read = async (query: CompiledQuery): Promise<QueryResult<never>> => {
    opened ??= reading.init().catch(cause => {
      opened = null;
      throw cause;
    });
    await opened;
    const connection = await reading.acquireConnection();
    try {
      return await connection.executeQuery(query);
    } finally {
      await reading.releaseConnection(connection);
    }
  };
  const own = (connection: DatabaseConnection) => connection as Turn;
  return {
    init: () => patiently(() => writing.init(), name),
    acquireConnection: async () => new Turn(writing, read, name),
    // It takes the right to write at once: one that reads first fails when another process has written in between.
    beginTransaction: connection =>
      own(connection)
        .write(CompiledQuery.raw('begin immediate'))
        .then(() => undefined),
    commitTransaction: connection =>
      own(connection)
        .write(CompiledQuery.raw('commit'))
        .then(() => undefined),
    rollbackTransaction: connection => own(connection).rollBack(),
    releaseConnection: connection => own(connection).end(),
    async destroy() {
      await writing.destroy();
      await opened?.then(() => reading.destroy());
    },
  };
}

/** What one query or transaction has of the file, from when it is asked for until it is released. */
class Turn implements DatabaseConnection {
  readonly #writing: Driver;
  readonly #read: (query: CompiledQuery) => Promise<QueryResult<never>>;
  readonly #name: string;
  readonly #end = endOfPatience();
  #held: DatabaseConnection | null = null;

  constructor(writing: Driver, read: (query: CompiledQuery) => Promise<QueryResult<never>>, name: string) {
    this.#writing = writing;
    this.#read = read;
    this.#name = name;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#held || !isRead(query)) return this.write(query);
    return patiently(() => this.#read(query), this.#name, this.#end);
  }

  async write<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const end = this.#held ? endOfPatience() : this.#end;
    this.#held ??= await this.#writing.acquireConnection();
    const connection = this.#held;
    return patiently(() => connection.executeQuery<Row>(query), this.#name, end);
  }

  /** A full disk makes SQLite roll back by itself; its error is the one to be told. */
  async rollBack(): Promise<void> {
    try {
      await this.write(CompiledQuery.raw('rollback'));
    } catch (cause) {
      if (!(cause instanceof Error && cause.message.includes('no transaction is active'))) throw cause;
    }
  }

  async end(): Promise<void> {
    if (this.#held) await this.#writing.releaseConnection(this.#held);
    this.#held = null;
  }

  streamQuery(): never {
    throw new Error('SQLite is read page by page: rows that are still being read hold the connection.');
  }
}

/** Whether a statement changes nothing, by its form. */
function isRead({ query, sql }: CompiledQuery): boolean {
  return SelectQueryNode.is(query) || /^\s*select\b/i.test(sql);
}
