import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled } from '../errors.ts';
import type { BlobTotals } from './blobs.ts';
import type { History } from './database.ts';

/** A file that is younger may be one that is being written. */
const SETTLED_MS = 3_600_000;

/**
 * Removes from the folder of blobs what a killed program left there: unfinished files, and files that the database
 * does not know. A blob's row follows its file within the hour that it is left alone, so an older file without one belongs to nothing.
 *
 * @throws InspectError `cancelled` between two folders.
 */
export async function removeStrayFiles(
  db: History,
  folder: string,
  { now = new Date(), signal }: { readonly now?: Date; readonly signal?: AbortSignal | undefined } = {},
): Promise<BlobTotals> {
  let removed: BlobTotals = { count: 0, bytes: 0 };
  for (const start of await foldersIn(folder)) {
    throwIfCancelled(signal);
    const names = await readdir(join(folder, start));
    const known = await knownHashes(db, start);
    for (const name of names.filter(name => !known.has(start + name))) {
      const path = join(folder, start, name);
      const file = await stat(path).catch(() => null);
      if (!file?.isFile() || now.getTime() - file.mtimeMs < SETTLED_MS) continue;
      await rm(path, { force: true });
      removed = { count: removed.count + 1, bytes: removed.bytes + file.size };
    }
  }
  return removed;
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []); // nothing has been kept yet
  return names.filter(name => /^[0-9a-f]{2}$/.test(name)).sort();
}

/** The hashes of blobs that begin with these two digits. */
async function knownHashes(db: History, start: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('blobs')
    .select('sha256')
    .where('sha256', '>=', start)
    .where('sha256', '<=', `${start}g`) // g follows all hexadecimal digits
    .execute();
  return new Set(rows.map(({ sha256 }) => sha256));
}
