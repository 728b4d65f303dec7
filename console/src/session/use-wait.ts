import { useEffect, useState } from 'react';
import { ApiProblem } from '../api/client.ts';

/** Whole seconds until the next attempt, counted down from what the server asked for; 0 when it asked for none. */
export function useWait(error: Error | null): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const asked = error instanceof ApiProblem ? error.more.retry_after_s : undefined;
    const end = Date.now() + (typeof asked === 'number' ? asked * 1000 : 0);
    const left = () => Math.max(0, Math.ceil((end - Date.now()) / 1000));
    setSeconds(left());
    if (left() === 0) return;
    const timer = setInterval(() => {
      setSeconds(left());
      if (left() === 0) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [error]);
  return seconds;
}
