import { type ApiProblem, changeHeaders, problemOf } from '../../api/client.ts';
import type { Inspection } from '../../api/types.ts';
import { markMoment } from './moments.ts';
import type { Hold, Outcome, QueueItem } from './queue.ts';

/** Larger pictures are refused by the server, and the browser may then see no more than a broken connection. */
const MOST_BYTES = 200e6;
const OFFLINE_WAIT_MS = 2_000;
const BUSY_WAIT_MS = 2_000;
const MOST_WAIT_MS = 60_000;

/** Texts for what the server does not say itself. */
export interface SendingTexts {
  tooLarge(bytes: number): string;
  readonly brokeOff: string;
}

/**
 * Sends a picture to be inspected.
 *
 * @returns `hold` where the same picture should be sent again later: the server is busy, away, or wants a login
 * @throws an AbortError
 */
export async function sendPicture(
  { id, name, file, order }: QueueItem,
  texts: SendingTexts,
  signal: AbortSignal,
): Promise<Outcome> {
  if (file.size > MOST_BYTES) return { kind: 'failed', problem: texts.tooLarge(file.size) };
  const form = new FormData();
  form.set('category', order.category);
  for (const [label, value] of Object.entries(order.labels)) form.set(label, value);
  form.set('keep_map', 'true');
  form.set('image', file, name);
  const headers = { ...changeHeaders(), 'Idempotency-Key': id };
  const request = { method: 'POST', body: form, headers, signal };
  markMoment('sent', id);
  const response = await fetch('/api/v1/inspections', request).catch(error => error as Error);
  if (response instanceof Error) return brokenOff(response, texts, signal);
  if (!response.ok) return refused(await problemOf(response), response.headers.get('retry-after'));
  const answer = await response.json();
  markMoment('answered', id);
  return { kind: 'done', inspection: recordOf(answer) };
}

/** Without the drawings, which hundreds of records would fill the memory with; they have addresses of their own. */
function recordOf(answer: Inspection & Readonly<Record<string, unknown>>): Inspection {
  const { heatmap_base64: _heatmap, overlay_base64: _overlay, ...record } = answer;
  return record as Inspection;
}

/** What the server's refusal means for the picture and for those behind it. */
export function refused(problem: ApiProblem, retryAfter: string | null): Outcome {
  const hold = holdOf(problem);
  if (hold === null) return { kind: 'failed', problem: problem.message };
  const waitMs = Number(retryAfter) > 0 ? 1000 * Number(retryAfter) : BUSY_WAIT_MS;
  return { kind: 'hold', hold, waitMs: Math.min(waitMs, MOST_WAIT_MS) };
}

function holdOf({ status, code }: ApiProblem): Hold | null {
  if (status === 401) return 'logged_out';
  if (code === 'stopping' || code === 'database_unavailable') return 'offline';
  return status === 503 && code === 'overloaded' ? 'busy' : null;
}

/** Either the server is away, and the picture is sent again, or it is there and does not take this picture. */
async function brokenOff(error: Error, texts: SendingTexts, signal: AbortSignal): Promise<Outcome> {
  signal.throwIfAborted();
  const isAlive = await fetch('/health/live', { signal }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (isAlive && error instanceof TypeError) return { kind: 'failed', problem: texts.brokeOff };
  return { kind: 'hold', hold: 'offline', waitMs: OFFLINE_WAIT_MS };
}
