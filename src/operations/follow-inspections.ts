import type { History } from '../history/database.ts';
import { getInspection } from '../history/inspections.ts';
import { recordedAfter } from '../history/recorded-after.ts';
import type { InspectionFilter, InspectionSummary } from '../schemas/inspection.ts';
import type { LiveFeed } from './live-feed.ts';

/** Which inspections are followed; what is absent restricts nothing. */
export type LiveFilter = Pick<InspectionFilter, 'category' | 'line' | 'station'>;

export interface FollowOptions {
  readonly filter: LiveFilter;
  /** The last inspection that the client has; from here on none is left out. Only new ones when left out. */
  readonly after?: string | undefined;
  /** Ends the stream. */
  readonly signal: AbortSignal;
  /** After so many milliseconds without an inspection, null is handed out. */
  readonly heartbeatMs: number;
}

/** Inspections that may wait for a client; one that is slower is cut off, and resumes from the history. */
const MOST_WAITING = 1_000;
const PAGE = 200;

/**
 * Inspections in the order of recording, from the history as far as they were missed and then as they come, each once;
 * null now and then, so that a connection is seen to live. Ends when `signal` says so or the client falls behind.
 *
 * @throws InspectError `data_not_found` when there is no inspection `after`.
 */
export async function* followInspections(
  { history, live }: { readonly history: History; readonly live: LiveFeed },
  { filter, after, signal, heartbeatMs }: FollowOptions,
): AsyncGenerator<InspectionSummary | null> {
  const waiting: InspectionSummary[] = [];
  let isBehind = false;
  let wake = () => {};
  const unfollow = live.follow(inspection => {
    if (isBehind || !isWanted(filter, inspection)) return;
    if (waiting.length === MOST_WAITING) isBehind = true;
    else waiting.push(inspection);
    wake();
  });
  const stop = () => wake();
  signal.addEventListener('abort', stop);
  try {
    const sent = new Set<string>(); // may be told once more as they come
    if (after !== undefined)
      for await (const inspection of missed(history, filter, after, signal)) {
        sent.add(inspection.id);
        if (sent.size > 2 * MOST_WAITING) sent.delete(sent.values().next().value!);
        yield inspection;
      }
    while (!signal.aborted && !(isBehind && waiting.length === 0)) {
      const next = waiting.shift();
      if (next !== undefined) {
        if (!sent.delete(next.id)) yield next;
        continue;
      }
      const isBeat = await new Promise<boolean>(resolve => {
        const beat = setTimeout(() => resolve(true), heartbeatMs);
        wake = () => {
          clearTimeout(beat);
          resolve(false);
        };
      });
      wake = () => {};
      if (isBeat) yield null;
    }
  } finally {
    unfollow();
    signal.removeEventListener('abort', stop);
  }
}

async function* missed(history: History, filter: LiveFilter, after: string, signal: AbortSignal) {
  let last: string | undefined = (await getInspection(history, after)).id;
  while (last !== undefined && !signal.aborted) {
    const page: readonly InspectionSummary[] = await recordedAfter(history, filter, {
      id: last,
      limit: PAGE,
    });
    yield* page;
    last = page.at(-1)?.id;
  }
}

function isWanted(filter: LiveFilter, inspection: InspectionSummary): boolean {
  return (['category', 'line', 'station'] as const).every(
    column => filter[column] === undefined || filter[column] === inspection[column],
  );
}
