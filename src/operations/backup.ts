import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../config.ts';
import { InspectError, storageError, throwIfCancelled } from '../errors.ts';
import { sha256OfFile, writeFileAtomically } from '../files.ts';
import { blobPath, usedBlobs } from '../history/blobs.ts';
import { type History, openDatabase, readDatabase } from '../history/database.ts';
import { copySqlite } from '../history/dialect.ts';
import { syncFolder } from '../patchcore/versions.ts';
import { type BackupFile, copyHashed, DATABASE, listModelFiles, writeFacts } from './backup-files.ts';
import { historyLocation } from './places.ts';
import type { Run } from './reporter.ts';
import { lockPictures } from './run-retention.ts';

/** What is backed up, and to where. */
export interface BackupRequest {
  readonly dataDir: string;
  /** A folder that does not exist yet. */
  readonly output: string;
}

/** What a backup holds; wire names. */
export interface BackupReport {
  readonly output: string;
  readonly created_at: string;
  readonly database: 'sqlite' | 'postgresql';
  readonly files: number;
  readonly bytes: number;
  /** Pictures that the history refers to and that are missing or damaged. */
  readonly missing_blobs: readonly string[];
}

/** In the data folder: the report of the last backup. */
export const LAST_BACKUP = 'last-backup.json';

/**
 * Backs up the history, the pictures that it refers to and all models while the service runs: the history as it is at
 * one moment, then what it needs. The folder appears when all of it is there and survives a loss of power. With
 * PostgreSQL, the history is left to its own programs.
 *
 * @throws InspectError `invalid_argument` when the output exists; `data_not_found` when there is no history; `locked`
 * while retention or another backup runs; `storage_full`, `storage_denied`, `cancelled`.
 */
export async function createBackup(
  config: Pick<Config, 'database' | 'modelsRoot'>,
  { dataDir, output }: BackupRequest,
  run: Run,
): Promise<BackupReport> {
  await refuseExisting(output);
  const temporary = `${resolve(output)}.${randomUUID()}.tmp`;
  const source = historyLocation(config, dataDir);
  if (config.database === null) await access(source).catch(cause => Promise.reject(noHistory(source, cause)));
  const lock = await lockPictures(dataDir);
  try {
    await mkdir(dirname(temporary), { recursive: true });
    await mkdir(temporary, { mode: 0o700 });
    const created_at = new Date().toISOString();
    const database: BackupReport['database'] = config.database === null ? 'sqlite' : 'postgresql';
    const copy = join(temporary, DATABASE);
    if (database === 'sqlite') await copySqlite(source, copy);
    const history = database === 'sqlite' ? readDatabase(copy) : await openDatabase(source);
    const blobs = await copyBlobs(history, join(dataDir, 'blobs'), temporary, run).finally(() =>
      history.destroy(),
    );
    const kept = [...blobs.copied, ...(await copyModels(config.modelsRoot, temporary, run))];
    if (database === 'sqlite') kept.unshift(await described(copy, run));
    const bytes = kept.reduce((sum, file) => sum + file.bytes, 0);
    const facts = { created_at, database, bytes, missing_blobs: blobs.missing };
    const { files } = await writeFacts(temporary, kept, facts);
    await rename(temporary, output);
    await syncFolder(dirname(resolve(output)));
    const report = {
      output: resolve(output),
      created_at,
      database,
      files,
      bytes,
      missing_blobs: blobs.missing,
    };
    await writeFileAtomically(join(dataDir, LAST_BACKUP), `${JSON.stringify(report, null, 2)}\n`);
    return report;
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throwIfCancelled(run.signal);
    throw storageError(cause, `writing the backup ${output}`);
  } finally {
    await lock.release();
  }
}

type CopiedFile = BackupFile & { readonly bytes: number };

async function refuseExisting(output: string): Promise<void> {
  const exists = await access(output).then(
    () => true,
    () => false,
  );
  if (exists)
    throw new InspectError(
      'invalid_argument',
      `${output} exists already. A backup is a new folder: choose another name.`,
    );
}

async function described(copy: string, { signal }: Run): Promise<CopiedFile> {
  const { size } = await stat(copy);
  return { path: DATABASE, sha256: await sha256OfFile(copy, signal), bytes: size };
}

async function copyBlobs(history: History, folder: string, to: string, { reporter, signal }: Run) {
  const copied: CopiedFile[] = [];
  const missing: string[] = [];
  for await (const hash of usedBlobs(history)) {
    throwIfCancelled(signal);
    const path = `blobs/${hash.slice(0, 2)}/${hash.slice(2)}`;
    const file = await copyHashed(blobPath(folder, hash), join(to, path), signal).catch(ifMissing);
    if (file?.sha256 === hash) copied.push({ path, ...file });
    else {
      missing.push(hash);
      await rm(join(to, path), { force: true });
    }
    if (copied.length % 100 === 0) reporter.progress('copying pictures', copied.length, copied.length);
  }
  return { copied, missing };
}

async function copyModels(modelsRoot: string, to: string, { reporter, signal }: Run): Promise<CopiedFile[]> {
  const paths = await listModelFiles(modelsRoot);
  const copied: CopiedFile[] = [];
  for (const [index, name] of paths.entries()) {
    throwIfCancelled(signal);
    const path = `models/${name}`;
    const file = await copyHashed(join(modelsRoot, name), join(to, path), signal).catch(ifMissing);
    if (file) copied.push({ path, ...file });
    else await rm(join(to, path), { force: true });
    reporter.progress('copying models', index + 1, paths.length);
  }
  return copied;
}

function ifMissing(cause: NodeJS.ErrnoException): null {
  if (cause.code === 'ENOENT') return null;
  throw cause;
}

function noHistory(path: string, cause: unknown): InspectError {
  return new InspectError(
    'data_not_found',
    `There is no ${path}, where a service keeps its inspections. Name its folder with --data-dir.`,
    { cause },
  );
}
