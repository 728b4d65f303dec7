import { setTimeout as delay } from 'node:timers/promises';
import { InspectError } from '../errors.ts';
import { cancelledTask } from './run-job.ts';
import { failureOf, openSchedule, type Schedule } from './schedule.ts';
import { openSlot, type Slot, type SlotOptions } from './slot.ts';
import type { ComputeTasks, InputOf, OutputOf } from './task.ts';

export interface ComputePoolOptions<Tasks extends ComputeTasks> extends Partial<SlotOptions> {
  /** The module that exports the table of tasks; see `builtModule`. */
  readonly tasks: URL;
  readonly processes: number;
  /** How many tasks may wait while all processes are busy. */
  readonly queueLimit: number;
  /** Milliseconds that a task may run; waiting does not count. */
  readonly timeoutMs: number;
  /** Tasks that can run twice without harm: one whose process crashed is tried once more. */
  readonly idempotent?: readonly (keyof Tasks & string)[];
}

export interface TaskOptions {
  readonly signal?: AbortSignal | undefined;
  /** When the signal is aborted, a task that runs is let finish and its result dropped; one that waits leaves. */
  readonly letFinish?: boolean;
  /** Called with every value that the task tells its `progress`. */
  readonly onProgress?: (value: unknown) => void;
  /** Milliseconds that this task may run. */
  readonly timeoutMs?: number;
  /** Tasks of the same key run where one of them ran before, when that process is free. */
  readonly key?: string;
}

/** How a pool is at the moment. */
export interface PoolState {
  readonly processes: number;
  /** Processes that are ready or work. */
  readonly alive: number;
  /** Tasks that wait for a process. */
  readonly waiting: number;
  /** Keys of the tasks that ran last in any of the processes. */
  readonly warm: ReadonlySet<string>;
}

/** Processes that run the tasks of one table, one at a time each. */
export interface ComputePool<Tasks extends ComputeTasks> {
  /**
   * Runs a task in one of the processes.
   *
   * @throws what the task throws; InspectError `overloaded` when too many wait, `timed_out`, `cancelled`,
   * `compute_failed` when its process crashed; an Error when input or output cannot be sent between processes.
   */
  run<Name extends keyof Tasks & string>(
    task: Name,
    input: InputOf<Tasks[Name]>,
    options?: TaskOptions,
  ): Promise<OutputOf<Tasks[Name]>>;
  state(): PoolState;
  /** How many processes work, or answer within this time, in milliseconds; one that hangs does neither. */
  responding(ms: number): Promise<number>;
  /** Ends all processes. Tasks have `drainMs` (0 when left out) to finish; what is left is then `cancelled`. */
  close(options?: { readonly drainMs?: number }): Promise<void>;
}

const DEFAULTS = { graceMs: 2_000, startTimeoutMs: 30_000 };
/** Where no process could be started, new work is a reason to try again, yet not more often than this. */
const REVIVE_AFTER_MS = 10_000;

/**
 * Starts processes that run the tasks of a module, and waits until all are ready.
 *
 * @throws InspectError `compute_failed` when one cannot start, or the InspectError that the module throws.
 */
export async function openComputePool<Tasks extends ComputeTasks>(
  options: ComputePoolOptions<Tasks>,
): Promise<ComputePool<Tasks>> {
  const { processes, queueLimit, timeoutMs, idempotent = [] } = options;
  const slots: Slot[] = [];
  const schedule = openSchedule(slots, idempotent);
  for (let place = 0; place < processes; place++)
    slots.push(openSlot({ ...DEFAULTS, ...options }, schedule.dispatch));
  await startAll(slots);

  const revive = reviver(slots);
  const unfinished = new Set<Promise<unknown>>();
  let nextId = 0;
  let closing: Promise<void> | null = null;
  const run = async (task: string, input: unknown, given: TaskOptions) => {
    const asked = { letFinish: false, timeoutMs, ...given, key: given.key ?? null };
    const job = { ...asked, id: nextId++, task, input, signal: given.signal, onProgress: given.onProgress };
    if (given.signal?.aborted) throw cancelledTask(job);
    if (closing) throw closedPool();
    revive();
    const failure = failureOf(slots);
    if (failure) throw failure;
    if (!slots.some(slot => slot.isFree) && schedule.waiting >= queueLimit)
      throw overloaded(task, schedule.waiting, processes);
    return schedule.add(job);
  };
  return {
    run(task, input, taskOptions = {}) {
      const output = run(task, input, taskOptions);
      unfinished.add(output);
      const forget = () => void unfinished.delete(output);
      output.then(forget, forget);
      return output as Promise<never>; // the module's table is the only source of the types on both sides
    },
    state: () => ({
      processes,
      alive: slots.filter(slot => slot.isAlive).length,
      waiting: schedule.waiting,
      warm: new Set(slots.flatMap(slot => [...slot.warm])),
    }),
    async responding(ms) {
      const all = await Promise.all(slots.map(slot => slot.responds(ms)));
      return all.filter(responds => responds).length;
    },
    close({ drainMs = 0 } = {}) {
      closing ??= closeAll(slots, schedule, [...unfinished], drainMs);
      return closing;
    },
  };
}

async function startAll(slots: readonly Slot[]): Promise<void> {
  await Promise.all(slots.map(slot => slot.start()));
  const failure = slots.find(slot => slot.failure)?.failure;
  if (!failure) return;
  await Promise.all(slots.map(slot => slot.close(failure)));
  throw failure;
}

/** Starts again what has given up, when the last time was long enough ago. */
function reviver(slots: readonly Slot[]): () => void {
  let last = performance.now();
  return () => {
    const failed = slots.filter(slot => slot.failure);
    if (failed.length === 0 || performance.now() - last < REVIVE_AFTER_MS) return;
    last = performance.now();
    for (const slot of failed) void slot.start();
  };
}

async function closeAll(
  slots: readonly Slot[],
  schedule: Schedule,
  unfinished: readonly Promise<unknown>[],
  drainMs: number,
): Promise<void> {
  const drained = new AbortController();
  const late = delay(drainMs, undefined, { signal: drained.signal }).catch(() => undefined);
  await Promise.race([Promise.allSettled(unfinished), late]);
  drained.abort();
  schedule.refuseWaiting(closedPool());
  await Promise.all(slots.map(slot => slot.close(closedPool())));
}

function closedPool(): InspectError {
  return new InspectError(
    'cancelled',
    'The processes for computing are being ended; no task is run any more.',
  );
}

function overloaded(task: string, waiting: number, processes: number): InspectError {
  return new InspectError(
    'overloaded',
    `The task "${task}" was not taken: ${processes} run and ${waiting} wait, which is as many as may. Try again in a moment.`,
  );
}
