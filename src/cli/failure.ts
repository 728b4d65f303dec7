import { CommanderError } from 'commander';
import { InspectError, storageError } from '../errors.ts';
import { EXIT_STATUS, exitStatusOf } from './exit-status.ts';

/** A command that ended badly, as users and programs are told. */
export interface Failure {
  readonly status: number;
  /** `internal` for a fault of the program itself, else an error code. */
  readonly code: string;
  readonly message: string;
  /** What only those need who mend the program. */
  readonly details: string | null;
}

/** What there is to say about anything that was thrown, on one line whatever a file is called. */
export function failureOf(thrown: unknown): Failure {
  const failure = explain(thrown);
  return { ...failure, message: failure.message.replaceAll(/\p{Cc}+/gu, ' ') };
}

/** Tells users on standard error, and programs that asked for JSON on standard output; sets the exit status. */
export async function reportFailure(thrown: unknown, json: boolean): Promise<void> {
  const { status, code, message, details } = failureOf(thrown);
  process.exitCode = status;
  process.stderr.write(`inspectai: ${message}\n${details === null ? '' : `${details}\n`}`);
  if (json) await print(JSON.stringify({ error: { code, message } }, null, 2)).catch(() => undefined);
}

/**
 * Writes a line to standard output and waits until it is out; a reader that has gone away is no error.
 *
 * @throws InspectError `storage_full` when standard output goes to a full disk.
 */
export function print(text: string): Promise<void> {
  if (text === '') return Promise.resolve();
  return new Promise((resolve, reject) => {
    process.stdout.write(`${text}\n`, failure => {
      if (!failure || (failure as NodeJS.ErrnoException).code === 'EPIPE') resolve();
      else reject(storageError(failure, 'writing to standard output'));
    });
  });
}

function explain(thrown: unknown): Failure {
  const cause = storageError(thrown, 'working');
  if (cause instanceof InspectError)
    return { status: exitStatusOf(cause.code), code: cause.code, message: cause.message, details: null };
  if (cause instanceof CommanderError) {
    const message = `${usageMessage(cause.message)} Run with --help to see what is possible.`;
    return { status: EXIT_STATUS.usage, code: 'invalid_argument', message, details: null };
  }
  const [what, details] = cause instanceof Error ? [cause.message, cause.stack] : [String(cause), undefined];
  return {
    status: EXIT_STATUS.internal,
    code: 'internal',
    message: `A fault of the program itself: ${what.split('\n')[0]}. Please report it with the command you gave and the lines below.`,
    details: details ?? what,
  };
}

/** `error: unknown option '--x'\n(Did you mean --y?)` as a sentence or two. */
function usageMessage(text: string): string {
  const [first = '', ...rest] = text.replace(/^error: /, '').split('\n');
  const sentence = `${first[0]?.toUpperCase() ?? ''}${first.slice(1).replace(/\.$/, '')}.`;
  return [sentence, ...rest.map(line => line.replace(/^\((.*)\)$/, '$1'))].join(' ').trim();
}
