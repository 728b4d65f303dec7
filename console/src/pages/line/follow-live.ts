import type { InspectionSummary } from '../../api/types.ts';
import type { Station } from './station.ts';

/** Whether what is shown is what happens. */
export type Connection = 'connecting' | 'live' | 'lost';

/** What a connection tells of. */
export interface LiveListener {
  /** The last parts, when the connection begins anew. */
  onLatest(parts: readonly InspectionSummary[]): void;
  onPart(part: InspectionSummary): void;
  onConnection(connection: Connection): void;
}

const AGAIN_MS = 1_000;

/**
 * Follows the parts of a station: the last ones, and each one as it is recorded. A connection that breaks is told at
 * once; the browser makes it again and names the last part that came (Last-Event-ID), so none is missed. Where it
 * cannot, everything begins anew.
 *
 * @param latest asks for the last parts
 * @returns `restart` for when somebody else sees that the connection is dead, and `close`
 */
export function followLive(
  station: Station,
  latest: () => Promise<readonly InspectionSummary[]>,
  { onLatest, onPart, onConnection }: LiveListener,
): { restart(): void; close(): void } {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What was begun before is over, also what has not answered yet. */
  let round = 0;
  const begin = async () => {
    const own = ++round;
    source?.close();
    clearTimeout(timer);
    try {
      const parts = await latest();
      if (own !== round) return;
      onLatest(parts);
      source = listen(parts[0]?.id);
    } catch {
      if (own !== round) return;
      onConnection('lost');
      timer = setTimeout(begin, AGAIN_MS);
    }
  };
  const listen = (after: string | undefined) => {
    const query = new URLSearchParams({ ...station, ...(after !== undefined && { after }) });
    const opened = new EventSource(`/api/v1/live?${query}`);
    opened.addEventListener('open', () => onConnection('live'));
    opened.addEventListener('inspection', ({ data }) => onPart(JSON.parse(data) as InspectionSummary));
    opened.addEventListener('error', () => {
      onConnection('lost');
      if (opened.readyState === EventSource.CLOSED && source === opened) timer = setTimeout(begin, AGAIN_MS);
    });
    return opened;
  };
  void begin();
  return {
    restart() {
      onConnection('lost');
      void begin();
    },
    close() {
      round++;
      clearTimeout(timer);
      source?.close();
    },
  };
}
