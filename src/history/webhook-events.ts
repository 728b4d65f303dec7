import type { Inspection, Verdict } from '../schemas/inspection.ts';
import type { Review } from '../schemas/review.ts';
import type { WebhookEvent } from '../schemas/webhook.ts';
import { type History, inTransaction } from './database.ts';
import { newId } from './id.ts';

/** Something that happened and that somebody may want to be told of. */
export interface HappenedEvent {
  readonly type: WebhookEvent;
  /** What it concerns; events of one category are told in order. */
  readonly category: string | null;
  /** Of an inspection: webhooks may ask for some verdicts only. */
  readonly decision?: Verdict;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Writes an event into the outbox of every webhook that asks for it. To be called in the transaction that records what
 * happened, as its last step, so that both last or neither. The row of the webhook is changed first, so its deliveries
 * are numbered in the order in which transactions end.
 */
export async function emitEvent(db: History, event: HappenedEvent, now = new Date()): Promise<void> {
  const webhooks = await db
    .selectFrom('webhooks')
    .select(['id', 'events', 'category', 'decisions'])
    .where('active', '=', 1)
    .orderBy('id') // two transactions lock the rows in one order
    .execute();
  const wanted = webhooks.filter(webhook => asksFor(webhook, event));
  if (wanted.length === 0) return;
  const time = now.toISOString();
  const eventId = newId(now.getTime());
  const { type, category, data } = event;
  const body = JSON.stringify({ id: eventId, type, created_at: time, category, data });
  await inTransaction(db, async transaction => {
    for (const { id } of wanted)
      await enqueue(transaction, id, { event_id: eventId, event: type, category, body, time });
  });
}

/** What a webhook is told of an inspection. */
export function inspectionEvent(inspection: Inspection): HappenedEvent {
  const { id, category, created_at, decision, reason, anomaly_score, threshold, review_threshold } =
    inspection;
  const { serial, lot, line, station, operator, model_version, p_value } = inspection;
  const scores = { anomaly_score, threshold, review_threshold, p_value };
  const labels = { serial, lot, line, station, operator };
  const { name, sha256 } = inspection.picture;
  return {
    type: 'inspection.recorded',
    category,
    decision,
    data: {
      inspection_id: id,
      created_at,
      model_version,
      decision,
      reason,
      ...scores,
      ...labels,
      picture: { name, sha256 },
      path: `/api/v1/inspections/${id}`,
    },
  };
}

/** What a webhook is told of a review. */
export function reviewEvent(inspection: Inspection, review: Review): HappenedEvent {
  const { id, inspection_id, reviewer, action, reason_code, note, decision_before, decision_after } = review;
  const { category, serial, lot, decision } = inspection;
  const outcome = { action, reason_code, note, decision_before, decision_after };
  return {
    type: 'inspection.reviewed',
    category,
    decision,
    data: { inspection_id, review_id: id, reviewer, ...outcome, serial, lot },
  };
}

/** Tells of a job that has ended, in the transaction that ends it. */
export async function emitJobFinished(db: History, id: string, now: Date): Promise<void> {
  const { kind, category, state, created_by, error } = await db
    .selectFrom('jobs')
    .select(['kind', 'category', 'state', 'created_by', 'error'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const outcome = { kind, state, created_by, error: error === null ? null : (JSON.parse(error) as unknown) };
  const data = { job_id: id, ...outcome, path: `/api/v1/jobs/${id}` };
  await emitEvent(db, { type: 'job.finished', category, data }, now);
}

interface Asking {
  readonly events: string;
  readonly category: string | null;
  readonly decisions: string | null;
}

function asksFor({ events, category, decisions }: Asking, event: HappenedEvent): boolean {
  if (!(JSON.parse(events) as string[]).includes(event.type)) return false;
  if (category !== null && category !== event.category) return false;
  if (decisions === null || event.decision === undefined) return true;
  return (JSON.parse(decisions) as string[]).includes(event.decision);
}

interface Queued {
  readonly event_id: string;
  readonly event: string;
  readonly category: string | null;
  readonly body: string;
  readonly time: string;
}

async function enqueue(db: History, webhookId: string, { time, ...queued }: Queued): Promise<void> {
  const row = await db
    .updateTable('webhooks')
    .set(eb => ({ last_seq: eb('last_seq', '+', 1) }))
    .where('id', '=', webhookId)
    .returning('last_seq')
    .executeTakeFirst();
  if (!row) return; // removed in the meantime
  await db
    .insertInto('webhook_deliveries')
    .values({
      ...queued,
      id: newId(),
      webhook_id: webhookId,
      seq: row.last_seq,
      created_at: time,
      state: 'waiting',
      attempts: 0,
      next_attempt_at: time,
      delivered_at: null,
      last_status: null,
      last_error: null,
    })
    .execute();
}
