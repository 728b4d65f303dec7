import type { History } from '../../history/database.ts';
import { type KeptJobEvent, latestJobEvents } from '../../history/job-events.ts';

/** The last events of a job, read once for everybody who listens. */
export interface EventTail {
  /** The events after a number; null when the tail begins later, so that they must be read from the history. */
  after(seq: number): readonly KeptJobEvent[] | null;
  /** Resolves when there may be more, when `ms` have passed (false), or when the signal is aborted. */
  more(ms: number, signal: AbortSignal): Promise<boolean>;
  leave(): void;
}

/** Tails of the jobs that anybody listens to. */
export interface EventTails {
  join(id: string): EventTail;
  /** Says that a job has new events. */
  changed(id: string): void;
}

interface Shared {
  events: readonly KeptJobEvent[];
  listeners: number;
  reading: Promise<void> | null;
  again: boolean;
  readonly waiting: Set<() => void>;
}

const LENGTH = 32;

/** Opens the tails; they hold nothing while nobody listens. */
export function openEventTails(history: History, failed: (cause: unknown) => void): EventTails {
  const tails = new Map<string, Shared>();
  const read = async (id: string, tail: Shared) => {
    do {
      tail.again = false;
      tail.events = await latestJobEvents(history, id, LENGTH);
    } while (tail.again);
    tail.reading = null;
    for (const wake of [...tail.waiting]) wake();
  };
  return {
    changed(id) {
      const tail = tails.get(id);
      if (!tail) return;
      if (tail.reading) tail.again = true;
      else
        tail.reading = read(id, tail).catch(cause => {
          tail.reading = null;
          failed(cause);
        });
    },
    join(id) {
      const tail = tails.get(id) ?? newTail();
      tails.set(id, tail);
      tail.listeners++;
      return {
        after(seq) {
          const first = tail.events[0]?.seq;
          return first === undefined || first > seq + 1 ? null : tail.events.filter(event => event.seq > seq);
        },
        more: (ms, signal) => wakened(tail, ms, signal),
        leave() {
          tail.listeners--;
          if (tail.listeners === 0) tails.delete(id);
        },
      };
    },
  };
}

function newTail(): Shared {
  return { events: [], listeners: 0, reading: null, again: false, waiting: new Set() };
}

function wakened({ waiting }: Shared, ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise(resolve => {
    const end = (woken: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      waiting.delete(wake);
      resolve(woken);
    };
    const wake = () => end(true);
    const stop = () => end(false);
    const timer = setTimeout(stop, ms);
    if (signal.aborted) return stop();
    waiting.add(wake);
    signal.addEventListener('abort', stop, { once: true });
  });
}
