import type { FastifyRequest } from 'fastify';
import Type from '#bundled/typebox';
import { InspectError } from '../../errors.ts';
import { createApiKey, getApiKey, listApiKeys, revokeApiKey } from '../../history/api-keys.ts';
import { getUser, type UserRecord } from '../../history/users.ts';
import { ApiKey, apiKeyOnWire, Scope } from '../account-schemas.ts';
import { hashOfToken, newApiKey } from '../accounts/tokens.ts';
import { answers } from '../answers.ts';
import type { App } from '../app-type.ts';
import { ROLE_PERMISSIONS } from '../permissions.ts';
import { RequestError } from '../problems.ts';

const tags = ['accounts'];
const NewKey = Type.Object(
  {
    name: Type.String({
      pattern: '^[A-Za-z0-9._ -]{1,64}$',
      description: 'What it is for, such as a station.',
    }),
    scopes: Type.Array(Scope, { minItems: 1, maxItems: 20, uniqueItems: true }),
    expires_at: Type.Optional(
      Type.String({ maxLength: 40, description: 'ISO 8601 with time and zone; never unless told.' }),
    ),
    user_id: Type.Optional(
      Type.String({ maxLength: 100, description: 'For somebody else; administrators only.' }),
    ),
  },
  { additionalProperties: false },
);
const Created = Type.Object({
  api_key: ApiKey,
  key: Type.String({ description: 'Shown this once: keep it. Goes into the header Authorization: Bearer …' }),
});
const Id = Type.Object({ id: Type.String({ maxLength: 100 }) });

/** `/api/v1/api-keys`: for programs. Everybody has their own; administrators see and revoke all. */
export function addApiKeyRoutes(app: App): void {
  app.get(
    '/api/v1/api-keys',
    {
      config: { permission: 'account' },
      schema: {
        tags,
        operationId: 'listApiKeys',
        summary: 'API keys without the keys: of administrators all, of others their own',
        response: answers({ 200: Type.Object({ api_keys: Type.Array(ApiKey) }) }),
      },
    },
    async request => {
      const { history } = request.server.accounts;
      const keys = await listApiKeys(history, isAdministrator(request) ? undefined : userIdOf(request));
      return { api_keys: keys.map(apiKeyOnWire) };
    },
  );
  app.post(
    '/api/v1/api-keys',
    {
      config: { permission: 'account' },
      schema: {
        tags,
        operationId: 'createApiKey',
        summary: 'Make an API key',
        description: 'It may what its scopes say as long as its owner may, and can sign nothing.',
        body: NewKey,
        response: answers({ 201: Created }, ['invalid_argument', 'not_found', 'unsupported_media_type']),
      },
    },
    async (request, reply) => {
      const { name, scopes, expires_at } = request.body;
      const { history, now } = request.server.accounts;
      const owner = await ownerOf(request, request.body.user_id);
      const refused = scopes.filter(scope => !ROLE_PERMISSIONS[owner.role].includes(scope));
      if (refused.length > 0)
        throw new RequestError(
          'forbidden',
          `${owner.name} (${owner.role}) may not do ${refused.join(', ')} and so can have no key for it.`,
        );
      const key = newApiKey();
      const expiresAt = expires_at === undefined ? null : endOf(expires_at, now());
      const made = { name, keySha256: hashOfToken(key), scopes, expiresAt };
      const record = await createApiKey(history, owner, made, { actor: request.actor.name, now: now() });
      return reply.code(201).send({ api_key: apiKeyOnWire(record), key });
    },
  );
  app.delete(
    '/api/v1/api-keys/:id',
    {
      config: { permission: 'account' },
      schema: {
        tags,
        operationId: 'revokeApiKey',
        summary: 'Make an API key worthless for ever',
        params: Id,
        response: answers({ 200: ApiKey }, ['not_found']),
      },
    },
    async request => {
      const { history, now } = request.server.accounts;
      const { id } = request.params;
      const key = await getApiKey(history, id);
      if (!key || (key.user_id !== request.actor.id && !isAdministrator(request)))
        throw new RequestError('not_found', `You have no API key with the id ${id}.`);
      await revokeApiKey(history, key, { actor: request.actor.name, now: now() });
      return apiKeyOnWire((await getApiKey(history, id)) ?? key);
    },
  );
}

function isAdministrator({ actor }: FastifyRequest): boolean {
  return actor.permissions.has('administer');
}

/** @throws RequestError `forbidden` on a server without accounts, and for a temporary password. */
function userIdOf({ actor }: FastifyRequest): string {
  if (actor.id === null)
    throw new RequestError('forbidden', 'API keys belong to users, and there are none: add the first one.');
  if (actor.permissions.size === 1)
    throw new RequestError('password_change_required', 'Change your temporary password first.');
  return actor.id;
}

async function ownerOf(request: FastifyRequest, userId: string | undefined): Promise<UserRecord> {
  const own = userIdOf(request);
  if (userId !== undefined && userId !== own && !isAdministrator(request))
    throw new RequestError('forbidden', 'Only administrators make keys for somebody else.');
  const owner = await getUser(request.server.accounts.history, userId ?? own);
  if (owner) return owner;
  throw new RequestError('not_found', `There is no user with the id ${userId}.`);
}

function endOf(text: string, now: Date): string {
  const time = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) ? new Date(text) : new Date(Number.NaN);
  if (time > now) return time.toISOString();
  throw new InspectError(
    'invalid_argument',
    `expires_at is "${text}"; expected a time to come such as 2031-01-31T00:00:00Z.`,
  );
}
