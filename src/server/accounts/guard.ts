import type { FastifyRequest } from 'fastify';
import type { App } from '../app-type.ts';
import { HARMLESS } from '../origin.ts';
import { type Actor, NOBODY, type Permission } from '../permissions.ts';
import { RequestError } from '../problems.ts';
import type { Accounts } from './accounts.ts';
import { sessionTokenOf } from './session-cookie.ts';
import { csrfTokenOf, isSame } from './tokens.ts';
import { whoAsks } from './who-asks.ts';

/** Gives every request its actor, and refuses what the actor may not do, before any of the body is read. */
export function addGuard(app: App, accounts: Accounts): void {
  app.decorate('accounts', accounts);
  app.decorateRequest('actor');
  app.addHook('onRoute', ({ url, config }) => {
    if (config?.permission === undefined && !url.startsWith('/docs'))
      throw new Error(`The route ${url} names no permission.`);
  });
  app.addHook('onRequest', async (request, reply) => {
    request.actor = NOBODY;
    const { permission } = request.routeOptions.config;
    if (permission === undefined) return; // a path that is not there, or a page of /docs
    reply.header('cache-control', 'no-store');
    if (permission === 'public') return;
    request.actor = (await whoAsks(request, accounts)) ?? unknown(request);
    if (request.actor.via === 'session') await checkCsrf(request);
    checkPermission(request.actor, permission);
  });
}

function unknown({ headers }: FastifyRequest): never {
  throw new RequestError(
    'unauthenticated',
    headers.authorization === undefined
      ? 'This needs a login (POST /api/v1/session) or an API key (Authorization: Bearer …); the request has neither, or the login has ended.'
      : 'The header Authorization is not accepted: expected "Bearer" and an API key that is not revoked or expired, of a user who is not disabled.',
  );
}

/** A page of another site can make a browser send the cookie, but cannot know the token. */
async function checkCsrf(request: FastifyRequest): Promise<void> {
  if (HARMLESS.has(request.method)) return;
  const given = request.headers['x-csrf-token'];
  const token = sessionTokenOf(request);
  if (typeof given === 'string' && token !== undefined && isSame(given, csrfTokenOf(token))) return;
  throw new RequestError(
    'csrf_token_wrong',
    'The header X-CSRF-Token is missing or not that of the session. GET /api/v1/session tells it.',
  );
}

function checkPermission(actor: Actor, permission: Permission): void {
  if (actor.permissions.has(permission)) return;
  if (actor.via === 'session' && actor.permissions.size === 1)
    throw new RequestError(
      'password_change_required',
      'The password is a temporary one. Change it first: PUT /api/v1/session/password.',
    );
  throw new RequestError(
    'forbidden',
    `${actor.name} (${actor.role}) may not do this; it needs the permission "${permission}".`,
  );
}
