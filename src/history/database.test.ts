import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { sql } from '#bundled/kysely';
import { describeOnDatabases, describeOnSqlite } from '../../test/databases.ts';
import { anInspection } from '../../test/inspections.ts';
import { databaseFaults, inTransaction, openDatabase } from './database.ts';
import { getInspection, recordInspection } from './inspections.ts';
import { listInspections } from './list-inspections.ts';

describeOnDatabases(databases => {
  test('what was recorded is there when the history is opened again', async () => {
    const location = await databases.locate();
    const { inspection } = await recordInspection(await databases.openAt(location), anInspection());
    expect(await getInspection(await databases.openAt(location), inspection.id)).toEqual(inspection);
  });

  test('programs that open a new history at the same time all succeed', async () => {
    const location = await databases.locate();
    const histories = await Promise.all(Array.from({ length: 4 }, () => databases.openAt(location)));
    for (const db of histories) expect((await listInspections(db, {})).items).toEqual([]);
  });

  test('a transaction that fails leaves nothing, and inner ones belong to the outer', async () => {
    const db = await databases.open();
    const attempt = inTransaction(db, async outer => {
      await inTransaction(outer, inner => recordInspection(inner, anInspection()));
      throw new Error('changed my mind');
    });
    await expect(attempt).rejects.toThrow('changed my mind');
    expect((await listInspections(db, {})).items).toEqual([]);
  });

  test('a sound database has no faults', async () => {
    const db = await databases.open();
    await recordInspection(db, anInspection());
    expect(await databaseFaults(db)).toEqual([]);
  });

  test('a history of a later version is refused', async () => {
    const location = await databases.locate();
    const db = await databases.openAt(location);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2030-01-01')`.execute(db);
    await expect(openDatabase(location)).rejects.toMatchObject({
      code: 'data_invalid',
      message: expect.stringContaining('9999-later'),
    });
  });
});

describe('a file', () => {
  describeOnSqlite(databases => {
    test('is made with its folder, in write-ahead mode, synchronous, with foreign keys', async () => {
      const db = await databases.openAt(join(await databases.folder(), 'deep', 'history.db'));
      const pragma = async (name: string) =>
        Object.values((await sql<object>`pragma ${sql.raw(name)}`.execute(db)).rows[0]!)[0];
      expect(await pragma('journal_mode')).toBe('wal');
      expect(await pragma('synchronous')).toBe(2);
      expect(await pragma('foreign_keys')).toBe(1);
    });

    test('that is no database is refused by name and left as it is', async () => {
      const path = join(await databases.folder(), 'history.db');
      await writeFile(path, 'these are no tables, '.repeat(100));
      await expect(openDatabase(path)).rejects.toMatchObject({
        code: 'data_invalid',
        message: expect.stringContaining(path),
      });
      expect(await readFile(path, 'utf8')).toMatch(/^these are no tables/);
    });

    test('that another process is writing is locked, and works again afterwards', async () => {
      const path = join(await databases.folder(), 'history.db');
      const db = await databases.openAt(path);
      const other = new Sqlite(path);
      other.exec('begin immediate');
      await expect(recordInspection(db, anInspection())).rejects.toMatchObject({ code: 'locked' });
      expect((await listInspections(db, {})).items).toEqual([]);
      other.exec('rollback');
      other.close();
      expect((await recordInspection(db, anInspection())).repeated).toBe(false);
    });

    test('that another process is writing keeps all who write waiting once and nobody who reads', async () => {
      const path = join(await databases.folder(), 'history.db');
      const db = await databases.openAt(path);
      const other = new Sqlite(path);
      other.exec('begin immediate');
      const started = performance.now();
      const writers = Promise.allSettled(
        Array.from({ length: 6 }, () => recordInspection(db, anInspection())),
      );
      let [isWaiting, reads] = [true, 0];
      void writers.then(() => {
        isWaiting = false;
      });
      for (; isWaiting; reads++) {
        expect((await listInspections(db, {})).items).toEqual([]);
        await delay(50);
      }
      const waitedMs = performance.now() - started;
      for (const outcome of await writers)
        expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'locked' } });
      other.exec('rollback');
      other.close();
      expect(waitedMs).toBeLessThan(2 * 5_000); // what one waits, and as much for a slow machine
      expect(reads).toBeGreaterThan(10);
      expect((await recordInspection(db, anInspection())).repeated).toBe(false);
    }, 60_000);

    test('that is full says so, and works again when there is space', async () => {
      const path = join(await databases.folder(), 'history.db');
      const db = await databases.openAt(path);
      await sql`pragma max_page_count = 1`.execute(db);
      const fill = async () => {
        for (let count = 0; count < 100; count++)
          await recordInspection(db, anInspection({ reason: 'x'.repeat(4000) }));
      };
      await expect(fill()).rejects.toMatchObject({ code: 'storage_full' });
      await sql`pragma max_page_count = 1000000`.execute(db);
      expect((await recordInspection(db, anInspection())).repeated).toBe(false);
      expect(await databaseFaults(db)).toEqual([]);
    });

    test('in a folder that is a file is refused', async () => {
      const folder = await databases.folder();
      await writeFile(join(folder, 'taken'), '');
      await chmod(folder, 0o755);
      await expect(openDatabase(join(folder, 'taken', 'history.db'))).rejects.toMatchObject({
        code: 'storage_denied',
      });
    });
  });
});

describe('a PostgreSQL server that is not there', () => {
  test('is told with its address and without the password', async () => {
    const attempt = openDatabase('postgres://inspectai:secret@127.0.0.1:1/history');
    await expect(attempt).rejects.toMatchObject({
      code: 'database_unavailable',
      message: expect.stringContaining('127.0.0.1:1/history cannot be reached'),
    });
    await expect(attempt).rejects.not.toThrow('secret');
  });
});
