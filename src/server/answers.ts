import Type, { type TSchema } from '#bundled/typebox';
import { type ProblemCode, statusOf } from './problems.ts';

/** The schema that the documentation holds once. */
const PROBLEM = { $ref: 'Problem#' };
/** What every route may answer besides what it is for. */
const ALWAYS: readonly ProblemCode[] = [
  'malformed',
  'unauthenticated',
  'forbidden',
  'csrf_token_wrong',
  'password_change_required',
  'misdirected',
  'internal',
  'stopping',
];

/** What a request with a signature may end with besides. */
export const SIGNATURE_PROBLEMS: readonly ProblemCode[] = [
  'signature_required',
  'signature_wrong',
  'too_many_attempts',
];

/** What inspections and loading a model may end with. */
export const COMPUTE_PROBLEMS: readonly ProblemCode[] = [
  'invalid_argument',
  'model_not_found',
  'model_damaged',
  'overloaded',
  'timed_out',
  'compute_failed',
];

/** What a form with a picture may end with. */
export const UPLOAD_PROBLEMS: readonly ProblemCode[] = [
  'too_large',
  'unsupported_media_type',
  'image_unreadable',
  'storage_full',
  'storage_denied',
  'locked',
];

/**
 * Declares all statuses of a route: the good ones with their schemas and a problem for each of these codes.
 *
 * @returns the good ones by type, so that handlers are checked against them
 */
export function answers<Good extends Readonly<Record<number, TSchema>>>(
  good: Good,
  codes: readonly ProblemCode[] = [],
): Good {
  return withProblems(good, [...codes, ...ALWAYS]) as Good;
}

/** A file of one of these types, as a good answer. */
export function fileOf(...types: readonly [string, ...string[]]) {
  const choices = types.map(contentMediaType =>
    Type.Unknown({ contentMediaType, description: `A file of type ${types.join(', ')}.` }),
  );
  return choices.length === 1 ? choices[0]! : Type.Union(choices);
}

/** Answers with a problem for each of these codes besides; other answers of the same status stay. */
export function withProblems(
  declared: Readonly<Record<number, object>>,
  codes: readonly ProblemCode[],
): Readonly<Record<number, object>> {
  const all: Record<number, object> = { ...declared };
  for (const code of codes) {
    const status = statusOf(code);
    const { codes: known = [], content } = (all[status] ?? {}) as Partial<DeclaredProblem>;
    if (all[status] !== undefined && content === undefined) continue; // a document of its own
    const names = [...new Set([...known, code])];
    all[status] = {
      ...{ codes: names, description: `A problem: ${names.join(', ')}.` },
      content: { 'application/problem+json': { schema: PROBLEM } },
    } satisfies DeclaredProblem;
  }
  return all;
}

/** How a problem is declared; openapi.json leaves `codes` out. */
interface DeclaredProblem {
  readonly codes: readonly ProblemCode[];
  readonly description: string;
  readonly content: object;
}
