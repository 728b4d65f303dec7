import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import type { InspectionSummary } from '../../api/types.ts';
import { usePulse } from '../../api/use-pulse.ts';
import { type Connection, followLive } from './follow-live.ts';
import { SHOWN, withPart } from './last-parts.ts';
import type { Station } from './station.ts';

/** Counts are asked for anew this often at most. */
const COUNTS_MS = 1_000;

/** What a station sees. */
export interface Live {
  /** The newest first. */
  readonly parts: readonly InspectionSummary[];
  readonly connection: Connection;
  /** When the connection was there for the last time; null when it never was. */
  readonly seenAt: string | null;
}

/**
 * The parts of a station as they are inspected.
 *
 * @param onPart called for each that comes while the screen is shown
 */
export function useLive(station: Station, onPart: (part: InspectionSummary) => void): Live {
  const queries = useQueryClient();
  const [parts, setParts] = useState<readonly InspectionSummary[]>([]);
  const [connection, setConnection] = useState<Connection>('connecting');
  const [seenAt, setSeenAt] = useState<string | null>(null);
  const heard = useRef(onPart);
  heard.current = onPart;
  const restart = useRef<() => void>(() => undefined);
  const key = JSON.stringify(station);
  useEffect(() => {
    const query = JSON.parse(key) as Station;
    const recount = throttled(() => void queries.invalidateQueries({ queryKey: ['statistics', 'shift'] }));
    const latest = async () =>
      (await dataOf(api.GET('/api/v1/inspections', { params: { query: { ...query, limit: SHOWN } } }))).items;
    const live = followLive(query, latest, {
      onLatest(found) {
        setParts(found);
        recount();
      },
      onPart(part) {
        setParts(shown => withPart(shown, part));
        heard.current(part);
        recount();
      },
      onConnection(state) {
        setConnection(state);
        if (state === 'live') setSeenAt(null);
        else setSeenAt(seen => seen ?? new Date().toISOString());
      },
    });
    restart.current = live.restart;
    const { signal, abort } = stopper();
    window.addEventListener('offline', live.restart, { signal });
    window.addEventListener('online', live.restart, { signal });
    return () => {
      abort();
      live.close();
    };
  }, [key, queries]);
  usePulse(connection === 'live', () => restart.current());
  return { parts, connection, seenAt };
}

function stopper() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

/** Once for all calls of a while, at its end. */
function throttled(run: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      run();
    }, COUNTS_MS);
  };
}
