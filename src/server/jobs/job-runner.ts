import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { InspectError, storageError } from '../../errors.ts';
import { appendJobEvent } from '../../history/job-events.ts';
import { getJob } from '../../history/jobs.ts';
import {
  claimJob,
  finishJob,
  type JobEnding,
  recoverJobs,
  requestCancel,
  requeueJob,
} from '../../history/run-jobs.ts';
import { removeInput, removeOrphans } from '../../operations/job-folders.ts';
import type { Job, JobKind } from '../../schemas/job.ts';
import type { Metrics } from '../metrics.ts';
import { type EventTails, openEventTails } from './event-tails.ts';
import { openJobReporter } from './job-reporter.ts';
import { performJob } from './perform-job.ts';

/** Runs jobs, one at a time of each lane, and never two of the same category. */
export interface JobRunner {
  readonly tails: EventTails;
  /** Looks for a job to run: one has been created. */
  wake(id: string): void;
  /** @throws InspectError `data_not_found`. */
  cancel(id: string): Promise<Job>;
  /** Stops what runs and puts it back into the queue. */
  stop(): Promise<void>;
}

/**
 * What computes goes one after the other; what waits for others or for the disk need not wait for it, and the start of
 * a shift waits for no training of another category.
 */
const LANES: readonly (readonly JobKind[])[] = [
  ['audit', 'train', 'evaluate', 'teach'],
  ['check'],
  ['batch'],
  ['export'],
  ['pull'],
];
const RETRY_MS = 2_000;

interface Running {
  readonly job: Job;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** Deals with what the last server has left, and starts with the first job that waits. */
export async function startJobs(context: Context, metrics: Metrics): Promise<JobRunner> {
  const { history, dataDir, log } = context;
  const running = new Map<string, Running>();
  const stopped = new AbortController();
  const tails = openEventTails(history, err => log.error({ err }, 'events of a job cannot be read'));

  const end = async (job: Job, ending: JobEnding | null) => {
    const change = () => (ending ? finishJob(history, job.id, ending) : requeueJob(history, job.id));
    await insist(change, stopped.signal, err => log.error({ err, job: job.id }, 'end of a job not recorded'));
    tails.changed(job.id);
    if (ending) await removeInput(dataDir, { ...job, state: ending.state });
    log.info({ job: job.id, kind: job.kind, state: ending?.state ?? 'queued' }, 'job ended');
  };

  const runOne = async (job: Job, signal: AbortSignal) => {
    const { reporter, close } = openJobReporter(async event => {
      await appendJobEvent(history, job.id, event).catch(err =>
        log.error({ err, job: job.id }, 'progress of a job not recorded'),
      );
      tails.changed(job.id);
    });
    const tools = { ...context, metrics };
    const ending = await performJob(tools, job, { reporter, signal }).catch(cause => {
      const failure = endingOf(cause, signal);
      if (failure.error?.code === 'internal') log.error({ err: cause, job: job.id }, 'job failed');
      return failure;
    });
    await close();
    const isBack = ending.state !== 'succeeded' && signal.aborted && signal.reason === STOPPING;
    await end(job, isBack ? null : ending);
  };

  const start = (job: Job) => {
    const controller = new AbortController();
    tails.changed(job.id);
    log.info({ job: job.id, kind: job.kind, category: job.category }, 'job started');
    const ended = runOne(job, controller.signal)
      .catch(err => log.error({ err, job: job.id }, 'job could not be ended'))
      .finally(() => {
        running.delete(job.id);
        look();
      });
    running.set(job.id, { job, controller, ended });
  };

  const lookOnce = async () => {
    for (const kinds of LANES) {
      const busy = [...running.values()];
      if (stopped.signal.aborted || busy.some(({ job }) => kinds.includes(job.kind))) continue;
      const job = await claimJob(history, kinds, [
        ...new Set(busy.flatMap(({ job: { category } }) => category ?? [])),
      ]);
      if (job) start(job);
      if (job && (await getJob(history, job.id)).cancel_requested)
        running.get(job.id)?.controller.abort(CANCEL);
    }
  };
  let looking: Promise<void> = Promise.resolve();
  const look = () => {
    looking = looking.then(lookOnce).catch(async err => {
      log.error({ err }, 'jobs cannot be looked for');
      await delay(RETRY_MS, undefined, { signal: stopped.signal }).then(look, () => undefined);
    });
  };

  const recovered = await recoverJobs(history);
  await removeOrphans(dataDir, history);
  if (Object.values(recovered).some(count => count > 0)) log.warn(recovered, 'jobs found half-done');
  look();
  return {
    tails,
    wake(id) {
      tails.changed(id);
      look();
    },
    async cancel(id) {
      const job = await requestCancel(history, id);
      running.get(id)?.controller.abort(CANCEL);
      tails.changed(id);
      if (job.state === 'cancelled') await removeInput(dataDir, job);
      return job;
    },
    async stop() {
      stopped.abort();
      await looking;
      for (const { controller } of running.values()) controller.abort(STOPPING);
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

const STOPPING = 'the server is being stopped';
const CANCEL = 'cancelled';

function endingOf(thrown: unknown, signal: AbortSignal): JobEnding {
  if (signal.aborted) return { state: 'cancelled' };
  const cause = storageError(thrown, 'working on the job');
  if (cause instanceof InspectError)
    return { state: 'failed', error: { code: cause.code, detail: cause.message } };
  const detail =
    'Something went wrong that should not. Please report it with the id of the job; the log says more.';
  return { state: 'failed', error: { code: 'internal', detail } };
}

/** Tries until it works or the server is stopped: a full disk is no reason to forget how a job has ended. */
async function insist(
  change: () => Promise<void>,
  signal: AbortSignal,
  failed: (cause: unknown) => void,
): Promise<void> {
  for (;;) {
    try {
      return await change();
    } catch (cause) {
      failed(cause);
      if (signal.aborted) throw cause;
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
