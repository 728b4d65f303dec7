import { setTimeout as delay } from 'node:timers/promises';
import { type HttpAnswer, type HttpClient, openHttpClient } from './http-client.ts';

/** A change that the audit log must tell of, since it was answered as done. */
export interface AuditedChange {
  /** As the log names it. */
  readonly action: string;
  /** Text that only the entry of this change has. */
  readonly mark: string;
}

/** A client that changes, one after the other, what is written into the audit log. */
export interface AuditClient {
  /** Those that were answered as done. */
  readonly changes: readonly AuditedChange[];
  /** Changes until the connection breaks. */
  work(address: string): Promise<void>;
  /** Makes a change of every kind, where there is something to review. */
  finish(address: string): Promise<void>;
}

interface Attempt extends AuditedChange {
  readonly method: string;
  readonly path: string;
  readonly body: object;
}

const PAUSE_MS = 20;
const MOST_TRIES = 30;
/** Of a server that is busy, or of a review that broke off and was recorded all the same. */
const NOT_DONE: ReadonlySet<number> = new Set([409, 503, 504]);

/** @throws Error for an answer that is neither a success nor one of a busy server. */
export function openAuditClient(): AuditClient {
  const changes: AuditedChange[] = [];
  let count = 0;
  /** Makes the next change; says whether it was answered as done. */
  const step = async (client: HttpClient): Promise<boolean> => {
    const attempt = await [shifts, budget, escaped][count % 3]!(count, client);
    count++;
    if (attempt === null) return false;
    const { method, path, body, action, mark } = attempt;
    const headers = { 'content-type': 'application/json' };
    const answer = await client.send({ method, path, headers, body: JSON.stringify(body) });
    if (answer.status < 300) changes.push({ action, mark });
    else if (!NOT_DONE.has(answer.status))
      throw new Error(`A change was answered with ${answer.status}: ${answer.body.toString().slice(0, 500)}`);
    return answer.status < 300;
  };
  return {
    changes,
    async work(address) {
      const client = openHttpClient(address);
      try {
        for (;;) {
          await step(client);
          await delay(PAUSE_MS);
        }
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
      } finally {
        client.close();
      }
    },
    async finish(address) {
      const client = openHttpClient(address);
      const kinds = new Set<number>();
      for (let tries = 0; kinds.size < 3 && tries < MOST_TRIES; tries++) {
        const kind = count % 3;
        if (await step(client)) kinds.add(kind);
      }
      client.close();
    },
  };
}

/** Shifts that begin at the quarters of an hour which the bits of the count name: others for each of 2,048 changes. */
function shifts(count: number): Attempt {
  const two = (value: number) => String(value).padStart(2, '0');
  const starts = Array.from({ length: 11 }, (_, bit) => bit)
    .filter(bit => (count >> bit) & 1)
    .map(bit => `${two(1 + (bit >> 2))}:${two(15 * (bit & 3))}`);
  const body = { time_zone: 'UTC', shift_starts: ['00:00', ...starts] };
  const mark = `"shift_starts":${JSON.stringify(body.shift_starts)}`;
  return { action: 'settings.change', mark, method: 'PUT', path: '/api/v1/settings', body };
}

/** Larger than all pictures together, so that none is removed. */
function budget(count: number): Attempt {
  const budget_bytes = 1e12 + count;
  const body = { pass_days: null, review_days: null, fail_days: null, budget_bytes };
  return {
    action: 'retention.change',
    mark: String(budget_bytes),
    method: 'PUT',
    path: '/api/v1/retention',
    body,
  };
}

/** The plant's parts are good, so a review that is audited says that one was passed wrongly; null before the first. */
async function escaped(count: number, client: HttpClient): Promise<Attempt | null> {
  const list = await client.send({ path: '/api/v1/inspections?decision=PASS&reviewed=false&limit=1' });
  const id = list.status === 200 ? jsonOf(list).items[0]?.id : undefined;
  if (id === undefined) return null;
  const note = `escape ${count}.`;
  const body = { action: 'escape', reason_code: 'scratch', note };
  return {
    action: 'review.escape',
    mark: note,
    method: 'POST',
    path: `/api/v1/inspections/${id}/reviews`,
    body,
  };
}

function jsonOf({ body }: HttpAnswer): { readonly items: readonly { readonly id: string }[] } {
  return JSON.parse(body.toString());
}
