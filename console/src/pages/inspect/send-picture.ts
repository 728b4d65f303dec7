import { type ApiProblem, changeHeaders, problemOf } from '../../api/client.ts';
import type { Inspection } from '../../api/types.ts';
import { markMoment } from './moments.ts';
import type { Hold, Outcome, QueueItem } from './queue.ts';

/** Larger pictures are refused by the server, and the browser may then see no more than a broken connection. */
const MOST_BYTES = 200e6;
/** So often is a picture sent whose connection breaks off though the server answers; its key keeps it from counting twice. */
const MOST_ATTEMPTS = 3;
const ATTEMPT_WAIT_MS = 500;
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
  item: QueueItem,
  texts: SendingTexts,
  signal: AbortSignal,
): Promise<Outcome> {
  if (item.file.size > MOST_BYTES) return { kind: 'failed', problem: texts.tooLarge(item.file.size) };
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const outcome = await sendOnce(item, signal);
    if (outcome !== 'broken_off') return outcome;
    signal.throwIfAborted();
    if (!(await isServerThere(signal))) return { kind: 'hold', hold: 'offline', waitMs: OFFLINE_WAIT_MS };
    await new Promise(resolve => setTimeout(resolve, ATTEMPT_WAIT_MS));
  }
  return { kind: 'failed', problem: texts.brokeOff };
}

/** `broken_off` when there is no answer, or no whole one. */
async function sendOnce(
  { id, name, file, order }: QueueItem,
  signal: AbortSignal,
): Promise<Outcome | 'broken_off'> {
  const form = new FormData();
  form.set('category', order.category);
  for (const [label, value] of Object.entries(order.labels)) form.set(label, value);
  form.set('keep_map', 'true');
  form.set('image', file, name);
  const headers = { ...changeHeaders(), 'Idempotency-Key': id };
  const request = { method: 'POST', body: form, headers, signal };
  markMoment('sent', id);
  const response = await fetch('/api/v1/inspections', request).catch(() => null);
  if (response === null) return 'broken_off';
  if (!response.ok) return refused(await problemOf(response), response.headers.get('retry-after'));
  const answer = await response.json().catch(() => null);
  if (answer === null) return 'broken_off';
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
  // From what stands between here and the server, which is away.
  if (status === 502 || status === 504) return 'offline';
  if (code === 'stopping' || code === 'database_unavailable') return 'offline';
  return status === 503 && code === 'overloaded' ? 'busy' : null;
}

/** When it is away the picture waits; when it is there the fault lies on the way, or with the picture. */
async function isServerThere(signal: AbortSignal): Promise<boolean> {
  const answer = await fetch('/health/live', { signal }).catch(() => null);
  return answer?.ok === true;
}
