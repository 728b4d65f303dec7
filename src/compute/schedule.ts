import { cancelledTask, type Job } from './run-job.ts';
import type { Slot } from './slot.ts';
import { openWaitingList } from './waiting-list.ts';

/** Which job runs where and when. */
export interface Schedule {
  /** How many jobs wait. */
  readonly waiting: number;
  /** Gives a job its turn; resolves with its output. A job that is cancelled while it waits leaves at once. */
  add(job: Job): Promise<unknown>;
  /** Gives free processes work; to be called when one has become free, or cannot be started. */
  dispatch(): void;
  /** Ends the waiting of all that wait. */
  refuseWaiting(cause: Error): void;
}

interface WaitingJob extends Job {
  readonly resolve: (output: unknown) => void;
  readonly reject: (cause: Error) => void;
  isRetry: boolean;
}

/**
 * Jobs of a key wait while a process runs the first of them: that one loads something, which another would load again.
 *
 * @param idempotent tasks that are tried a second time when their process crashed
 */
export function openSchedule(slots: readonly Slot[], idempotent: readonly string[]): Schedule {
  const waiting = openWaitingList<WaitingJob>();

  const work = async (slot: Slot, job: WaitingJob) => {
    const outcome = await slot.run(job);
    if (outcome.kind === 'done') job.resolve(outcome.output);
    else if (outcome.kind === 'crashed' && idempotent.includes(job.task) && !job.isRetry) {
      job.isRetry = true;
      waiting.addFirst(job);
      dispatch();
    } else job.reject(outcome.error);
  };

  const dispatch = () => {
    const mayGo = ({ key }: Job) =>
      key === null || !slots.some(slot => slot.warming === key) || isWarm(slots, key);
    for (let job = waiting.first(mayGo); job; job = waiting.first(mayGo)) {
      const slot = bestSlot(slots, job.key);
      if (!slot) break;
      void work(slot, waiting.take(slot.warm, mayGo)!);
    }
    const failure = failureOf(slots);
    if (failure) refuseWaiting(failure);
  };

  const refuseWaiting = (cause: Error) => {
    for (let job = waiting.first(); job; job = waiting.first()) {
      waiting.remove(job);
      job.reject(cause);
    }
  };

  return {
    get waiting() {
      return waiting.size;
    },
    async add(job) {
      let leave = () => {};
      const output = new Promise((resolve, reject) => {
        const waitingJob: WaitingJob = { ...job, resolve, reject, isRetry: false };
        leave = () => void (waiting.remove(waitingJob) && reject(cancelledTask(job)));
        waiting.add(waitingJob);
      });
      job.signal?.addEventListener('abort', leave, { once: true });
      dispatch();
      return output.finally(() => job.signal?.removeEventListener('abort', leave));
    },
    dispatch,
    refuseWaiting,
  };
}

/** Why nothing can run, when none of the processes can be started. */
export function failureOf(slots: readonly Slot[]): Error | null {
  return slots.every(slot => slot.failure) ? (slots[0]?.failure ?? null) : null;
}

function isWarm(slots: readonly Slot[], key: string): boolean {
  return slots.some(slot => slot.isFree && slot.warm.has(key));
}

/** A free process that is warm for the key; else the free one that has the least to forget. */
function bestSlot(slots: readonly Slot[], key: string | null): Slot | null {
  const free = slots.filter(slot => slot.isFree).sort((a, b) => a.warm.size - b.warm.size);
  return free.find(slot => key !== null && slot.warm.has(key)) ?? free[0] ?? null;
}
