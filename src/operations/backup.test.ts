import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { putBlob } from '../../test/blobs.ts';
import { describeOnSqlite } from '../../test/databases.ts';
import { anInspection } from '../../test/inspections.ts';
import { sha256 } from '../files.ts';
import { appendAudit, listAudit } from '../history/audit.ts';
import { readBlob } from '../history/blobs.ts';
import { type History, openDatabase } from '../history/database.ts';
import { getInspection, recordInspection } from '../history/inspections.ts';
import { createBackup } from './backup.ts';
import { restoreBackup, verifyBackup } from './restore.ts';
import { runRetention } from './run-retention.ts';

const run = { reporter: { progress: () => undefined, note: () => undefined } };

async function inspected(db: History, blobs: string, content: string) {
  const { sha256 } = await putBlob(db, blobs, Buffer.from(content), 'image/png');
  const { picture } = anInspection();
  const given = anInspection({ picture: { ...picture, sha256, kept: true } });
  return (await recordInspection(db, given)).inspection;
}

describeOnSqlite(databases => {
  /** A service with an inspection, an audit entry and the folder of a model. */
  async function service() {
    const root = await databases.folder();
    const path = (...names: readonly string[]) => join(root, ...names);
    const dataDir = path('data');
    const config = { database: null, modelsRoot: path('models') };
    const db = await databases.openAt(join(dataDir, 'history.sqlite'));
    const blobs = join(dataDir, 'blobs');
    const inspection = await inspected(db, blobs, 'a picture');
    await appendAudit(db, { actor: 'Eva', action: 'threshold.change', subject: 'category/cap' });
    await mkdir(path('models', 'cap', 'v1'), { recursive: true });
    await writeFile(path('models', 'cap', 'current'), 'v1\n');
    await writeFile(path('models', 'cap', 'v1', 'config.json'), '{}');
    await writeFile(path('models', 'cap', '.lock'), 'somebody');
    await mkdir(path('models', 'cap', '.123.tmp'));
    await writeFile(path('models', 'cap', '.123.tmp', 'half'), 'half');
    const request = { dataDir, output: path('backup') };
    return { path, db, blobs, config, request, inspection, dataDir };
  }

  test('a backup that is restored has every record, its picture, the audit log and the models', async () => {
    const { path, config, request, inspection } = await service();
    const report = await createBackup(config, request, run);
    expect(report).toMatchObject({ database: 'sqlite', files: 4, missing_blobs: [] });
    await verifyBackup(request.output, run);
    await restoreBackup(request.output, { dataDir: path('new'), modelsRoot: path('new models') }, run);
    const restored = await databases.openAt(path('new', 'history.sqlite'));
    expect(await getInspection(restored, inspection.id)).toEqual(inspection);
    expect(Buffer.from(await readBlob(path('new', 'blobs'), inspection.picture.sha256)).toString()).toBe(
      'a picture',
    );
    expect((await listAudit(restored)).map(({ action }) => action)).toEqual(['threshold.change']);
    expect(await readFile(path('new models', 'cap', 'current'), 'utf8')).toBe('v1\n');
    expect(await readdir(path('new models', 'cap'))).toEqual(['current', 'v1']);
    expect((await readdir(path())).filter(name => name.endsWith('.tmp'))).toEqual([]);
  });

  test('records that are written meanwhile are in it whole or not at all', async () => {
    const { path, db, blobs, config, request } = await service();
    let busy = true;
    const recorded = (async () => {
      for (let number = 0; busy; number++) await inspected(db, blobs, `picture ${number}`);
    })();
    await createBackup(config, request, run);
    busy = false;
    await recorded;
    await restoreBackup(request.output, { dataDir: path('new'), modelsRoot: path('m') }, run);
    const restored = await databases.openAt(path('new', 'history.sqlite'));
    const uses = await restored.selectFrom('blob_uses').select('sha256').execute();
    expect(uses.length).toBeGreaterThan(0);
    for (const { sha256 } of uses) await readBlob(path('new', 'blobs'), sha256);
  });

  test('is refused where something is in the way, and leaves nothing behind', async () => {
    const { path, config, request } = await service();
    await createBackup(config, request, run);
    await expect(createBackup(config, request, run)).rejects.toThrow('exists already');
    const nothing = { dataDir: path('nowhere'), output: path('b') };
    await expect(createBackup(config, nothing, run)).rejects.toMatchObject({ code: 'data_not_found' });
    const signal = AbortSignal.abort();
    const cancelled = createBackup(config, { ...request, output: path('c') }, { ...run, signal });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    const filled = restoreBackup(request.output, { dataDir: request.dataDir, modelsRoot: path('m') }, run);
    await expect(filled).rejects.toThrow('is not empty');
    expect((await readdir(path())).sort()).toEqual(['backup', 'data', 'models']);
  });

  test('says which pictures were missing or damaged', async () => {
    const { db, blobs, config, request, inspection } = await service();
    const other = await inspected(db, blobs, 'another picture');
    const file = ({ picture: { sha256 } }: typeof other) => join(blobs, sha256.slice(0, 2), sha256.slice(2));
    await rm(file(inspection));
    await writeFile(file(other), 'something else');
    const { missing_blobs } = await createBackup(config, request, run);
    expect([...missing_blobs].sort()).toEqual([inspection.picture.sha256, other.picture.sha256].sort());
    await verifyBackup(request.output, run);
  });

  test('keeps retention away, which is not told that a picture may go meanwhile', async () => {
    const { db, blobs, config, request, dataDir } = await service();
    let refused: unknown;
    const kept = { history: db, blobs, dataDir };
    const reporter = {
      note: () => undefined,
      progress: () => {
        refused ??= runRetention(kept, { actor: 'test' }).catch(cause => cause.code);
      },
    };
    await createBackup(config, request, { reporter });
    expect(await refused).toBe('locked');
    expect(await runRetention(kept, { actor: 'test' })).toMatchObject({ inspections: 0 });
  });

  const damages: Record<string, (folder: string) => Promise<void>> = {
    'another byte in a model': async folder => writeFile(join(folder, 'models', 'cap', 'current'), 'v9\n'),
    'a file that is gone': async folder => rm(join(folder, 'models', 'cap', 'v1', 'config.json')),
    'a link in the place of a file': async folder => {
      await rm(join(folder, 'models', 'cap', 'current'));
      await symlink('/etc/hostname', join(folder, 'models', 'cap', 'current'));
    },
    'another list': async folder => writeFile(join(folder, 'SHA256SUMS'), ''),
    'another database': async folder => {
      const file = join(folder, 'history.sqlite');
      const bytes = await readFile(file);
      await writeFile(file, bytes.fill(7, 5000, 5100));
    },
    'a path that leads out': async folder => relist(folder, `${'a'.repeat(64)}  models/../../outside\n`),
    'an absolute path': async folder => relist(folder, `${'a'.repeat(64)}  /etc/passwd\n`),
    'another format': async folder => {
      const path = join(folder, 'backup.json');
      await writeFile(path, (await readFile(path, 'utf8')).replace('"format": 1', '"format": 2'));
    },
  };

  /** A list with its hash as whoever means harm would write it. */
  async function relist(folder: string, sums: string): Promise<void> {
    await writeFile(join(folder, 'SHA256SUMS'), sums);
    const path = join(folder, 'backup.json');
    const facts = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...facts, sums_sha256: sha256(sums) }));
  }

  test.each(Object.entries(damages))('with %s is refused, and nothing is put in place', async (_, damage) => {
    const { path, config, request } = await service();
    await createBackup(config, request, run);
    await damage(request.output);
    await expect(verifyBackup(request.output, run)).rejects.toMatchObject({ code: 'data_invalid' });
    const target = { dataDir: path('new'), modelsRoot: path('m') };
    await expect(restoreBackup(request.output, target, run)).rejects.toMatchObject({ code: 'data_invalid' });
    expect((await readdir(path())).sort()).toEqual(['backup', 'data', 'models']);
  });

  test('what is no backup is said to be none', async () => {
    const { path } = await service();
    await expect(verifyBackup(path('data'), run)).rejects.toThrow('is no backup');
    expect((await stat(path('data'))).isDirectory()).toBe(true);
  });

  test('a backup whose audit log was altered is refused', async () => {
    const { config, request, path } = await service();
    await createBackup(config, request, run);
    const file = join(request.output, 'history.sqlite');
    const db = await openDatabase(file);
    await db
      .updateTable('audit_head')
      .set({ hash: 'f'.repeat(64) })
      .execute();
    await db.destroy();
    const sums = (await readFile(join(request.output, 'SHA256SUMS'), 'utf8')).replace(
      /^[0-9a-f]{64} {2}history/m,
      `${sha256(await readFile(file))}  history`,
    );
    await relist(request.output, sums);
    await expect(
      restoreBackup(request.output, { dataDir: path('new'), modelsRoot: path('m') }, run),
    ).rejects.toMatchObject({ code: 'data_invalid' });
  });
});
