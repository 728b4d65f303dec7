import { setTimeout as delay } from 'node:timers/promises';
import { type HttpAnswer, openHttpClient } from './http-client.ts';

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
}

interface Attempt extends AuditedChange {
  readonly method: string;
  readonly path: string;
  readonly body: object;
}

const PAUSE_MS = 20;
/** Of a server that is busy, or of a review that broke off and was recorded all the same. */
const NOT_DONE: ReadonlySet<number> = new Set([409, 503, 504]);

/** @throws Error for an answer that is neither a success nor one of a busy server. */
export function openAuditClient(): AuditClient {
  const changes: AuditedChange[] = [];
  let count = 0;
  return {
    changes,
    async work(address) {
      const client = openHttpClient(address);
      const send = async ({ method, path, body }: Pick<Attempt, 'method' | 'path' | 'body'>) => {
        const headers = { 'content-type': 'application/json' };
        return client.send({ method, path, headers, body: JSON.stringify(body) });
      };
      const overrule = async (): Promise<Attempt | null> => {
        const queue = await client.send({ path: '/api/v1/reviews/queue?limit=1' });
        const id = queue.status === 200 ? jsonOf(queue).items[0]?.id : undefined;
        return id === undefined ? null : overruling(id, count);
      };
      try {
        for (;;) {
          const attempt = await [async () => shifts(count), async () => budget(count), overrule][
            count++ % 3
          ]!();
          const { status, body } = attempt ? await send(attempt) : { status: 503, body: '' };
          if (attempt && status < 300) changes.push({ action: attempt.action, mark: attempt.mark });
          else if (!NOT_DONE.has(status))
            throw new Error(`A change was answered with ${status}: ${body.toString().slice(0, 500)}`);
          await delay(PAUSE_MS);
        }
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
      } finally {
        client.close();
      }
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

function overruling(id: string, count: number): Attempt {
  const note = `overruling ${count}.`;
  const body = { action: 'overrule', reason_code: 'dirt', note };
  return {
    action: 'review.overrule',
    mark: note,
    method: 'POST',
    path: `/api/v1/inspections/${id}/reviews`,
    body,
  };
}

function jsonOf({ body }: HttpAnswer): { readonly items: readonly { readonly id: string }[] } {
  return JSON.parse(body.toString());
}
