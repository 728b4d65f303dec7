import { statfs } from 'node:fs/promises';
import { InspectError } from '../errors.ts';

/** Bytes of a disk that uploads leave alone. */
export const RESERVE_BYTES = 500_000_000;

/**
 * Refuses an upload that the disk has no room for, as far as its size is announced; what is not announced is found out
 * while it is written.
 *
 * @param folder where it is to lie
 * @param length the header Content-Length
 * @throws InspectError `storage_full`.
 */
export async function checkRoom(folder: string, length: string | undefined): Promise<void> {
  const bytes = Number(length ?? 0);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (bytes + RESERVE_BYTES <= free) return;
  throw new InspectError(
    'storage_full',
    `The upload has ${Math.ceil(bytes / 1e6)} MB and the disk of the server ${Math.floor(free / 1e6)} MB left, of which ${RESERVE_BYTES / 1e6} MB stay free. Free some space on the server, or send less at once.`,
  );
}
