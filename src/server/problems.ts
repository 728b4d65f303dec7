import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from '#bundled/typebox';
import { type ErrorCode, InspectError, storageError } from '../errors.ts';

/** What can be wrong with a request itself, besides what an operation says. */
type RequestCode =
  | 'malformed' // not HTTP, not JSON, not a form, or cut off
  | 'forbidden' // sent by a page of another site, or by somebody whose role does not allow it
  | 'unauthenticated' // nobody has logged in, or the login or the key has ended
  | 'login_failed' // wrong name, password or one-time token
  | 'csrf_token_wrong' // a request of a session without its CSRF token
  | 'password_change_required' // the temporary password opens nothing else
  | 'signature_required' // the password must be given again, by a person
  | 'signature_wrong' // the password of a signature is wrong
  | 'too_many_attempts' // too many wrong passwords
  | 'not_found' // no such path
  | 'method_not_allowed' // the path is there, for other methods
  | 'request_timeout' // the request took too long to arrive
  | 'too_large' // the body, a file or the number of its parts
  | 'unsupported_media_type' // the body is of another type than the path takes
  | 'misdirected' // meant for another host
  | 'activation_refused' // the regression check speaks against the version
  | 'already_reviewed' // somebody else has reviewed the inspection in the meantime
  | 'storage_damaged' // a kept file does not match its hash any more
  | 'internal' // a fault of the program
  | 'stopping'; // the server is being stopped

export type ProblemCode = ErrorCode | RequestCode;

/** The one table from codes to HTTP statuses, with a title for people. */
const TABLE: Readonly<Record<ProblemCode, readonly [status: number, title: string]>> = {
  invalid_argument: [422, 'A value is not acceptable'],
  data_not_found: [404, 'The pictures are not there'],
  data_invalid: [422, 'The picture cannot be used'],
  image_unreadable: [422, 'The picture cannot be read'],
  category_unknown: [404, 'No such category'],
  backbone_unknown: [422, 'No such backbone'],
  backbone_missing: [503, 'The backbone is not on the server'],
  backbone_invalid: [503, 'The backbone is damaged'],
  backbone_mismatch: [503, 'The backbone does not belong to the model'],
  download_failed: [502, 'A download failed'],
  model_not_found: [404, 'No such model'],
  model_damaged: [503, 'The model is damaged'],
  model_version: [503, 'The model was written by another version of the program'],
  locked: [409, 'Somebody else works on it'],
  storage_full: [507, 'The disk of the server is full'],
  storage_denied: [503, 'The server may not read or write a folder'],
  database_unavailable: [503, 'The database cannot be reached'],
  device_unavailable: [503, 'The device for computing does not work'],
  overloaded: [503, 'Too much work waits'],
  timed_out: [504, 'It took too long'],
  compute_failed: [503, 'A process that computes ended'],
  cancelled: [503, 'It was stopped'],
  malformed: [400, 'The request cannot be understood'],
  forbidden: [403, 'The request is not allowed'],
  unauthenticated: [401, 'A login is needed'],
  login_failed: [401, 'The login failed'],
  csrf_token_wrong: [403, 'The CSRF token is missing or wrong'],
  password_change_required: [403, 'The password must be changed'],
  signature_required: [403, 'A signature is needed'],
  signature_wrong: [403, 'The signature is wrong'],
  too_many_attempts: [429, 'Too many attempts'],
  not_found: [404, 'There is nothing at this path'],
  method_not_allowed: [405, 'The path does not take this method'],
  request_timeout: [408, 'The request took too long to arrive'],
  too_large: [413, 'The request is too large'],
  unsupported_media_type: [415, 'The body is of the wrong type'],
  misdirected: [421, 'The request is meant for another host'],
  activation_refused: [409, 'The regression check speaks against the version'],
  already_reviewed: [409, 'Somebody else has reviewed it'],
  storage_damaged: [503, 'A kept file is damaged'],
  internal: [500, 'A fault of the program'],
  stopping: [503, 'The server is being stopped'],
};

/** Seconds after which another try makes sense. */
const RETRY_AFTER: Partial<Record<ProblemCode, number>> = {
  overloaded: 1,
  compute_failed: 1,
  cancelled: 5,
  stopping: 5,
  locked: 5,
  database_unavailable: 5,
};

/** Nobody's fault, and many at once under load: a line in the log without a stack. */
const EXPECTED: ReadonlySet<ProblemCode> = new Set(['overloaded', 'cancelled', 'stopping']);

/** RFC 9457 with a stable `code` and the request's id; some carry more, as their path says. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'A URN that names the code.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What was found, what was expected, what to do.' }),
    code: Type.String({ description: 'Stable; for programs.' }),
    request_id: Type.String({ description: 'As in the header X-Request-Id and in the log.' }),
  },
  { $id: 'Problem', additionalProperties: true },
);
export type Problem = Type.Static<typeof Problem>;

/** An error of a request itself; operations throw InspectError. */
export class RequestError extends Error {
  readonly code: RequestCode;
  /** Further members of the problem. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(code: RequestCode, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
    this.more = more;
  }
}

/** The HTTP status of a code. */
export function statusOf(code: ProblemCode): number {
  return TABLE[code][0];
}

/** Answers with a problem for anything that was thrown; the log gets the stack, the client does not. */
export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { code, detail, more } = explain(thrown);
  const [status] = TABLE[code];
  if (EXPECTED.has(code)) request.log.info({ code, detail }, 'request not done');
  else if (status >= 500) request.log.error({ err: thrown, code }, 'request failed');
  const wait = more?.retry_after_s ?? RETRY_AFTER[code];
  if (wait !== undefined) reply.header('retry-after', wait);
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="inspectai"');
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({ ...problemOf(code, detail, request.id), ...more });
}

/** The document of a problem. */
export function problemOf(code: ProblemCode, detail: string, requestId: string): Problem {
  const [status, title] = TABLE[code];
  const oneLine = detail.replaceAll(/\p{Cc}+/gu, ' ');
  return {
    type: `urn:inspectai:problem:${code}`,
    title,
    status,
    detail: oneLine,
    code,
    request_id: requestId,
  };
}

interface Explained {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

function explain(thrown: unknown): Explained {
  if (thrown instanceof RequestError) return { code: thrown.code, detail: thrown.message, more: thrown.more };
  const cause = storageError(thrown, 'working');
  if (cause instanceof InspectError) return { code: cause.code, detail: cause.message };
  const { statusCode, message } = cause as { readonly statusCode?: unknown; readonly message?: unknown };
  const code = codeOfFramework(statusCode);
  if (code !== null) return { code, detail: `${String(message).replace(/\.?$/, '')}.` };
  return {
    code: 'internal',
    detail: 'Something went wrong that should not. Please report it with the request id; the log says more.',
  };
}

/** What the web framework and its parsers refuse by themselves. */
function codeOfFramework(status: unknown): RequestCode | null {
  if (status === 406 || status === 415) return 'unsupported_media_type'; // 406: a form was expected
  if (status === 413) return 'too_large';
  if (status === 404) return 'not_found';
  if (status === 408) return 'request_timeout';
  return typeof status === 'number' && status >= 400 && status < 500 ? 'malformed' : null;
}
