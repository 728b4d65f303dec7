import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { blobPath, damagedBlob, unreadableBlob } from './blobs.ts';

/** A blob whose content was found sound, to be sent on without being held in memory. */
export interface OpenBlob {
  readonly bytes: number;
  /** The beginning, which tells the format. */
  readonly head: Uint8Array;
  /** The content; the file is closed at its end, or when it is destroyed. To be called once. */
  stream(): Readable;
}

/** Bytes that are read and hashed in one go, between which others get their turn. */
const CHUNK = 256 * 1024;

/**
 * Opens a blob and compares its content with its name, piece by piece. The file is read twice, the second time from the
 * system's memory as a rule; so a damaged one is known before anything of it has been sent.
 *
 * @throws InspectError as `readBlob`.
 */
export async function openBlob(folder: string, sha256: string): Promise<OpenBlob> {
  const path = blobPath(folder, sha256);
  const file = await open(path, 'r').catch(cause => {
    throw unreadableBlob(cause, path, sha256);
  });
  try {
    const { hash, bytes, head } = await lookThrough(file);
    if (hash !== sha256) throw damagedBlob(path);
    return { bytes, head, stream: () => file.createReadStream({ start: 0, highWaterMark: CHUNK }) };
  } catch (cause) {
    await file.close();
    throw unreadableBlob(cause, path, sha256);
  }
}

async function lookThrough(file: FileHandle) {
  const hash = createHash('sha256');
  let [bytes, head] = [0, new Uint8Array()];
  const pieces = file.createReadStream({ start: 0, highWaterMark: CHUNK, autoClose: false });
  for await (const piece of pieces as AsyncIterable<Buffer>) {
    if (bytes === 0) head = new Uint8Array(piece);
    hash.update(piece);
    bytes += piece.byteLength;
  }
  return { hash: hash.digest('hex'), bytes, head };
}
