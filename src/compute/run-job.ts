import { InspectError } from '../errors.ts';
import type { Child, Ending } from './child.ts';
import { errorOf, type Warm } from './message.ts';

/** A task that is to run in a process. */
export interface Job {
  readonly id: number;
  readonly task: string;
  readonly input: unknown;
  readonly key: string | null;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** The signal does not stop it once it runs: stopping may cost the process with all that is open there. */
  readonly letFinish: boolean;
  readonly onProgress: ((value: unknown) => void) | undefined;
}

/** How a job ended, and what its process has open since; it crashed when its process ended by itself. */
export type Outcome = Warm &
  (
    | { readonly kind: 'done'; readonly output: unknown }
    | { readonly kind: 'failed' | 'crashed'; readonly error: Error }
  );

/** A job in a process. */
export interface RunningJob {
  /** Never rejects. A job that was stopped is over when this resolves: its process is idle, or gone. */
  readonly outcome: Promise<Outcome>;
  /** Asks the job to stop, which makes `error` its outcome. */
  stop(error: Error): void;
}

/** The longest time that Node.js can wait, 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Runs a job in an idle process. A job that takes longer than its time costs its process; one that is cancelled does
 * so only when it has not stopped by itself after the grace.
 *
 * @param graceMs milliseconds that a job has to stop by itself
 */
export function runJob(child: Child, job: Job, graceMs: number): RunningJob {
  let stopped: Error | null = null;
  let grace: NodeJS.Timeout | undefined;
  const stop = (error: Error) => {
    if (stopped) return;
    stopped = error;
    child.send({ kind: 'cancel', id: job.id });
    grace = setTimeout(() => child.kill(), graceMs);
  };
  const late = setTimeout(
    () => {
      stopped ??= timedOut(job);
      child.kill();
    },
    Math.min(job.timeoutMs, LONGEST_TIMER_MS),
  );
  const cancel = () => stop(cancelledTask(job));
  if (!job.letFinish) job.signal?.addEventListener('abort', cancel, { once: true });
  const ended = answerOf(child, job).then(outcome => {
    clearTimeout(late);
    clearTimeout(grace);
    job.signal?.removeEventListener('abort', cancel);
    child.onMessage = null;
    child.onEnd = null;
    if (job.letFinish && job.signal?.aborted) stopped ??= cancelledTask(job);
    return stopped ? ({ kind: 'failed', error: stopped, warm: outcome.warm } as const) : outcome;
  });
  return { outcome: ended, stop };
}

/** The error of a task that its caller gave up. */
export function cancelledTask({ task }: Pick<Job, 'task'>): InspectError {
  return new InspectError('cancelled', `The task "${task}" was stopped before it was finished.`);
}

function answerOf(child: Child, job: Job): Promise<Outcome> {
  const { id, task, input } = job;
  return new Promise(resolve => {
    child.onMessage = message => {
      if (!('id' in message) || message.id !== id) return;
      if (message.kind === 'progress') job.onProgress?.(message.value);
      else if (message.kind === 'done') resolve({ kind: 'done', output: message.output, warm: message.warm });
      else resolve({ kind: 'failed', error: errorOf(message.failure), warm: message.warm });
    };
    child.onEnd = ending => resolve({ kind: 'crashed', error: crashed(job, ending), warm: null });
    try {
      child.send({ kind: 'run', id, task, input });
    } catch (cause) {
      const why = (cause as Error).message;
      const message = `The input of the task "${task}" cannot be sent to another process: ${why}`;
      resolve({ kind: 'failed', error: new Error(message, { cause }), warm: null });
    }
  });
}

function timedOut({ task, timeoutMs }: Job): InspectError {
  return new InspectError(
    'timed_out',
    `The task "${task}" was not finished after ${timeoutMs / 1000} s and was ended. Try again when the machine is less busy, or allow more time.`,
  );
}

function crashed({ task }: Job, { how, lastWords }: Ending): InspectError {
  return new InspectError(
    'compute_failed',
    `The process that computed the task "${task}" ended with ${how}. Try again; if it happens again with the same data, leave them out and report it. When memory is short, close other programs.`,
    lastWords === '' ? {} : { cause: new Error(lastWords) },
  );
}
