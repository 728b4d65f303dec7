import type { History } from '../history/database.ts';
import { isPostgres } from '../history/database.ts';
import { listInspections } from '../history/list-inspections.ts';
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
/** How late a record may show itself in the database: clocks differ, and transactions take a while. */
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
  let timer: NodeJS.Timeout | undefined;
  let [begun, since] = [0, 0];
  const tell = (inspection: InspectionSummary) => {
    if (listeners.size === 0 || told.has(inspection.id)) return;
    if (timer) told.set(inspection.id, Date.now());
    for (const listener of listeners) listener(inspection);
  };
  const look = async () => {
    const from = new Date(Math.max(begun, since - OVERLAP_MS)).toISOString();
    const started = Date.now();
    for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
      const page = await listInspections(history, { from }, { order: 'oldest', limit: PAGE, cursor });
      for (const inspection of page.items) tell(inspection);
      cursor = page.next_cursor;
    }
    since = started;
    for (const [id, time] of told) if (time < since - 2 * OVERLAP_MS) told.delete(id);
  };
  const again = () => {
    timer = setTimeout(
      () =>
        void look()
          .catch(onFault)
          .finally(() => timer && again()),
      pollMs,
    ).unref();
  };
  const rest = () => {
    clearTimeout(timer);
    timer = undefined;
    told.clear();
  };
  return {
    recorded: tell,
    follow(listener) {
      if (listeners.size === 0 && isPostgres(history)) {
        begun = since = Date.now() - pollMs;
        again();
      }
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
