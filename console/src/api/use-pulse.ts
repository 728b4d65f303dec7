import { useEffect, useRef } from 'react';
import { api, dataOf } from './client.ts';

/** How often the server is asked whether it is there: a connection may die without a word. */
const PULSE_MS = 5_000;
const PULSE_LIMIT_MS = 4_000;

/** Calls back when the server does not answer any more, though the connection seems to be there. */
export function usePulse(isLive: boolean, onDead: () => void): void {
  const called = useRef(onDead);
  called.current = onDead;
  useEffect(() => {
    if (!isLive) return;
    let isOver = false;
    const timer = setInterval(() => {
      dataOf(api.GET('/health/live', { signal: AbortSignal.timeout(PULSE_LIMIT_MS) })).catch(() => {
        if (!isOver) called.current();
      });
    }, PULSE_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [isLive]);
}
