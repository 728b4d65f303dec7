import { setTimeout as delay } from 'node:timers/promises';
import { type Child, startChild } from './child.ts';
import { type Job, type Outcome, type RunningJob, runJob } from './run-job.ts';

/** A place for one process, which is started again when it ends. */
export interface Slot {
  readonly isFree: boolean;
  /** Whether there is a process that is ready or works. */
  readonly isAlive: boolean;
  /** Why there is no process and none is being started; null while there is one or will be. */
  readonly failure: Error | null;
  /** Keys that this process has something open for. */
  readonly warm: ReadonlySet<string>;
  /** The key of the job that runs, when the process was not warm for it. */
  readonly warming: string | null;
  /** Starts a process where there is none; resolves when it is ready or has failed. */
  start(): Promise<void>;
  /** Whether the process works on a job, whose time is limited, or answers within this time, in milliseconds. */
  responds(ms: number): Promise<boolean>;
  /** Runs a job in the free process. */
  run(job: Job): Promise<Outcome>;
  /** Stops what runs, with this error, and ends the process. */
  close(error: Error): Promise<void>;
}

export interface SlotOptions {
  /** The module that exports the table of tasks. */
  readonly tasks: URL;
  /** Milliseconds that a job or a process has to end by itself. */
  readonly graceMs: number;
  /** Milliseconds after which a process that is not ready counts as failed. */
  readonly startTimeoutMs: number;
}

/** Starts in a row that may fail before the place gives up; the first start ever must succeed. */
const MOST_STARTS = 3;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** Keys that a process counts as warm for when its module does not say. */
const MOST_KEYS = 16;

/** @param changed called when the place has become free, or has given up */
export function openSlot(options: SlotOptions, changed: () => void): Slot {
  const closed = new AbortController();
  const warm = new Set<string>();
  let child: Child | null = null;
  let isReady = false;
  let running: RunningJob | null = null;
  let warming: string | null = null;
  let failure: Error | null = null;
  let crashes = 0;

  /** One life after the other, with longer and longer pauses while nothing succeeds. */
  const live = async (starts: number, settled: () => void) => {
    for (let startsLeft = starts; !closed.signal.aborted; ) {
      const cause = await begin();
      startsLeft = cause ? startsLeft - 1 : MOST_STARTS;
      if (startsLeft === 0) failure = cause;
      settled();
      changed();
      await child?.ended;
      isReady = false;
      warm.clear();
      if (failure) return;
      await delay(pauseAfter(crashes++), undefined, { signal: closed.signal }).catch(() => undefined);
    }
  };

  /** Starts a process; gives back why that failed, or null. */
  const begin = async (): Promise<Error | null> => {
    try {
      child = startChild(options.tasks, options.startTimeoutMs);
      await child.ready;
      isReady = true;
      return null;
    } catch (cause) {
      child?.kill();
      return cause as Error;
    }
  };

  return {
    get isFree() {
      return isReady && child!.alive && running === null && !closed.signal.aborted;
    },
    get isAlive() {
      return isReady && child!.alive;
    },
    get failure() {
      return failure;
    },
    warm,
    get warming() {
      return warming;
    },
    start() {
      failure = null;
      return new Promise(resolve => void live(1, resolve));
    },
    async responds(ms) {
      if (!isReady || !child!.alive) return false;
      return running !== null || (await child!.answers(ms)) || running !== null;
    },
    async run(job) {
      if (job.key !== null && !warm.has(job.key)) warming = job.key;
      running = runJob(child!, job, options.graceMs);
      const outcome = await running.outcome;
      running = null;
      warming = null;
      if (outcome.kind !== 'crashed') remember(job.key, outcome.warm, warm);
      if (outcome.kind !== 'crashed') crashes = 0; // what is stopped on purpose calls for no pause
      if (child!.alive) changed();
      return outcome;
    },
    async close(error) {
      closed.abort();
      running?.stop(error);
      await running?.outcome;
      child?.release();
      const timer = setTimeout(() => child?.kill(), options.graceMs);
      await child?.ended;
      clearTimeout(timer);
    },
  };
}

/** The first end is followed by a new start at once. */
function pauseAfter(crashes: number): number {
  return crashes === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (crashes - 1));
}

/** Takes over what the process says of itself, or adds the key of the job that it ran. */
function remember(key: string | null, told: readonly string[] | null, out: Set<string>): void {
  if (told) out.clear();
  for (const next of told ?? (key === null ? [] : [key])) {
    out.delete(next);
    out.add(next);
  }
  for (const oldest of [...out].slice(0, Math.max(0, out.size - MOST_KEYS))) out.delete(oldest);
}
