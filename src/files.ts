import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { storageError, throwIfCancelled } from './errors.ts';

/**
 * Writes a file so that readers see the old content or the new one, never a part: temporary file in the same
 * folder, fsync, rename. Creates missing folders.
 *
 * @throws InspectError `storage_full` or `storage_denied`.
 */
export async function writeFileAtomically(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    await writeDurably(temporary, data);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw storageError(cause, `writing ${path}`);
  }
}

/** Writes a new file and fsyncs it before returning. Creates missing folders. */
export async function writeDurably(path: string, data: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx');
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Files that are written at once: what is waited for is mostly the disk. */
const WRITERS = 8;

/**
 * Writes new files by their names in a folder and fsyncs them, several at once. None is written any more once one
 * fails, and none is still being written when this returns or throws.
 */
export async function writeAllDurably(
  folder: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  const waiting = Object.entries(files);
  const write = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, bytes] = next;
      await writeDurably(join(folder, name), bytes).catch(cause => {
        waiting.length = 0;
        throw cause;
      });
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: WRITERS }, write));
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
}

/** What is read of a file at once, in bytes. */
const PIECE = 1 << 17;

/**
 * SHA-256 of a file as lower-case hex, read piece by piece.
 *
 * @throws InspectError `cancelled`.
 */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    const piece = Buffer.allocUnsafe(PIECE);
    for (;;) {
      throwIfCancelled(signal);
      const { bytesRead } = await file.read(piece);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** SHA-256 of bytes as lower-case hex. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}
