import { setImmediate, setTimeout } from 'node:timers/promises';
import { databaseError } from './database-error.ts';

/** Milliseconds that a statement waits for another process in all, between calls. */
const PATIENCE_MS = 5_000;

/** When the patience of who asks now is over, by the clock of `performance`. */
export function endOfPatience(): number {
  return performance.now() + PATIENCE_MS;
}

/**
 * Does one statement. One that found the file busy has done nothing, so it is tried again until `end`; who had to wait
 * for its turn until then tries once.
 *
 * @throws what `databaseError` makes of the failure.
 */
export async function patiently<T>(work: () => Promise<T>, name: string, end = endOfPatience()): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException)?.code !== 'SQLITE_BUSY') throw databaseError(cause, name);
      await setImmediate(); // else many whose patience is over would fail in a row and let nobody in between
      if (performance.now() > end) throw databaseError(cause, name);
      await setTimeout(5 + Math.random() * 20); // else two that wait would meet again
    }
  }
}
