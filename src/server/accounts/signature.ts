import type { FastifyRequest } from 'fastify';
import Type from '#bundled/typebox';
import { InspectError } from '../../errors.ts';
import { RequestError } from '../problems.ts';
import { checkPassword } from './check-password.ts';

/** The member `signature` of requests that must be signed where there are accounts. */
export const Signature = Type.Object(
  {
    password: Type.String({ maxLength: 1000, description: 'Of the user who has logged in, once more.' }),
    meaning: Type.String({ minLength: 1, maxLength: 200, description: 'Such as "approved for production".' }),
  },
  { additionalProperties: false, description: 'Needed where the server has accounts.' },
);
export type Signature = Type.Static<typeof Signature>;

/** The member `activate` of requests that make a new version. */
export const Activate = Type.Optional(
  Type.Boolean({
    description:
      'False: the new version stays out of use until somebody activates it, and no signature is needed.',
  }),
);

/** A signature as the audit log keeps it. */
export interface Signed {
  readonly by: string;
  readonly meaning: string;
}

/** @throws InspectError `invalid_argument` where a version is to be forced into use and to stay out of it. */
export function checkActivate({
  activate = true,
  force = false,
}: {
  readonly activate?: boolean | undefined;
  readonly force?: boolean | undefined;
}): void {
  if (activate || !force) return;
  throw new InspectError(
    'invalid_argument',
    '"force" puts a version to use against the regression check, and "activate": false keeps it out of use; expected one of them.',
  );
}

/**
 * Makes sure that the person who has logged in stands behind a change.
 *
 * @returns what to keep of it; null on a server without accounts
 * @throws RequestError `signature_required` without a signature or for an API key, `signature_wrong`,
 * `too_many_attempts`.
 */
export async function requireSignature(
  request: FastifyRequest,
  signature: Signature | undefined,
): Promise<Signed | null> {
  const { name, via } = request.actor;
  if (via === 'local') return null;
  if (via !== 'session')
    throw new RequestError(
      'signature_required',
      'This must be signed by a person, which an API key cannot do. Log in and send "signature" with your password and its meaning.',
    );
  if (!signature)
    throw new RequestError(
      'signature_required',
      'This must be signed: send "signature" with your password and its meaning.',
    );
  const { password, meaning } = signature;
  if (await checkPassword(request, { name, password })) return { by: name, meaning };
  throw new RequestError('signature_wrong', 'The password of the signature is wrong; nothing was changed.');
}
