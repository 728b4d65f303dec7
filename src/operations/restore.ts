import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InspectError, storageError, throwIfCancelled } from '../errors.ts';
import { sha256OfFile } from '../files.ts';
import { databaseFaults, readDatabase } from '../history/database.ts';
import { verifyAudit } from '../history/verify-audit.ts';
import { syncFolder } from '../patchcore/versions.ts';
import {
  type BackupFacts,
  type BackupFile,
  copyHashed,
  DATABASE,
  damagedBackup,
  readFacts,
} from './backup-files.ts';
import type { Run } from './reporter.ts';

/** Where a backup goes: folders that are empty or not there. */
export interface RestoreTarget {
  readonly dataDir: string;
  readonly modelsRoot: string;
}

/**
 * Reads every file of a backup and compares it with its SHA-256, and asks the database and the audit chain in it.
 *
 * @throws InspectError `data_not_found` when it is no backup; `data_invalid` naming what is damaged; `cancelled`.
 */
export async function verifyBackup(folder: string, { reporter, signal }: Run): Promise<BackupFacts> {
  const { facts, files } = await readFacts(folder);
  for (const [index, file] of files.entries()) {
    throwIfCancelled(signal);
    await checkFile(folder, file, path => sha256OfFile(path, signal));
    reporter.progress('verifying', index + 1, files.length);
  }
  if (facts.database === 'sqlite') await checkDatabase(join(folder, DATABASE));
  return facts;
}

/**
 * Puts a backup into new folders. Files are verified while they are copied, the database afterwards; the folders appear
 * when all of it was sound.
 *
 * @throws InspectError `invalid_argument` when a folder holds something; others as `verifyBackup`; `storage_full`,
 * `storage_denied`.
 */
export async function restoreBackup(
  folder: string,
  { dataDir, modelsRoot }: RestoreTarget,
  { reporter, signal }: Run,
): Promise<BackupFacts> {
  const { facts, files } = await readFacts(folder);
  for (const target of [dataDir, modelsRoot]) await refuseFilled(target);
  const places = { data: besides(dataDir), models: besides(modelsRoot) };
  try {
    for (const place of Object.values(places)) await mkdir(place, { recursive: true, mode: 0o700 });
    for (const [index, file] of files.entries()) {
      throwIfCancelled(signal);
      const isModel = file.path.startsWith('models/');
      const to = isModel
        ? join(places.models, file.path.slice('models/'.length))
        : join(places.data, file.path);
      await checkFile(folder, file, async path => (await copyHashed(path, to, signal)).sha256);
      reporter.progress('restoring', index + 1, files.length);
    }
    if (facts.database === 'sqlite') await checkDatabase(join(places.data, DATABASE));
    await putInPlace(places.models, modelsRoot);
    await putInPlace(places.data, dataDir);
    return facts;
  } catch (cause) {
    for (const place of Object.values(places)) await rm(place, { recursive: true, force: true });
    throwIfCancelled(signal);
    throw storageError(cause, `restoring ${folder}`);
  }
}

async function checkFile(
  folder: string,
  { path, sha256 }: BackupFile,
  hashOf: (path: string) => Promise<string>,
): Promise<void> {
  const place = join(folder, path);
  const file = await lstat(place).catch(() => null);
  if (!file?.isFile()) throw damagedBackup(place, 'it is missing or no file');
  if ((await hashOf(place)) !== sha256) throw damagedBackup(place, 'it is not as it was written');
}

async function checkDatabase(path: string): Promise<void> {
  const db = readDatabase(path);
  try {
    const [fault] = await databaseFaults(db);
    if (fault) throw damagedBackup(path, fault);
    const audit = await verifyAudit(db);
    if (audit.fault) throw damagedBackup(path, audit.fault.message);
  } finally {
    await db.destroy();
  }
}

async function refuseFilled(folder: string): Promise<void> {
  const names = await readdir(folder).catch(cause => {
    if (cause.code === 'ENOENT') return [];
    throw storageError(cause, `looking into ${folder}`);
  });
  if (names.length === 0) return;
  throw new InspectError(
    'invalid_argument',
    `${folder} is not empty (it has ${names[0]}). A backup is restored into new folders only: name others, look at the result, then put them in the place of the old ones.`,
  );
}

function besides(folder: string): string {
  return `${resolve(folder)}.${randomUUID()}.tmp`;
}

async function putInPlace(from: string, to: string): Promise<void> {
  await rmdir(to).catch(() => undefined); // an empty one
  await rename(from, to);
  await syncFolder(dirname(resolve(to)));
}
