import type { History } from '../../history/database.ts';
import { type KeptJobEvent, listJobEvents } from '../../history/job-events.ts';
import type { EventTails } from './event-tails.ts';

/** How often something is sent when nothing happens, so that nobody on the way closes the connection. */
const HEARTBEAT_MS = 15_000;
/** After which a client that has lost the connection should come again. */
const RETRY_MS = 2_000;

export interface StreamOptions {
  /** The number of the last event that the client has; 0 for none. */
  readonly after: number;
  /** Ends the stream. */
  readonly signal: AbortSignal;
  readonly heartbeatMs?: number;
}

/**
 * The events of a job as server-sent events, each with its number as its id: those that have happened, then those that
 * happen, until the job has ended. A client that comes again with the number of its last event misses none.
 */
export async function* jobEventStream(
  history: History,
  tails: EventTails,
  id: string,
  { after, signal, heartbeatMs = HEARTBEAT_MS }: StreamOptions,
): AsyncGenerator<string> {
  const tail = tails.join(id);
  let last = after;
  try {
    yield `retry: ${RETRY_MS}\n\n`;
    let events = await listJobEvents(history, id, last);
    while (!signal.aborted) {
      for (const event of events) {
        yield asText(event);
        last = event.seq;
        if (isFinal(event)) return;
      }
      // What came while the history was read is in the tail; from here to the wait nothing else runs.
      const isUpToDate = events.length === 0 && !tail.after(last)?.length;
      if (isUpToDate && !(await tail.more(heartbeatMs, signal)) && !signal.aborted) yield ': waiting\n\n';
      events = tail.after(last) ?? (await listJobEvents(history, id, last));
    }
  } finally {
    tail.leave();
  }
}

/** Whether no event follows this one. */
export function isFinal({ event }: KeptJobEvent): boolean {
  return event.type === 'state' && event.state !== 'queued' && event.state !== 'running';
}

function asText({ seq, created_at, event }: KeptJobEvent): string {
  const { type, ...data } = event;
  return `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify({ created_at, ...data })}\n\n`;
}
