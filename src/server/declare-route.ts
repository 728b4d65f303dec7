import type { FastifySchema } from 'fastify';
import type { TSchema } from '#bundled/typebox';
import { withProblems } from './answers.ts';
import { HARMLESS } from './origin.ts';
import type { Permission } from './permissions.ts';
import type { ProblemCode } from './problems.ts';

/** What the documentation looks at of a route. */
export interface DeclaredRoute {
  readonly schema: FastifySchema;
  readonly method: string;
  readonly permission: Permission | undefined;
}

type Schema = TSchema & {
  readonly anyOf?: readonly Schema[];
  readonly contentMediaType?: string;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, { readonly default?: unknown }>>;
};

/** Whoever asks is looked up in the database, and the use of a session or key is noted there. */
const BEHIND_A_LOGIN: readonly ProblemCode[] = [
  'locked',
  'storage_full',
  'storage_denied',
  'database_unavailable',
];
const WITH_A_BODY: readonly ProblemCode[] = [
  'request_timeout',
  'too_large',
  'unsupported_media_type',
  'overloaded',
];

/**
 * A route as openapi.json describes it: with what every route of its kind may answer, files under their own types, only
 * those fields of a form as needed that have no default, and no login for what is public.
 */
export function declareRoute({ schema, method, permission }: DeclaredRoute): FastifySchema {
  const isChecked = ['params', 'querystring', 'headers', 'body'].some(part => part in schema);
  const codes = [
    ...(permission === 'public' ? [] : BEHIND_A_LOGIN),
    ...(HARMLESS.has(method) ? [] : WITH_A_BODY),
    ...(isChecked ? (['invalid_argument'] as const) : []),
  ];
  const response = withProblems((schema.response ?? {}) as Readonly<Record<number, object>>, codes);
  const security = permission === 'public' ? { security: [] } : {};
  const { body, consumes } = schema as { readonly body?: Schema; readonly consumes?: readonly string[] };
  const isForm = consumes?.includes('multipart/form-data') ?? false;
  return {
    ...schema,
    ...security,
    ...{ 'x-permission': permission },
    ...(body && isForm && { body: withoutDefaults(body) }),
    response: Object.fromEntries(
      Object.entries(response).map(([status, answer]) => [status, byMediaType(answer as Schema)]),
    ),
  };
}

/** What has a default need not be sent. */
function withoutDefaults(body: Schema): Schema {
  const isNeeded = (name: string) => body.properties?.[name]?.default === undefined;
  return { ...body, required: (body.required ?? []).filter(isNeeded) };
}

/** Schemas that name a media type, alone or beside others, under that type; the others are JSON. */
function byMediaType(answer: Schema): object {
  const choices = answer.anyOf ?? [answer];
  if (!choices.some(isFile)) return answer;
  const json = choices.filter(choice => !isFile(choice));
  const content = [
    ...choices
      .filter(isFile)
      .map(({ contentMediaType = '' }) => [contentMediaType, { schema: contentOf(contentMediaType) }]),
    ...(json.length > 0
      ? [['application/json', { schema: json.length === 1 ? json[0] : { anyOf: json } }]]
      : []),
  ];
  const description = answer.description ?? choices.find(isFile)?.description ?? 'A file.';
  return { description, content: Object.fromEntries(content) };
}

function isFile({ contentMediaType }: Schema): boolean {
  return contentMediaType !== undefined;
}

/** Text is text; bytes have no schema. */
function contentOf(mediaType: string): object {
  return mediaType.startsWith('text/') || mediaType === 'application/x-ndjson' ? { type: 'string' } : {};
}
