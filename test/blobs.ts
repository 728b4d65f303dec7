import type { Blob } from '../src/history/blobs.ts';
import type { History } from '../src/history/database.ts';
import { registerBlobs, storeBytes } from '../src/history/store-blobs.ts';

/** Keeps bytes as a blob that nothing refers to yet. */
export async function putBlob(
  db: History,
  folder: string,
  data: Uint8Array,
  mediaType: string,
  now = new Date(),
): Promise<Blob> {
  const [blob] = await registerBlobs(db, folder, [await storeBytes(folder, data, mediaType)], now);
  return blob!;
}
