import type { FastifyRequest } from 'fastify';
import { recognizeApiKey } from '../../history/api-keys.ts';
import { resumeSession } from '../../history/sessions.ts';
import { type Actor, LOCAL_ACTOR, type Permission, ROLE_PERMISSIONS } from '../permissions.ts';
import type { Accounts } from './accounts.ts';
import { sessionTokenOf } from './session-cookie.ts';
import { hashOfToken, isApiKey } from './tokens.ts';

/**
 * Who sent a request, by its API key or else by its session; null when it carries neither, or one that is worth nothing
 * (any more). Without accounts, everybody is `local`.
 */
export async function whoAsks(
  request: Pick<FastifyRequest, 'headers' | 'protocol'>,
  accounts: Accounts,
): Promise<Actor | null> {
  if (!(await accounts.check())) return LOCAL_ACTOR;
  const { authorization } = request.headers;
  if (authorization !== undefined) return keyHolder(authorization, accounts);
  const token = sessionTokenOf(request);
  if (token === undefined) return null;
  const { history, sessions, now } = accounts;
  const user = await resumeSession(history, hashOfToken(token), sessions, now());
  if (!user) return null;
  const { id, name, role } = user;
  const granted = user.must_change_password === 1 ? [] : ROLE_PERMISSIONS[role];
  return { id, name, role, permissions: new Set([...granted, 'account']), via: 'session' };
}

/** A key may what it was given and its owner still may. */
async function keyHolder(authorization: string, { history, now }: Accounts): Promise<Actor | null> {
  const [scheme = '', key = ''] = authorization.split(' ');
  if (scheme.toLowerCase() !== 'bearer' || !isApiKey(key)) return null;
  const found = await recognizeApiKey(history, hashOfToken(key), now());
  if (!found) return null;
  const { id, name, role } = found.owner;
  const scopes = new Set(found.key.scopes);
  const permissions = new Set(
    ROLE_PERMISSIONS[role].filter((permission: Permission) => scopes.has(permission)),
  );
  return { id, name: `${name} (API key ${found.key.name})`, role, permissions, via: 'api_key' };
}
