import { InspectError } from '../errors.ts';
import type { UserTable } from './account-tables.ts';
import { appendAudit } from './audit.ts';
import { type History, inTransaction } from './database.ts';
import { newId } from './id.ts';

/** A user as they are kept; `disabled` and `must_change_password` are 0 or 1. */
export type UserRecord = Readonly<UserTable>;

/** A user to be. */
export interface NewUser {
  readonly name: string;
  readonly role: UserTable['role'];
  readonly passwordHash: string;
  readonly mustChangePassword: boolean;
}

/** Who makes a change, when, and why. */
export interface Change {
  readonly actor: string;
  readonly now: Date;
  readonly reason?: string | undefined;
}

/** Whether anybody has an account. */
export async function hasUsers(db: History): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** All users by name. */
export function listUsers(db: History): Promise<readonly UserRecord[]> {
  return db.selectFrom('users').selectAll().orderBy('name_key').execute();
}

/** The user with this id, if there is one. */
export function getUser(db: History, id: string): Promise<UserRecord | undefined> {
  return db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The user with this name in whatever case, if there is one. */
export function findUser(db: History, name: string): Promise<UserRecord | undefined> {
  return db.selectFrom('users').selectAll().where('name_key', '=', nameKey(name)).executeTakeFirst();
}

/** What is equal for names that must not exist side by side. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/**
 * Adds a user. The first of all must be an administrator, since nobody else could add the second.
 *
 * @param onlyFirst refuse when there is any user already
 * @throws InspectError `invalid_argument` when the name is taken, or when the rule of the first is broken.
 */
export function createUser(
  db: History,
  { name, role, passwordHash, mustChangePassword }: NewUser,
  { actor, now }: Change,
  {
    onlyFirst = false,
    action = 'user.create',
  }: { readonly onlyFirst?: boolean; readonly action?: string } = {},
): Promise<UserRecord> {
  const user: UserRecord = {
    id: newId(now.getTime()),
    created_at: now.toISOString(),
    name,
    name_key: nameKey(name),
    role,
    password_hash: passwordHash,
    must_change_password: mustChangePassword ? 1 : 0,
    disabled: 0,
  };
  return inTransaction(db, async transaction => {
    await appendAudit(transaction, { actor, action, subject: subjectOf(user), after: { role } }, now); // first: it makes others wait
    const isFirst = !(await hasUsers(transaction));
    if (onlyFirst && !isFirst)
      throw new InspectError('invalid_argument', 'There is an administrator already. Log in as one of them.');
    if (isFirst && role !== 'administrator')
      throw new InspectError(
        'invalid_argument',
        `The first account must be an administrator, not ${role}: nobody else could add more.`,
      );
    if (await findUser(transaction, name))
      throw new InspectError('invalid_argument', `There is a user "${name}" already. Choose another name.`);
    await transaction.insertInto('users').values(user).execute();
    return user;
  });
}

/**
 * Changes the role of a user, or disables or enables them; disabling ends their sessions.
 *
 * @returns the user afterwards, or undefined when there is none with this id
 * @throws InspectError `invalid_argument` when no administrator would be left.
 */
export function changeUser(
  db: History,
  id: string,
  to: { readonly role?: UserTable['role'] | undefined; readonly disabled?: boolean | undefined },
  { actor, now, reason }: Change,
): Promise<UserRecord | undefined> {
  return inTransaction(db, async transaction => {
    const user = await getUser(transaction, id);
    if (!user) return undefined;
    const { role = user.role, disabled = user.disabled === 1 } = to;
    const entry = { actor, subject: subjectOf(user), ...(reason !== undefined && { reason }) };
    if (role !== user.role) {
      const change = { action: 'user.role', before: { role: user.role }, after: { role } };
      await appendAudit(transaction, { ...entry, ...change }, now);
    }
    if (disabled !== (user.disabled === 1))
      await appendAudit(transaction, { ...entry, action: disabled ? 'user.disable' : 'user.enable' }, now);
    const changed = { role, disabled: disabled ? 1 : 0 };
    await transaction.updateTable('users').set(changed).where('id', '=', id).execute();
    await needAdministrator(transaction);
    if (disabled) await transaction.deleteFrom('sessions').where('user_id', '=', id).execute();
    return { ...user, ...changed };
  });
}

/** Gives a user another password and ends all their sessions. */
export function changePassword(
  db: History,
  user: UserRecord,
  to: Pick<NewUser, 'passwordHash' | 'mustChangePassword'>,
  { actor, now, reason }: Change,
): Promise<void> {
  return inTransaction(db, async transaction => {
    const action = to.mustChangePassword ? 'user.password_reset' : 'user.password_change';
    const why = reason === undefined ? {} : { reason };
    await appendAudit(transaction, { actor, action, subject: subjectOf(user), ...why }, now);
    await transaction
      .updateTable('users')
      .set({ password_hash: to.passwordHash, must_change_password: to.mustChangePassword ? 1 : 0 })
      .where('id', '=', user.id)
      .execute();
    await transaction.deleteFrom('sessions').where('user_id', '=', user.id).execute();
  });
}

async function needAdministrator(db: History): Promise<void> {
  const left = await db
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'administrator')
    .where('disabled', '=', 0)
    .limit(1)
    .executeTakeFirst();
  if (left) return;
  throw new InspectError(
    'invalid_argument',
    'This is the last administrator who can log in: nobody could manage accounts any more. Make another user an administrator before.',
  );
}

function subjectOf({ name }: Pick<UserRecord, 'name'>): string {
  return `user/${name}`;
}
