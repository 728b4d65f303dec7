import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InspectError, storageError } from '../errors.ts';
import { sha256 } from '../files.ts';
import { type History, inTransaction } from './database.ts';
import type { BlobTable } from './tables.ts';

/** A file kept under the hash of its content. */
export type Blob = Readonly<BlobTable>;

/** How long a blob that nothing refers to is left alone after it was handed in: its inspection is still to come. */
const GRACE_MS = 3_600_000;
/** Rows that are read at a time. */
const PAGE = 1000;

/** How many blobs lie there, and their size. */
export interface BlobTotals {
  readonly count: number;
  readonly bytes: number;
}

/**
 * The bytes of a blob, checked against their hash.
 *
 * @throws InspectError `data_not_found` when it is not kept; `data_invalid` when the file was altered.
 */
export async function readBlob(folder: string, hash: string): Promise<Uint8Array> {
  const path = blobPath(folder, hash);
  const data = await readFile(path).catch(cause => {
    throw unreadableBlob(cause, path, hash);
  });
  if (sha256(data) === hash) return data;
  throw damagedBlob(path);
}

/** The error of a blob whose content is not that of its name. */
export function damagedBlob(path: string): InspectError {
  return new InspectError(
    'data_invalid',
    `The blob ${path} is damaged: its content does not match its name. Restore the file from a backup, or inspect the same picture again.`,
  );
}

/** The error of a blob that cannot be opened or read; anything else as it came. */
export function unreadableBlob(cause: unknown, path: string, hash: string): unknown {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') return storageError(cause, `reading ${path}`);
  return new InspectError(
    'data_not_found',
    `The blob ${hash} is not kept. Retention may have removed it; older backups may have it.`,
    { cause },
  );
}

/**
 * Where a blob lies in the folder of blobs.
 *
 * @throws InspectError `invalid_argument` for what is no SHA-256.
 */
export function blobPath(folder: string, hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash))
    throw new InspectError('invalid_argument', 'The name of a blob is a SHA-256: 64 digits from 0 to f.');
  return join(folder, hash.slice(0, 2), hash.slice(2));
}

/** What is kept in all. */
export async function blobTotals(db: History): Promise<BlobTotals> {
  const { count, bytes } = await db
    .selectFrom('blobs')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.sum<number | null>('bytes').as('bytes')])
    .executeTakeFirstOrThrow();
  return { count, bytes: bytes ?? 0 };
}

/**
 * Removes those of the named blobs, or of all, that nothing refers to and that were not handed in within the last hour.
 * A row goes in the same transaction as its file, so who hands the same bytes in meanwhile waits and writes them again.
 */
export async function removeUnusedBlobs(
  db: History,
  folder: string,
  { hashes, now = new Date() }: { readonly hashes?: readonly string[]; readonly now?: Date } = {},
): Promise<BlobTotals> {
  const settled = new Date(now.getTime() - GRACE_MS).toISOString();
  if (hashes?.length === 0) return { count: 0, bytes: 0 };
  return inTransaction(db, async transaction => {
    const removed = await transaction
      .deleteFrom('blobs')
      .where('touched_at', '<', settled)
      .$if(hashes !== undefined, query => query.where('sha256', 'in', hashes!))
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('blob_uses').select('role').whereRef('blob_uses.sha256', '=', 'blobs.sha256'))),
      )
      .returning(['sha256', 'bytes'])
      .execute();
    for (const { sha256 } of removed) await rm(blobPath(folder, sha256), { force: true });
    return { count: removed.length, bytes: removed.reduce((sum, { bytes }) => sum + bytes, 0) };
  });
}

/** The hashes of all blobs that an inspection refers to, in order, read page by page. */
export async function* usedBlobs(db: History): AsyncGenerator<string> {
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('blob_uses')
      .select('sha256')
      .distinct()
      .where('sha256', '>', after)
      .orderBy('sha256')
      .limit(PAGE)
      .execute();
    for (const { sha256 } of rows) yield sha256;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.sha256;
  }
}
