import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { type History, openDatabase } from '../src/history/database.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from './postgres-server.ts';

/** What a suite gets from the database it runs on; what it opens is closed after each test. */
export interface TestDatabases {
  /** A new, empty history. */
  open(): Promise<History>;
  /** Where a new history is to be. */
  locate(): Promise<string>;
  /** The history at a place, once more: as another process would. */
  openAt(location: string): Promise<History>;
  /** A new folder. */
  folder(): Promise<string>;
}

/** Runs the same suite on SQLite and on a real PostgreSQL server; without its programs, the latter is skipped. */
export function describeOnDatabases(suite: (databases: TestDatabases) => void): void {
  describeOnSqlite(suite);
  describeOnPostgres(suite);
}

/** Runs a suite on SQLite alone. */
export function describeOnSqlite(suite: (databases: TestDatabases) => void): void {
  describe('on SQLite', () => {
    const folder = temporaryFolders();
    suite({
      folder,
      ...opening(async () => join(await folder(), 'history.db')),
    });
  });
}

function describeOnPostgres(suite: (databases: TestDatabases) => void): void {
  const programs = postgresPrograms();
  describe.skipIf(programs === null)('on PostgreSQL (needs the package postgresql)', () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgres(programs!);
    });
    afterAll(() => server?.close()); // before the suite's own, which run the other way round
    const folder = temporaryFolders();
    suite({ folder, ...opening(() => server.createDatabase()) });
  });
}

function opening(locate: () => Promise<string>): Pick<TestDatabases, 'open' | 'openAt' | 'locate'> {
  const opened: History[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(db => db.destroy()));
  });
  const openAt = async (location: string) => {
    const db = await openDatabase(location);
    opened.push(db);
    return db;
  };
  return { locate, openAt, open: async () => openAt(await locate()) };
}

function temporaryFolders(): () => Promise<string> {
  const folders: string[] = [];
  afterAll(() => Promise.all(folders.map(folder => rm(folder, { recursive: true, force: true }))));
  return async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inspectai-history-'));
    folders.push(folder);
    return folder;
  };
}
