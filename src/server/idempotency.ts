import type { IncomingHttpHeaders } from 'node:http';
import { InspectError } from '../errors.ts';
import { sha256 } from '../files.ts';
import type { IdempotencyKey } from '../history/inspections.ts';
import type { Actor } from './permissions.ts';

/**
 * What the header `Idempotency-Key` says, with the hash of what is asked for; undefined without the header.
 *
 * @param actor who asks: two clients may choose the same key
 * @param asked everything that makes two requests differ, in a fixed order
 * @throws InspectError `invalid_argument` for a key that is empty, too long or not plain text.
 */
export function idempotencyOf(
  { headers, actor }: { readonly headers: IncomingHttpHeaders; readonly actor: Pick<Actor, 'id'> },
  asked: Readonly<Record<string, unknown>>,
): IdempotencyKey | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key))
    throw new InspectError(
      'invalid_argument',
      'The header Idempotency-Key is not acceptable; expected 1 to 200 visible ASCII characters, such as a UUID.',
    );
  const parts = Object.entries(asked).sort(([a], [b]) => (a < b ? -1 : 1));
  return { scope: actor.id ?? 'local', key, requestSha256: sha256(JSON.stringify(parts)) };
}
