import type { ApiKeyTable } from './account-tables.ts';
import { appendAudit } from './audit.ts';
import { type History, inTransaction } from './database.ts';
import { newId } from './id.ts';
import { noteUse } from './note-use.ts';
import type { Change, UserRecord } from './users.ts';

/** A key as it is kept, without its hash, with its scopes and its owner's name. */
export interface ApiKeyRecord extends Readonly<Omit<ApiKeyTable, 'key_sha256' | 'scopes'>> {
  readonly scopes: readonly string[];
  readonly user: string;
}

/** A key to be. */
export interface NewApiKey {
  readonly name: string;
  readonly keySha256: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | null;
}

/** How exactly the last use is kept, so that not every request writes. */
const LAST_USE_MS = 600_000;

/** Adds a key of a user. */
export function createApiKey(
  db: History,
  owner: UserRecord,
  { name, keySha256, scopes, expiresAt }: NewApiKey,
  { actor, now }: Change,
): Promise<ApiKeyRecord> {
  const id = newId(now.getTime());
  const dates = {
    created_at: now.toISOString(),
    expires_at: expiresAt,
    last_used_at: null,
    revoked_at: null,
  };
  const row = { id, user_id: owner.id, name, ...dates };
  return inTransaction(db, async transaction => {
    const after = { name, owner: owner.name, scopes, expires_at: expiresAt };
    await appendAudit(transaction, { actor, action: 'api_key.create', subject: `api-key/${id}`, after }, now);
    await transaction
      .insertInto('api_keys')
      .values({ ...row, key_sha256: keySha256, scopes: JSON.stringify(scopes) })
      .execute();
    return { ...row, scopes, user: owner.name };
  });
}

/** Keys of one user or of all, the oldest first; revoked and expired ones among them. */
export async function listApiKeys(db: History, userId?: string): Promise<readonly ApiKeyRecord[]> {
  const rows = await keysWithOwner(db)
    .$if(userId !== undefined, query => query.where('user_id', '=', userId!))
    .orderBy('api_keys.created_at')
    .orderBy('api_keys.id')
    .execute();
  return rows.map(toRecord);
}

/** The key with this id, if there is one. */
export async function getApiKey(db: History, id: string): Promise<ApiKeyRecord | undefined> {
  const row = await keysWithOwner(db).where('api_keys.id', '=', id).executeTakeFirst();
  return row && toRecord(row);
}

/** Makes a key worthless for ever; one that is so already stays as it is. */
export async function revokeApiKey(db: History, key: ApiKeyRecord, { actor, now }: Change): Promise<void> {
  await inTransaction(db, async transaction => {
    const { numUpdatedRows } = await transaction
      .updateTable('api_keys')
      .set({ revoked_at: now.toISOString() })
      .where('id', '=', key.id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    const before = { name: key.name, owner: key.user };
    const entry = { actor, action: 'api_key.revoke', subject: `api-key/${key.id}`, before };
    await appendAudit(transaction, entry, now);
  });
}

/** Whose key this is and what it may do, while it is valid and they are not disabled; counts as a use of it. */
export async function recognizeApiKey(
  db: History,
  keySha256: string,
  now: Date,
): Promise<
  { readonly key: ApiKeyRecord; readonly owner: Pick<UserRecord, 'id' | 'name' | 'role'> } | undefined
> {
  const found = await keysWithOwner(db)
    .select('users.role')
    .where('key_sha256', '=', keySha256)
    .where('revoked_at', 'is', null)
    .where('users.disabled', '=', 0)
    .executeTakeFirst();
  if (!found) return undefined;
  const { role, ...row } = found;
  const key = toRecord(row);
  if (key.expires_at !== null && key.expires_at <= now.toISOString()) return undefined;
  const stale = new Date(now.getTime() - LAST_USE_MS).toISOString();
  if (key.last_used_at === null || key.last_used_at <= stale)
    await noteUse(
      db.updateTable('api_keys').set({ last_used_at: now.toISOString() }).where('id', '=', key.id).execute(),
    );
  return { key, owner: { id: key.user_id, name: key.user, role } };
}

function keysWithOwner(db: History) {
  return db
    .selectFrom('api_keys')
    .innerJoin('users', 'users.id', 'api_keys.user_id')
    .select([
      'api_keys.id',
      'api_keys.user_id',
      'api_keys.name',
      'api_keys.scopes',
      'api_keys.created_at',
      'api_keys.expires_at',
      'api_keys.last_used_at',
      'api_keys.revoked_at',
      'users.name as user',
    ]);
}

function toRecord<Row extends { readonly scopes: string }>(row: Row) {
  return { ...row, scopes: JSON.parse(row.scopes) as readonly string[] };
}
