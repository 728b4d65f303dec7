import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { openDatabase } from '../history/database.ts';
import { historyLocation } from './places.ts';
import type { Kept } from './run-retention.ts';

/**
 * Opens what a service keeps in its data folder, whether or not the service runs. The caller ends it with
 * `history.destroy()`.
 *
 * @throws InspectError `data_not_found` when there is no such folder or no history in it, and others of `openDatabase`.
 */
export async function openHistory(config: Pick<Config, 'database'>, dataDir: string): Promise<Kept> {
  const location = historyLocation(config, dataDir);
  const needed = config.database === null ? location : dataDir;
  await access(needed).catch(cause => {
    throw new InspectError(
      'data_not_found',
      `There is no ${needed}, where a service keeps its inspections. Name its folder with --data-dir.`,
      { cause },
    );
  });
  return { history: await openDatabase(location), blobs: join(dataDir, 'blobs'), dataDir };
}
