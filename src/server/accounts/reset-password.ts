import type { History } from '../../history/database.ts';
import { type Change, changePassword, type UserRecord } from '../../history/users.ts';
import type { Passwords } from './passwords.ts';
import { newTemporaryPassword } from './tokens.ts';

/**
 * Gives a user a temporary password, to be changed at the next login, and ends their sessions.
 *
 * @returns the password, which is not kept anywhere
 */
export async function resetPassword(
  history: History,
  passwords: Pick<Passwords, 'hash'>,
  user: UserRecord,
  change: Change,
): Promise<string> {
  const password = newTemporaryPassword();
  const to = { passwordHash: await passwords.hash(password), mustChangePassword: true };
  await changePassword(history, user, to, change);
  return password;
}
