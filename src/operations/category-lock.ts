import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { storageError } from '../errors.ts';
import { acquireLock, type Lock } from '../lock.ts';
import { removeUnfinished } from '../patchcore/versions.ts';

/**
 * Does work that only one process may do to a category's model folder, and leaves no empty folder behind. What a
 * killed process left half-written there is removed first.
 *
 * @throws InspectError `locked`, `storage_full`, `storage_denied`, or what the work throws.
 */
export async function withCategoryLock<T>(
  folder: string,
  category: string,
  work: (lock: Lock) => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true }).catch(cause => {
    throw storageError(cause, 'creating the model folder');
  });
  const lock = await acquireLock(join(folder, '.lock'), `The category "${category}" is being trained`);
  try {
    await removeUnfinished(folder);
    return await work(lock);
  } finally {
    await lock.release();
    await rmdir(folder).catch(() => undefined); // only an empty folder can be removed
  }
}
