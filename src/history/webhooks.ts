import { randomBytes } from 'node:crypto';
import type { Selectable } from '#bundled/kysely';
import { InspectError } from '../errors.ts';
import type { Delivery, NewWebhook, Webhook, WebhookChange } from '../schemas/webhook.ts';
import { appendAudit } from './audit.ts';
import { type History, inTransaction } from './database.ts';
import { newId } from './id.ts';
import type { WebhookTable } from './tables.ts';
import type { DeliveryTarget } from './webhook-outbox.ts';

/** Who changes something, and when. */
export interface ChangeOptions {
  readonly actor: string;
  readonly now?: Date;
}

const SECRET_BYTES = 32;

/** Adds a webhook. Its secret is returned here and never again. */
export async function createWebhook(
  db: History,
  { url, events, category = null, decisions = null }: NewWebhook,
  { actor, now = new Date() }: ChangeOptions,
): Promise<Webhook & { readonly secret: string }> {
  const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  const row: Selectable<WebhookTable> = {
    id: newId(now.getTime()),
    created_at: now.toISOString(),
    created_by: actor,
    url,
    secret,
    events: JSON.stringify(events),
    category,
    decisions: decisions && JSON.stringify(decisions),
    active: 1,
    failing: 0,
    failing_since: null,
    last_error: null,
    last_seq: 0,
    lease_owner: null,
    lease_until: null,
  };
  await inTransaction(db, async transaction => {
    const after = settingsOf(toWebhook(row, 0));
    const subject = `webhook/${row.id}`;
    await appendAudit(transaction, { actor, action: 'webhook.create', subject, after }, now);
    await transaction.insertInto('webhooks').values(row).execute();
  });
  return { ...toWebhook(row, 0), secret };
}

/** All webhooks, oldest first. */
export async function listWebhooks(db: History): Promise<readonly Webhook[]> {
  const rows = await db.selectFrom('webhooks').selectAll().orderBy('id').execute();
  const waiting = await waitingByWebhook(db);
  return rows.map(row => toWebhook(row, waiting.get(row.id) ?? 0));
}

/** @throws InspectError `data_not_found` when there is none with that id. */
export async function getWebhook(db: History, id: string): Promise<Webhook> {
  const row = await db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw unknownWebhook(id);
  return toWebhook(row, (await waitingByWebhook(db)).get(id) ?? 0);
}

/**
 * Where a webhook is sent to and with which secret; for sending alone.
 *
 * @throws InspectError `data_not_found`.
 */
export async function webhookTarget(db: History, id: string): Promise<DeliveryTarget> {
  const row = await db
    .selectFrom('webhooks')
    .select(['id', 'url', 'secret'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw unknownWebhook(id);
  return row;
}

/**
 * Changes a webhook. To set `active` also ends its failing: what waits is tried at once.
 *
 * @throws InspectError `data_not_found`.
 */
export async function changeWebhook(
  db: History,
  id: string,
  { active, events, decisions, ...change }: WebhookChange,
  { actor, now = new Date() }: ChangeOptions,
): Promise<Webhook> {
  return inTransaction(db, async transaction => {
    const before = await getWebhook(transaction, id);
    const after = { ...settingsOf(before), ...change, ...given({ active, events, decisions }) };
    const subject = `webhook/${id}`;
    const entry = { actor, action: 'webhook.change', subject, before: settingsOf(before), after };
    await appendAudit(transaction, entry, now); // before the row: transactions lock in one order
    await transaction
      .updateTable('webhooks')
      .set({
        ...change,
        ...(events && { events: JSON.stringify(events) }),
        ...(decisions !== undefined && { decisions: decisions && JSON.stringify(decisions) }),
        ...(active !== undefined && { active: active ? 1 : 0 }),
        ...(active && { failing: 0, failing_since: null }),
      })
      .where('id', '=', id)
      .execute();
    if (active) await tryNow(transaction, id, now);
    return getWebhook(transaction, id);
  });
}

/**
 * Removes a webhook with its deliveries.
 *
 * @throws InspectError `data_not_found`.
 */
export async function deleteWebhook(
  db: History,
  id: string,
  { actor, now = new Date() }: ChangeOptions,
): Promise<void> {
  await inTransaction(db, async transaction => {
    const before = settingsOf(await getWebhook(transaction, id));
    await appendAudit(
      transaction,
      { actor, action: 'webhook.delete', subject: `webhook/${id}`, before },
      now,
    );
    await transaction.deleteFrom('webhooks').where('id', '=', id).execute();
  });
}

/** A webhook's deliveries, the newest first, and what continues them; null at the end. */
export async function listDeliveries(
  db: History,
  webhookId: string,
  {
    state,
    limit = 50,
    before,
  }: { readonly state?: Delivery['state']; readonly limit?: number; readonly before?: number } = {},
): Promise<{ readonly items: readonly Delivery[]; readonly next: number | null }> {
  await getWebhook(db, webhookId);
  const rows = await db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .$if(state !== undefined, query => query.where('state', '=', state!))
    .$if(before !== undefined, query => query.where('seq', '<', before!))
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map(({ webhook_id: _, seq: __, body: ___, ...delivery }) => ({
    ...delivery,
    next_attempt_at: delivery.state === 'waiting' ? delivery.next_attempt_at : null,
  }));
  return { items, next: rows.length > limit ? rows[limit - 1]!.seq : null };
}

async function waitingByWebhook(db: History): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('webhook_deliveries')
    .select(({ fn }) => ['webhook_id', fn.countAll<number>().as('count')])
    .where('state', '=', 'waiting')
    .groupBy('webhook_id')
    .execute();
  return new Map(rows.map(({ webhook_id, count }) => [webhook_id, count]));
}

async function tryNow(db: History, webhookId: string, now: Date): Promise<void> {
  await db
    .updateTable('webhook_deliveries')
    .set({ next_attempt_at: now.toISOString() })
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'waiting')
    .execute();
}

function toWebhook(row: Selectable<WebhookTable>, waiting: number): Webhook {
  const { id, created_at, created_by, url, category, failing_since, last_error } = row;
  return {
    id,
    created_at,
    created_by,
    url,
    events: JSON.parse(row.events) as Webhook['events'],
    category,
    decisions: row.decisions === null ? null : (JSON.parse(row.decisions) as Webhook['decisions']),
    state: row.active === 0 ? 'paused' : row.failing === 1 ? 'failing' : 'active',
    failing_since,
    last_error,
    waiting,
  };
}

function settingsOf({ url, events, category, decisions, state }: Webhook) {
  return { url, events, category, decisions, active: state !== 'paused' };
}

function given<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function unknownWebhook(id: string): InspectError {
  return new InspectError(
    'data_not_found',
    `There is no webhook ${JSON.stringify(id.slice(0, 100))}. Look it up in the list of webhooks.`,
  );
}
