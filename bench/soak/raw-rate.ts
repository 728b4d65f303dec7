import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadConfig } from '../../src/load-config.ts';
import type { Plant } from './plant.ts';

/** Inspects pictures for as long as it is open. */
export interface RawPool {
  /** Inspects so many, the pictures in turn; gives back how many a second. */
  rate(inspections: number): Promise<number>;
  close(): Promise<void>;
}

const PROCESSES = 2;
/** Inspections that are asked for at once: each process has one, and one waits for it. */
const CALLERS = 2 * PROCESSES;

/**
 * Opens the processes that the server has, without the server: the rate that its own is compared with.
 *
 * @param program `dist/cli/main.js`, whose build is used
 * @param paths pictures as files
 */
export async function openRawPool(program: string, plant: Plant, paths: readonly string[]): Promise<RawPool> {
  const built = pathToFileURL(join(dirname(program), '..', 'operations', 'inspection-pool.js'));
  const { openInspectionPool } = (await import(
    built.href
  )) as typeof import('../../src/operations/inspection-pool.ts');
  const settings = { modelsRoot: plant.modelsRoot, device: 'cpu', threads: '1' };
  const { config } = loadConfig(settings, undefined, {});
  const pool = await openInspectionPool({ processes: PROCESSES, queueLimit: 64, timeoutMs: 60_000 });
  return {
    async rate(inspections) {
      let sent = 0;
      const call = async () => {
        while (sent < inspections) {
          const picture = paths[sent++ % paths.length]!;
          const asked = { category: plant.category, picture, name: 'picture', draw: [] };
          await pool.inspect({ config, ...asked, mapUnlessPass: true }); // as the server asks
        }
      };
      const started = performance.now();
      await Promise.all(Array.from({ length: CALLERS }, call));
      return (1000 * inspections) / (performance.now() - started);
    },
    close: () => pool.close(),
  };
}
