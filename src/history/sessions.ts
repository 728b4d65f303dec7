import { type History, inTransaction } from './database.ts';
import { noteUse } from './note-use.ts';
import { getUser, type UserRecord } from './users.ts';

/** How long a login lasts, in milliseconds. */
export interface SessionLimits {
  /** Without any request. */
  readonly idleMs: number;
  /** However much it is used. */
  readonly absoluteMs: number;
}

/** How exactly the last use is kept, so that not every request writes. */
const LAST_USE_MS = 60_000;

/**
 * Records a login, and forgets those that have ended.
 *
 * @param user as they were when their password was checked
 * @returns false, and nothing is recorded, when their password was changed or they were disabled since
 */
export function openSession(
  db: History,
  { tokenSha256, user }: { readonly tokenSha256: string; readonly user: UserRecord },
  { absoluteMs }: SessionLimits,
  now: Date,
): Promise<boolean> {
  return inTransaction(db, async transaction => {
    const still = await getUser(transaction, user.id);
    if (still?.password_hash !== user.password_hash || still.disabled === 1) return false;
    await transaction.deleteFrom('sessions').where('expires_at', '<=', now.toISOString()).execute();
    const session = {
      token_sha256: tokenSha256,
      user_id: user.id,
      created_at: now.toISOString(),
      last_used_at: now.toISOString(),
      expires_at: after(now, absoluteMs),
    };
    await transaction.insertInto('sessions').values(session).execute();
    return true;
  });
}

/** Whose session this is, while it lasts and they are not disabled; counts as a use of it. */
export async function resumeSession(
  db: History,
  tokenSha256: string,
  { idleMs }: SessionLimits,
  now: Date,
): Promise<UserRecord | undefined> {
  const found = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .selectAll('users')
    .select(['sessions.last_used_at', 'sessions.expires_at'])
    .where('token_sha256', '=', tokenSha256)
    .where('users.disabled', '=', 0)
    .executeTakeFirst();
  if (!found) return undefined;
  const { last_used_at, expires_at, ...user } = found;
  if (expires_at <= now.toISOString() || last_used_at <= after(now, -idleMs)) {
    await endSession(db, tokenSha256);
    return undefined;
  }
  if (last_used_at <= after(now, -LAST_USE_MS))
    await noteUse(
      db
        .updateTable('sessions')
        .set({ last_used_at: now.toISOString() })
        .where('token_sha256', '=', tokenSha256)
        .execute(),
    );
  return user;
}

/** Ends a session; one that is not there is no error. */
export async function endSession(db: History, tokenSha256: string): Promise<void> {
  await db.deleteFrom('sessions').where('token_sha256', '=', tokenSha256).execute();
}

function after(now: Date, ms: number): string {
  return new Date(now.getTime() + ms).toISOString();
}
