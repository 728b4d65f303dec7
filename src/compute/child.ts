import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { InspectError } from '../errors.ts';
import { builtModule } from './built-module.ts';
import { errorOf, type ToChild, type ToParent } from './message.ts';

/** How a process ended. */
export interface Ending {
  /** `signal SIGKILL` or `exit status 1`. */
  readonly how: string;
  /** The end of what it wrote to standard error. */
  readonly lastWords: string;
}

/** A child process that runs tasks. */
export interface Child {
  /** Resolves when tasks can be sent; rejects with `compute_failed` when the process cannot start. */
  readonly ready: Promise<void>;
  /** Resolves when the process is gone; never rejects. */
  readonly ended: Promise<Ending>;
  /** False from the moment that it has ended. */
  readonly alive: boolean;
  /** Called with every message about a task. */
  onMessage: ((message: ToParent) => void) | null;
  /** Called when the process is gone. Listeners of `ended` would stay, with all that they hold, as long as it lives. */
  onEnd: ((ending: Ending) => void) | null;
  /** @throws an Error when the message holds what cannot be sent. */
  send(message: ToChild): void;
  /** Whether it answers within this time, in milliseconds; while it computes it need not. */
  answers(ms: number): Promise<boolean>;
  /** Lets it end by itself, which it does as soon as it is not computing. */
  release(): void;
  /** Ends it at once. */
  kill(): void;
}

const LAST_WORDS_LENGTH = 4_000;
/** How long what a process has written may take to arrive once it has ended. */
const LAST_WORDS_MS = 200;

/**
 * Starts a compute process.
 *
 * @param tasks the module that exports the table of tasks
 * @param startTimeoutMs milliseconds after which a process that is not ready counts as failed
 * @throws InspectError `compute_failed` when the system refuses at once.
 */
export function startChild(tasks: URL, startTimeoutMs: number): Child {
  const child = forkProgram(tasks);
  const ended = endOf(child);
  const pings = new Set<() => void>();
  const opened: Child = {
    ready: startOf(child, ended, startTimeoutMs),
    ended,
    get alive() {
      return child.exitCode === null && child.signalCode === null;
    },
    onMessage: null,
    onEnd: null,
    send: message => void child.send(message, undefined, undefined, () => undefined), // `ended` tells of what is gone
    answers: ms => answerWithin(child, pings, ms),
    release: () => void (child.connected && child.disconnect()),
    kill: () => void child.kill('SIGKILL'),
  };
  child.on('message', (message: ToParent) => {
    if (message.kind === 'pong') for (const answered of [...pings]) answered();
    else opened.onMessage?.(message);
  });
  void ended.then(ending => opened.onEnd?.(ending));
  return opened;
}

function answerWithin(child: ChildProcess, pings: Set<() => void>, ms: number): Promise<boolean> {
  return new Promise(resolve => {
    const end = (answered: boolean) => {
      clearTimeout(late);
      pings.delete(heard);
      resolve(answered);
    };
    const heard = () => end(true);
    const late = setTimeout(() => end(false), ms);
    pings.add(heard);
    child.send({ kind: 'ping' } satisfies ToChild, undefined, undefined, () => undefined);
  });
}

function forkProgram(tasks: URL): ChildProcess {
  try {
    return fork(builtModule('./process.ts', import.meta.url), [tasks.href], {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
  } catch (cause) {
    throw cannotStart((cause as Error).message, cause); // short of memory, for one
  }
}

async function startOf(child: ChildProcess, ended: Promise<Ending>, timeoutMs: number): Promise<void> {
  const answer = new Promise<ToParent>(resolve => child.once('message', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const started = performance.now();
  const first = await Promise.race([answer, ended]);
  clearTimeout(timer);
  if ('how' in first) {
    const late = performance.now() - started >= timeoutMs;
    throw cannotStart(
      late
        ? `It was not ready after ${timeoutMs / 1000} s.`
        : `It ended with ${first.how}. ${first.lastWords}`,
    );
  }
  if (first.kind !== 'unfit') return;
  const failure = errorOf(first.failure);
  throw failure instanceof InspectError ? failure : cannotStart(failure.message, failure);
}

/** Not from `close`, which never comes once `disconnect` has been called on this side. */
async function endOf(child: ChildProcess): Promise<Ending> {
  let lastWords = '';
  const silence = new Promise(resolve => child.stderr?.once('close', resolve));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS_LENGTH);
  });
  const how = await new Promise<string>(resolve => {
    child.on('error', cause => {
      if (child.pid === undefined) resolve(`the error "${cause.message}"`); // it was never there
    });
    child.once('exit', (status, signal) => resolve(signal ? `signal ${signal}` : `exit status ${status}`));
  });
  await Promise.race([silence, delay(LAST_WORDS_MS, undefined, { ref: false })]);
  return { how, lastWords: lastWords.trim() };
}

function cannotStart(why: string, cause?: unknown): InspectError {
  return new InspectError(
    'compute_failed',
    `A process for computing could not be started. ${why.trim()} Run "inspectai doctor", and free memory when other programs hold it.`,
    { cause },
  );
}
