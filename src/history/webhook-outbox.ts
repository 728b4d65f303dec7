import { type History, inTransaction } from './database.ts';

/** A webhook that a server delivers to. */
export interface DeliveryTarget {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
}

/** The delivery of a category that is to be sent next; those behind it wait until it has arrived. */
export interface NextDelivery {
  readonly id: string;
  readonly webhook_id: string;
  readonly event_id: string;
  readonly event: string;
  readonly category: string | null;
  readonly body: string;
  readonly attempts: number;
}

/** What came of an attempt. */
export interface Attempt {
  readonly delivered: boolean;
  readonly status: number | null;
  readonly error: string | null;
}

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 3_600_000;
/** How long deliveries are tried before their webhook is taken for failing. */
const PATIENCE_MS = 3 * 86_400_000;

/**
 * The webhooks that this server may deliver to until `leaseMs` from now: of several servers on one database, one
 * delivers to a webhook at a time, so that events come in order.
 */
export async function leaseWebhooks(
  db: History,
  owner: string,
  { leaseMs, now = new Date() }: { readonly leaseMs: number; readonly now?: Date },
): Promise<readonly DeliveryTarget[]> {
  const time = now.toISOString();
  const until = new Date(now.getTime() + leaseMs).toISOString();
  return db
    .updateTable('webhooks')
    .set({ lease_owner: owner, lease_until: until })
    .where('active', '=', 1)
    .where('failing', '=', 0)
    .where(({ or, eb }) =>
      or([
        eb('lease_owner', 'is', null),
        eb('lease_owner', '=', owner),
        eb('lease_until', '<', time),
        eb('lease_until', '>', until), // by a clock that has been set back since
      ]),
    )
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('webhook_deliveries')
          .select('webhook_deliveries.id')
          .whereRef('webhook_deliveries.webhook_id', '=', 'webhooks.id')
          .where('state', '=', 'waiting'),
      ),
    )
    .returning(['id', 'url', 'secret'])
    .execute();
}

/** Gives the webhooks back, for another server or the next start. */
export async function releaseWebhooks(db: History, owner: string): Promise<void> {
  await db
    .updateTable('webhooks')
    .set({ lease_owner: null, lease_until: null })
    .where('lease_owner', '=', owner)
    .execute();
}

/**
 * The first delivery of every category that waits for a webhook, as far as its time has come. Each is found by one step
 * into the index, however many wait behind it.
 */
export async function nextDeliveries(
  db: History,
  webhookId: string,
  now = new Date(),
): Promise<readonly NextDelivery[]> {
  const heads = [await firstOf(waitingFor(db, webhookId).where('category', 'is', null))];
  for (let last: string | null = ''; last !== null; last = heads.at(-1)?.category ?? null)
    heads.push(await firstOf(waitingFor(db, webhookId).where('category', '>', last).orderBy('category')));
  return heads
    .filter(head => head !== undefined)
    .filter(head => isDue(head, now))
    .sort((a, b) => a.seq - b.seq);
}

/** The first delivery of one category that waits for a webhook, when its time has come. */
export async function nextDelivery(
  db: History,
  { webhook_id, category }: Pick<NextDelivery, 'webhook_id' | 'category'>,
  now = new Date(),
): Promise<NextDelivery | undefined> {
  const waiting = waitingFor(db, webhook_id);
  const head = await firstOf(
    category === null ? waiting.where('category', 'is', null) : waiting.where('category', '=', category),
  );
  return head && isDue(head, now) ? head : undefined;
}

function waitingFor(db: History, webhookId: string) {
  return db
    .selectFrom('webhook_deliveries')
    .select(['id', 'webhook_id', 'event_id', 'event', 'category', 'body', 'attempts'])
    .select(['seq', 'next_attempt_at'])
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'waiting');
}

function firstOf(waiting: ReturnType<typeof waitingFor>) {
  return waiting.orderBy('seq').limit(1).executeTakeFirst();
}

interface Due {
  readonly next_attempt_at: string;
  readonly attempts: number;
}

/** Whether the time has come; a time further off than any wait was set by a clock that has been set back since. */
function isDue({ next_attempt_at, attempts }: Due, now: Date): boolean {
  const leftMs = Date.parse(next_attempt_at) - now.getTime();
  return leftMs <= 0 || attempts === 0 || leftMs > waitMs(attempts - 1, 1);
}

/**
 * Writes down what came of an attempt: the next one is set further and further away, and after three days without one
 * that arrives the webhook is failing.
 *
 * @param random from 0 to 1: where between half and the whole of the waiting time the next attempt lies, so that not
 * all come at once
 */
export async function recordAttempt(
  db: History,
  { id, webhook_id, attempts }: NextDelivery,
  { delivered, status, error }: Attempt,
  { now = new Date(), random = Math.random() }: { readonly now?: Date; readonly random?: number } = {},
): Promise<void> {
  const time = now.toISOString();
  await inTransaction(db, async transaction => {
    await transaction
      .updateTable('webhook_deliveries')
      .set({
        attempts: attempts + 1,
        last_status: status,
        last_error: error,
        next_attempt_at: new Date(now.getTime() + waitMs(attempts, random)).toISOString(),
        ...(delivered && { state: 'delivered' as const, delivered_at: time }),
      })
      .where('id', '=', id)
      .execute();
    if (delivered) await recordSuccess(transaction, webhook_id);
    else await recordFailure(transaction, webhook_id, error, now);
  });
}

/** Removes what was delivered before `before`, and what could not be delivered before `undeliveredBefore`. */
export async function forgetDeliveries(
  db: History,
  { before, undeliveredBefore }: { readonly before: Date; readonly undeliveredBefore: Date },
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('webhook_deliveries')
    .where(({ or, and, eb }) =>
      or([
        and([eb('state', '=', 'delivered'), eb('created_at', '<', before.toISOString())]),
        and([eb('state', '=', 'waiting'), eb('created_at', '<', undeliveredBefore.toISOString())]),
      ]),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

function waitMs(attempts: number, random: number): number {
  const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts, 20));
  return whole * (0.5 + random / 2);
}

/** A webhook that some category reaches is not failing; others go on to be tried. */
async function recordSuccess(db: History, id: string): Promise<void> {
  await db
    .updateTable('webhooks')
    .set({ failing: 0, failing_since: null, last_error: null })
    .where('id', '=', id)
    .execute();
}

async function recordFailure(db: History, id: string, error: string | null, now: Date): Promise<void> {
  const time = now.toISOString();
  const { failing_since } = await db
    .updateTable('webhooks')
    .set(({ fn, val }) => ({ last_error: error, failing_since: fn.coalesce('failing_since', val(time)) }))
    .where('id', '=', id)
    .returning('failing_since')
    .executeTakeFirst()
    .then(row => row ?? { failing_since: null });
  if (failing_since === null || now.getTime() - Date.parse(failing_since) < PATIENCE_MS) return;
  await db.updateTable('webhooks').set({ failing: 1 }).where('id', '=', id).execute();
}
