import { InspectError } from '../../errors.ts';
import { nameKey } from '../../history/users.ts';

const LEAST = 10;
const MOST = 200;
/** Letters and digits of any script; nothing that could forge another entry of a log or look like a key's name. */
const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._@'-]{0,62}[\p{L}\p{M}\p{N}._])?$/u;
/** What the audit log calls those who have no account. */
const TAKEN = new Set(['local', 'anonymous', 'unknown', 'setup', 'system']);

/** @throws InspectError `invalid_argument` when nobody can have this name. */
export function checkNewName(name: string): void {
  if (TAKEN.has(nameKey(name)))
    throw new InspectError(
      'invalid_argument',
      `"${name}" has a meaning of its own in the audit log. Choose another name.`,
    );
  if (NAME.test(name) && name === name.normalize('NFC')) return;
  throw new InspectError(
    'invalid_argument',
    "The name of the user is not acceptable; expected 1 to 64 letters, digits, spaces and . _ @ ' -, a letter or digit first.",
  );
}

/** @throws InspectError `invalid_argument` when the password is too short, too long or the user's name. */
export function checkNewPassword(password: string, name: string): void {
  const length = [...password].length;
  if (length < LEAST || length > MOST)
    throw new InspectError(
      'invalid_argument',
      `The password has ${length} characters; expected ${LEAST} to ${MOST}. A sentence that only you know is a good one.`,
    );
  if (nameKey(password) === nameKey(name))
    throw new InspectError('invalid_argument', 'The password is the name of the user. Choose another.');
}
