import type { TSchema } from 'typebox';
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
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set([...codes, ...ALWAYS]))
    byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  const problems = [...byStatus].map(([status, names]) => [
    status,
    {
      description: `A problem: ${names.join(', ')}.`,
      content: { 'application/problem+json': { schema: PROBLEM } },
    },
  ]);
  return { ...good, ...Object.fromEntries(problems) };
}
