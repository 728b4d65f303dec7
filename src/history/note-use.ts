import { setTimeout } from 'node:timers/promises';

/** Milliseconds that may be waited for the note. */
const NOTE_MS = 100;

/**
 * Waits a moment for a note of a last use, and goes on when it cannot be written: whoever only looks shall not wait for
 * a database that another process holds, and the next use will be noted.
 */
export async function noteUse(written: Promise<unknown>): Promise<void> {
  const late = new AbortController();
  const waited = setTimeout(NOTE_MS, undefined, { signal: late.signal }).catch(() => undefined);
  await Promise.race([written.catch(() => undefined), waited]);
  late.abort();
}
