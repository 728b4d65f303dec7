import { InspectError } from '../errors.ts';

/** Codes of both databases and of the network below them, with the errors that a user can act on. */
const FAULTS: readonly {
  readonly codes: RegExp;
  readonly code:
    | 'locked'
    | 'storage_full'
    | 'storage_denied'
    | 'database_unavailable'
    | 'data_invalid'
    | 'invalid_argument';
  readonly sentence: string;
}[] = [
  {
    codes: /^(SQLITE_(BUSY|LOCKED)\w*|55P03|40P01|40001)$/,
    code: 'locked',
    sentence: 'is in use by another process. Try again; if it stays so, end the program that holds it.',
  },
  {
    codes: /^(SQLITE_FULL|53100|ENOSPC|EDQUOT)$/,
    code: 'storage_full',
    sentence: 'has no space left on its disk. Free some space, or let retention remove old pictures.',
  },
  {
    codes: /^(SQLITE_(READONLY|CANTOPEN|PERM|AUTH|IOERR)\w*|EACCES|EPERM|EROFS|28\w{3}|3D000|42501|25006)$/,
    code: 'storage_denied',
    sentence: 'cannot be opened or written. Check that it exists, its owner and rights, and the password.',
  },
  {
    codes: /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ETIMEDOUT|57P\d\d|08\w{3}|53300)$/,
    code: 'database_unavailable',
    sentence: 'cannot be reached. Check that PostgreSQL runs, its address and the network.',
  },
  {
    codes: /^(22003|22021|22P05)$/,
    code: 'invalid_argument',
    sentence:
      'cannot hold a value that it was given: a number out of range, or text with a character that it does not know.',
  },
  {
    codes: /^(SQLITE_(CORRUPT|NOTADB)\w*|XX00[12])$/,
    code: 'data_invalid',
    sentence: 'is damaged or no database. Restore the last backup.',
  },
];

/** Messages of pg that come without a code. */
const LOST = /connection terminated|timeout exceeded when trying to connect|client has encountered/i;

/** Turns a failure of the database into an error a user can act on; anything else is returned as it came. */
export function databaseError(cause: unknown, name: string): unknown {
  if (cause instanceof InspectError || !(cause instanceof Error)) return cause;
  const code = codeOf(cause) ?? (LOST.test(cause.message) ? 'ECONNRESET' : '');
  const fault = FAULTS.find(({ codes }) => codes.test(code));
  if (!fault) return cause;
  return new InspectError(fault.code, `The database ${name} ${fault.sentence} (${code}: ${cause.message})`, {
    cause,
  });
}

/** Of several addresses tried, as for `localhost`, each has failed by itself. */
function codeOf(cause: Error): string | undefined {
  const first = cause instanceof AggregateError ? cause.errors[0] : cause;
  return (first as NodeJS.ErrnoException).code ?? (cause as NodeJS.ErrnoException).code;
}
