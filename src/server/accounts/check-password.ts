import type { FastifyRequest } from 'fastify';
import { appendAudit } from '../../history/audit.ts';
import { findUser, nameKey, type UserRecord } from '../../history/users.ts';
import { RequestError } from '../problems.ts';

/**
 * The user with this name and password, or null; unknown, disabled and wrong take the same time and count the same.
 *
 * @throws RequestError `too_many_attempts` for guesses that come too fast; InspectError `overloaded`.
 */
export async function checkPassword(
  request: FastifyRequest,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<UserRecord | null> {
  const { throttle, passwords, history, now } = request.server.accounts;
  const keys = { account: nameKey(name), address: request.ip };
  const { waitMs } = throttle.begin(keys, now().getTime());
  if (waitMs > 0) throw tooMany(waitMs);
  const user = await findUser(history, name);
  const known = user?.disabled === 0 ? user.password_hash : undefined;
  const isRight = await passwords.verify(known, password).catch(cause => {
    throttle.forget(keys); // it was not looked at
    throw cause;
  });
  if (isRight) {
    throttle.succeed(keys);
    return user!;
  }
  if (throttle.isNotable(keys)) {
    const subject = `user/${user?.name ?? 'unknown'}`; // what was typed may be a password
    const after = { address: request.ip };
    await appendAudit(history, { actor: 'anonymous', action: 'login.throttled', subject, after }, now());
  }
  return null;
}

/**
 * Does `guess` unless guesses of a token from this address come too fast.
 *
 * @throws RequestError `too_many_attempts`.
 */
export async function withAddressThrottle(
  request: FastifyRequest,
  guess: () => Promise<boolean>,
): Promise<boolean> {
  const { throttle, now } = request.server.accounts;
  const keys = { account: `token from ${request.ip}`, address: request.ip };
  const { waitMs } = throttle.begin(keys, now().getTime());
  if (waitMs > 0) throw tooMany(waitMs);
  const isRight = await guess();
  if (isRight) throttle.succeed(keys);
  return isRight;
}

function tooMany(waitMs: number): RequestError {
  const seconds = Math.ceil(waitMs / 1000);
  return new RequestError(
    'too_many_attempts',
    `Too many attempts for this account or from this address. Wait ${seconds} s before the next.`,
    { retry_after_s: seconds },
  );
}
