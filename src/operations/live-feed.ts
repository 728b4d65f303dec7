import type { History } from '../history/database.ts';
import { isPostgres } from '../history/database.ts';
import { lastRecorded, recordedAfter } from '../history/recorded-after.ts';
import type { InspectionSummary } from '../schemas/inspection.ts';

/** Inspections as they are recorded, by this process and, on a shared database, by others. */
export interface LiveFeed {
  /** Tells of an inspection that this process has recorded. */
  recorded(inspection: InspectionSummary): void;
  /** Calls `listener` for every inspection from now on, once; returns what ends that. */
  follow(listener: (inspection: InspectionSummary) => void): () => void;
  close(): void;
}

export interface LiveFeedOptions {
  /** Milliseconds between looks at what other processes have recorded. */
  readonly pollMs?: number;
  /** What a failed look at the database is told to. */
  readonly onFault?: (cause: unknown) => void;
}

const POLL_MS = 2_000;
/** How late a record may show itself in the database: it is counted when its transaction begins to write. */
const OVERLAP_MS = 30_000;
const PAGE = 500;

/** Opens the feed; it looks at the database only while somebody listens, and only where others may write to it. */
export function openLiveFeed(
  history: History,
  { pollMs = POLL_MS, onFault = () => undefined }: LiveFeedOptions = {},
): LiveFeed {
  const listeners = new Set<(inspection: InspectionSummary) => void>();
  /** Told already, with the time of each, so that the overlap is told once. */
  const told = new Map<string, number>();
  /** What had been recorded last when it was looked; the first place is where the next look begins. */
  let places: { readonly at: number; readonly id: string | null }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const tell = (inspection: InspectionSummary) => {
    if (listeners.size === 0 || told.has(inspection.id)) return;
    if (timer) told.set(inspection.id, performance.now());
    for (const listener of listeners) listener(inspection);
  };
  const look = async () => {
    const at = performance.now();
    let last = places[0] ? places[0].id : await lastRecorded(history);
    if (places[0])
      for (let isMore = true; isMore; ) {
        const page = await recordedAfter(history, {}, { id: last, limit: PAGE });
        for (const inspection of page) tell(inspection);
        last = page.at(-1)?.id ?? last;
        isMore = page.length === PAGE;
      }
    places.push({ at, id: last });
    while (places[1] && places[1].at < at - OVERLAP_MS) places.shift();
    for (const [id, time] of told) if (time < at - 2 * OVERLAP_MS) told.delete(id);
  };
  const again = (ms: number) => {
    timer = setTimeout(
      () =>
        void look()
          .catch(onFault)
          .finally(() => timer && again(pollMs)),
      ms,
    ).unref();
  };
  const rest = () => {
    clearTimeout(timer);
    timer = undefined;
    told.clear();
    places = [];
  };
  return {
    recorded: tell,
    follow(listener) {
      if (listeners.size === 0 && isPostgres(history)) again(0);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) rest();
      };
    },
    close() {
      listeners.clear();
      rest();
    },
  };
}
