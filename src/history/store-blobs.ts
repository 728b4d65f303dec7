import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { storageError } from '../errors.ts';
import { sha256, sha256OfFile, writeFileAtomically } from '../files.ts';
import { type Blob, blobPath } from './blobs.ts';
import { type History, inTransaction } from './database.ts';

/** A file in the folder of blobs; once the database knows it, too, it is a blob. */
export interface StoredFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
  /** Whether it was written just now, so that nobody removes it yet. */
  readonly isNew: boolean;
  /** Stores it again, should it have been removed before the database knew of it. */
  again(): Promise<void>;
}

/**
 * Writes bytes to where a blob lies, `<folder>/ab/cdef…` after their SHA-256, unless they are there. When it returns, they
 * survive a loss of power; `registerBlobs` is to follow within the hour.
 *
 * @throws InspectError `storage_full` or `storage_denied`.
 */
export async function storeBytes(folder: string, data: Uint8Array, mediaType: string): Promise<StoredFile> {
  const hash = sha256(data);
  const path = blobPath(folder, hash);
  const file = { sha256: hash, bytes: data.byteLength, mediaType, again: () => writeBlob(path, data) };
  const isNew = !(await isSound(path, file));
  if (isNew) await file.again();
  return { ...file, isNew };
}

/**
 * Moves a file to where a blob lies, unless its content is there; both folders must be on the same disk.
 *
 * @param file its path, and the hash of its content
 * @throws InspectError `storage_full` or `storage_denied`.
 */
export async function storeFile(
  folder: string,
  { path: from, sha256: hash }: { readonly path: string; readonly sha256: string },
  mediaType: string,
): Promise<StoredFile> {
  const path = blobPath(folder, hash);
  const { size: bytes } = await stat(from).catch(cause => {
    throw storageError(cause, `reading ${from}`);
  });
  const file = { sha256: hash, bytes, mediaType, again: () => moveBlob(from, path) };
  const isNew = !(await isSound(path, file));
  if (isNew) await file.again();
  return { ...file, isNew };
}

/** Makes stored files known to the database, in one transaction, and sees to it that they are there. */
export function registerBlobs(
  db: History,
  folder: string,
  files: readonly StoredFile[],
  now = new Date(),
): Promise<readonly Blob[]> {
  const time = now.toISOString();
  return inTransaction(db, async transaction => {
    const blobs: Blob[] = [];
    for (const { again, isNew, mediaType, ...facts } of files) {
      const blob = { ...facts, media_type: mediaType, created_at: time, touched_at: time };
      await transaction
        .insertInto('blobs')
        .values(blob)
        .onConflict(conflict => conflict.column('sha256').doUpdateSet({ touched_at: time }))
        .execute();
      // Who removes blobs takes rows and files away in one transaction, which came before this one or comes after it.
      if (!isNew && !(await isThere(blobPath(folder, facts.sha256), facts))) await again();
      blobs.push(blob);
    }
    return blobs;
  });
}

/** Whether a file is what its name says: one that the disk has damaged is written anew. */
async function isSound(
  path: string,
  { bytes, sha256: hash }: Pick<StoredFile, 'bytes' | 'sha256'>,
): Promise<boolean> {
  return (await isThere(path, { bytes })) && (await sha256OfFile(path).catch(() => '')) === hash;
}

async function isThere(path: string, { bytes }: Pick<StoredFile, 'bytes'>): Promise<boolean> {
  return (await stat(path).catch(() => null))?.size === bytes;
}

function writeBlob(path: string, data: Uint8Array): Promise<void> {
  return inItsFolder(path, () => writeFileAtomically(path, data));
}

function moveBlob(from: string, path: string): Promise<void> {
  return inItsFolder(path, async () => {
    const file = await open(from, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(from, path);
  });
}

/** Puts a file into a folder that is made where it is missing; the file's name lasts when this returns. */
async function inItsFolder(path: string, put: () => Promise<void>): Promise<void> {
  const folder = dirname(path);
  try {
    const created = await mkdir(folder, { recursive: true });
    await put();
    await syncFolder(folder);
    if (created !== undefined) await syncFolder(dirname(folder));
  } catch (cause) {
    throw storageError(cause, `writing ${path}`);
  }
}

/** Makes names in a folder last; Windows does so by itself and opens no folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
