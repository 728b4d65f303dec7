import Type from '#bundled/typebox';
import { changeUser, createUser, getUser, listUsers, type UserRecord } from '../../history/users.ts';
import { RoleName, User, userOnWire } from '../account-schemas.ts';
import { resetPassword } from '../accounts/reset-password.ts';
import { checkNewName } from '../accounts/rules.ts';
import { newTemporaryPassword } from '../accounts/tokens.ts';
import { answers } from '../answers.ts';
import type { App } from '../app-type.ts';
import { type ProblemCode, RequestError } from '../problems.ts';

const tags = ['accounts'];
const strict = { additionalProperties: false };
const Reason = Type.Optional(
  Type.String({ minLength: 1, maxLength: 1000, description: 'For the audit log.' }),
);
const NewUser = Type.Object({ name: Type.String({ maxLength: 200 }), role: RoleName }, strict);
const Change = Type.Object(
  { role: Type.Optional(RoleName), disabled: Type.Optional(Type.Boolean()), reason: Reason },
  strict,
);
const Reset = Type.Object({ reason: Reason }, strict);
const Id = Type.Object({ id: Type.String({ maxLength: 100 }) });
const WithPassword = Type.Object({
  user: User,
  temporary_password: Type.String({ description: 'Shown this once; to be changed at the first login.' }),
});
const PROBLEMS: readonly ProblemCode[] = ['invalid_argument', 'unsupported_media_type', 'overloaded'];

/** `/api/v1/users`: accounts. None is ever removed, since records name them; they are disabled. */
export function addUserRoutes(app: App): void {
  app.get(
    '/api/v1/users',
    {
      config: { permission: 'administer' },
      schema: {
        tags,
        operationId: 'listUsers',
        summary: 'All users by name',
        response: answers({ 200: Type.Object({ users: Type.Array(User) }) }),
      },
    },
    async request => ({ users: (await listUsers(request.server.accounts.history)).map(userOnWire) }),
  );
  app.post(
    '/api/v1/users',
    {
      config: { permission: 'administer' },
      schema: {
        tags,
        operationId: 'createUser',
        summary: 'Add a user with a temporary password',
        description: 'The first one must be an administrator. From then on everybody needs an account.',
        body: NewUser,
        response: answers({ 201: WithPassword }, PROBLEMS),
      },
    },
    async (request, reply) => {
      const { name, role } = request.body;
      checkNewName(name);
      const { history, passwords, now } = request.server.accounts;
      const password = newTemporaryPassword();
      const passwordHash = await passwords.hash(password);
      const change = { actor: request.actor.name, now: now() };
      const user = await createUser(history, { name, role, passwordHash, mustChangePassword: true }, change);
      await request.server.accounts.check();
      return reply.code(201).send({ user: userOnWire(user), temporary_password: password });
    },
  );
  app.patch(
    '/api/v1/users/:id',
    {
      config: { permission: 'administer' },
      schema: {
        tags,
        operationId: 'changeUser',
        summary: 'Change the role of a user, disable or enable them',
        description: 'The last administrator who can log in stays one. Disabling ends sessions at once.',
        params: Id,
        body: Change,
        response: answers({ 200: User }, [...PROBLEMS, 'not_found']),
      },
    },
    async ({ params, body, actor, server }) => {
      const { history, now } = server.accounts;
      const { reason, ...to } = body;
      const user = await changeUser(history, params.id, to, { actor: actor.name, now: now(), reason });
      return userOnWire(user ?? missing(params.id));
    },
  );
  app.post(
    '/api/v1/users/:id/password-reset',
    {
      config: { permission: 'administer' },
      schema: {
        tags,
        operationId: 'resetPassword',
        summary: 'Give a user another temporary password',
        description: 'Their sessions end at once; their API keys stay.',
        params: Id,
        body: Reset,
        response: answers({ 200: WithPassword }, [...PROBLEMS, 'not_found']),
      },
    },
    async ({ params, body, actor, server }) => {
      const { history, passwords, now } = server.accounts;
      const user = (await getUser(history, params.id)) ?? missing(params.id);
      const change = { actor: actor.name, now: now(), reason: body.reason };
      const password = await resetPassword(history, passwords, user, change);
      return { user: userOnWire({ ...user, must_change_password: 1 }), temporary_password: password };
    },
  );
}

function missing(id: string): UserRecord {
  throw new RequestError('not_found', `There is no user with the id ${id}. GET /api/v1/users lists them.`);
}
