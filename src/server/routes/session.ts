import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from '#bundled/typebox';
import { InspectError } from '../../errors.ts';
import { endSession, openSession } from '../../history/sessions.ts';
import { changePassword, createUser, getUser, type UserRecord } from '../../history/users.ts';
import { User, userOnWire } from '../account-schemas.ts';
import { checkPassword, withAddressThrottle } from '../accounts/check-password.ts';
import { checkNewName, checkNewPassword } from '../accounts/rules.ts';
import { clearSessionCookie, sessionTokenOf, setSessionCookie } from '../accounts/session-cookie.ts';
import { csrfTokenOf, hashOfToken, newToken } from '../accounts/tokens.ts';
import { whoAsks } from '../accounts/who-asks.ts';
import { answers } from '../answers.ts';
import type { App } from '../app-type.ts';
import { type ProblemCode, RequestError } from '../problems.ts';

const tags = ['accounts'];
const Password = Type.String({ maxLength: 1000 });
const strict = { additionalProperties: false };
const Login = Type.Object({ name: Type.String({ maxLength: 200 }), password: Password }, strict);
const Change = Type.Object({ old_password: Password, new_password: Password }, strict);
const SetUp = Type.Object(
  { token: Type.String({ maxLength: 200 }), name: Type.String({ maxLength: 200 }), password: Password },
  strict,
);
const LoggedIn = Type.Object({
  user: User,
  csrf_token: Type.String({ description: 'For the header X-CSRF-Token of every request but GET.' }),
});
const Session = Type.Object({
  accounts: Type.Boolean({ description: 'Whether a login is needed.' }),
  setup: Type.Boolean({ description: 'The first administrator is still to be made.' }),
  name: Type.Union([Type.String(), Type.Null()], { description: 'Who asks; null when that is not known.' }),
  role: Type.Union([Type.String(), Type.Null()]),
  permissions: Type.Array(Type.String()),
  password_change_required: Type.Boolean(),
  csrf_token: Type.Union([Type.String(), Type.Null()]),
});
const Nothing = Type.Null({ description: 'No content.' });
const PROBLEMS: readonly ProblemCode[] = [
  'invalid_argument',
  'login_failed',
  'too_many_attempts',
  'unsupported_media_type',
  'overloaded',
];

/** `/api/v1/session`: to log in and out, and one's own password; `/api/v1/setup`: the first administrator. */
export function addSessionRoutes(app: App): void {
  app.get(
    '/api/v1/session',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        operationId: 'getSession',
        summary: 'Who asks, and what they may do',
        response: answers({ 200: Session }),
      },
    },
    async request => {
      const { accounts } = request.server;
      const actor = await whoAsks(request, accounts);
      const token = actor?.via === 'session' ? sessionTokenOf(request) : undefined;
      const permissions = [...(actor?.permissions ?? [])];
      return {
        accounts: accounts.areNeeded,
        setup: accounts.setup?.isOpen ?? false,
        name: actor?.name ?? null,
        role: actor?.role ?? null,
        permissions,
        password_change_required: actor?.via === 'session' && permissions.length === 1,
        csrf_token: token === undefined ? null : csrfTokenOf(token),
      };
    },
  );
  app.post(
    '/api/v1/session',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        operationId: 'logIn',
        summary: 'Log in',
        description: 'The session is a cookie that no script reads. One that the request carries is ended.',
        body: Login,
        response: answers({ 200: LoggedIn }, PROBLEMS),
      },
    },
    async (request, reply) => {
      const user = await checkPassword(request, request.body);
      if (!user) throw new RequestError('login_failed', 'The name or the password is wrong.');
      return beginSession(request, reply, user);
    },
  );
  app.delete(
    '/api/v1/session',
    {
      config: { permission: 'account' },
      schema: { tags, operationId: 'logOut', summary: 'Log out', response: answers({ 204: Nothing }) },
    },
    async (request, reply) => {
      await endOwnSession(request);
      clearSessionCookie(request, reply);
      return reply.code(204).send(null);
    },
  );
  addOwnPassword(app);
  addSetup(app);
}

function addOwnPassword(app: App): void {
  app.put(
    '/api/v1/session/password',
    {
      config: { permission: 'account' },
      schema: {
        tags,
        operationId: 'changePassword',
        summary: "Change one's own password",
        description: 'All sessions of the user end, and this one goes on under a new cookie and CSRF token.',
        body: Change,
        response: answers({ 200: LoggedIn }, PROBLEMS),
      },
    },
    async (request, reply) => {
      const { actor, body } = request;
      const { history, passwords, now } = request.server.accounts;
      if (actor.via !== 'session')
        throw new RequestError('forbidden', 'Without accounts there is no password to change.');
      const user = await checkPassword(request, { name: actor.name, password: body.old_password });
      if (!user) throw new RequestError('login_failed', 'The old password is wrong.');
      checkNewPassword(body.new_password, user.name);
      if (body.new_password === body.old_password)
        throw new InspectError('invalid_argument', 'The new password is the old one. Choose another.');
      const passwordHash = await passwords.hash(body.new_password);
      const change = { actor: actor.name, now: now() };
      await changePassword(history, user, { passwordHash, mustChangePassword: false }, change);
      return beginSession(request, reply, (await getUser(history, user.id))!);
    },
  );
}

function addSetup(app: App): void {
  app.post(
    '/api/v1/setup',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        operationId: 'setUp',
        summary: 'Make the first administrator',
        description: 'With the one-time token that the server printed when it started without any account.',
        body: SetUp,
        response: answers({ 201: User }, PROBLEMS),
      },
    },
    async (request, reply) => {
      const { token, name, password } = request.body;
      const { history, passwords, setup, now } = request.server.accounts;
      const isRight = await withAddressThrottle(request, async () => setup?.accepts(token) ?? false);
      if (!isRight || !setup)
        throw new RequestError(
          'login_failed',
          'The one-time token is wrong or has been used. A server without accounts prints a new one when it is started.',
        );
      checkNewName(name);
      checkNewPassword(password, name);
      const passwordHash = await passwords.hash(password);
      const first = { name, role: 'administrator', passwordHash, mustChangePassword: false } as const;
      const user = await createUser(
        history,
        first,
        { actor: 'setup', now: now() },
        { onlyFirst: true, action: 'setup' },
      );
      setup.close();
      return reply.code(201).send(userOnWire(user));
    },
  );
}

/** Always under a new token, so that nobody can have planted it. */
async function beginSession(request: FastifyRequest, reply: FastifyReply, user: UserRecord) {
  const { history, sessions, now } = request.server.accounts;
  await endOwnSession(request);
  const token = newToken();
  if (!(await openSession(history, { tokenSha256: hashOfToken(token), user }, sessions, now())))
    throw new RequestError(
      'login_failed',
      'The password was changed in the meantime. Log in with the new one.',
    );
  setSessionCookie(request, reply, token);
  return { user: userOnWire(user), csrf_token: csrfTokenOf(token) };
}

async function endOwnSession(request: FastifyRequest): Promise<void> {
  const token = sessionTokenOf(request);
  if (token !== undefined) await endSession(request.server.accounts.history, hashOfToken(token));
}
