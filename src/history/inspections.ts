import { InspectError } from '../errors.ts';
import { type Inspection, NewInspection } from '../schemas/inspection.ts';
import { checkInput } from './check-input.ts';
import { type History, inTransaction } from './database.ts';
import { newId } from './id.ts';
import { blobUsesOf, toInspection, toRow } from './inspection-row.ts';
import { emitEvent, inspectionEvent } from './webhook-events.ts';

/** What makes a repeated request known as such. */
export interface IdempotencyKey {
  /** Whose key it is: two clients may choose the same one. */
  readonly scope: string;
  readonly key: string;
  /** SHA-256 of everything that was asked for. */
  readonly requestSha256: string;
}

export interface RecordOptions {
  readonly now?: Date;
  readonly idempotency?: IdempotencyKey;
}

/** An inspection in the history, and whether it had been there before. */
export interface Recorded {
  readonly inspection: Inspection;
  readonly repeated: boolean;
}

/**
 * Records an inspection, once: with the same idempotency key and the same request, the first record is returned. Its
 * blobs must have been put before.
 *
 * @throws InspectError `invalid_argument` for a member that does not follow the schema, and for a key that was used for
 * another request; `data_invalid` for a blob that is not there.
 */
export async function recordInspection(
  db: History,
  recorded: NewInspection,
  { now = new Date(), idempotency }: RecordOptions = {},
): Promise<Recorded> {
  checkInput(NewInspection, recorded, 'The inspection');
  const inspection: Inspection = {
    id: newId(now.getTime()),
    created_at: now.toISOString(),
    ...recorded,
    review_id: null,
    reviewed_at: null,
    reviewed_by: null,
    final_decision: null,
    pictures_removed_at: null,
  };
  return inTransaction(db, async transaction => {
    if (idempotency && !(await claimKey(transaction, idempotency, inspection))) {
      const first = await findRecorded(transaction, idempotency);
      return { inspection: first!, repeated: true };
    }
    await transaction.insertInto('inspections').values(toRow(inspection)).execute();
    await referToBlobs(transaction, inspection);
    await emitEvent(transaction, inspectionEvent(inspection), now);
    return { inspection, repeated: false };
  });
}

/**
 * What was recorded for a key, or null; to be asked before anything is computed.
 *
 * @throws InspectError `invalid_argument` when the key was used for another request.
 */
export async function findRecorded(
  db: History,
  { scope, key, requestSha256 }: IdempotencyKey,
): Promise<Inspection | null> {
  const used = await db
    .selectFrom('idempotency')
    .select(['request_sha256', 'inspection_id'])
    .where('scope', '=', scope)
    .where('key', '=', key)
    .executeTakeFirst();
  if (!used) return null;
  if (used.request_sha256 !== requestSha256)
    throw new InspectError(
      'invalid_argument',
      `The idempotency key "${key}" was used for another request. Send a new key with a new request, the old one only to repeat the same.`,
    );
  return getInspection(db, used.inspection_id);
}

/** @throws InspectError `data_not_found` when there is none with that id. */
export async function getInspection(db: History, id: string): Promise<Inspection> {
  const row = await db.selectFrom('inspections').selectAll().where('id', '=', id).executeTakeFirst();
  if (row) return toInspection(row);
  throw new InspectError(
    'data_not_found',
    `There is no inspection ${JSON.stringify(id.slice(0, 100))}. Look it up in the list of inspections.`,
  );
}

/** Forgets keys of requests older than `before`; a client repeats within minutes. Returns how many. */
export async function forgetKeys(db: History, before: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('idempotency')
    .where('created_at', '<', before.toISOString())
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** False when the key is taken. A transaction that claims it at the same time is waited for. */
async function claimKey(
  db: History,
  { scope, key, requestSha256 }: IdempotencyKey,
  { id, created_at }: Inspection,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('idempotency')
    .values({ scope, key, request_sha256: requestSha256, inspection_id: id, created_at })
    .onConflict(conflict => conflict.columns(['scope', 'key']).doNothing())
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows) > 0;
}

async function referToBlobs(db: History, inspection: Inspection): Promise<void> {
  const uses = blobUsesOf(inspection);
  if (uses.length === 0) return;
  const hashes = [...new Set(uses.map(({ sha256 }) => sha256))];
  const found = await db.selectFrom('blobs').select('sha256').where('sha256', 'in', hashes).execute();
  const missing = hashes.find(hash => !found.some(({ sha256 }) => sha256 === hash));
  if (missing)
    throw new InspectError(
      'data_invalid',
      `The blob ${missing} of the inspection is not kept. Put it before the inspection is recorded.`,
    );
  await db.insertInto('blob_uses').values(uses).execute();
}
