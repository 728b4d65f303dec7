import type { Reporter } from '../../operations/reporter.ts';
import type { JobEvent, JobProgress } from '../../schemas/job.ts';

/** A reporter whose words become events of a job. */
export interface JobReporter {
  readonly reporter: Reporter;
  /** Writes the last progress if it has not been written; resolves when everything is. */
  close(): Promise<void>;
}

/** At most four times a second. */
const LEAST_MS = 250;

/**
 * Turns what an operation tells into events: progress with its rate, at most every quarter of a second, the last one of
 * a stage always; notes at once.
 *
 * @param write called one at a time; what it throws is its own to report
 */
export function openJobReporter(write: (event: JobEvent) => Promise<void>): JobReporter {
  let written: Promise<void> = Promise.resolve();
  let pending: JobProgress | null = null;
  let timer: NodeJS.Timeout | undefined;
  let lastWrite = Number.NEGATIVE_INFINITY;
  let stage = { name: '', since: 0, first: 0 };
  const send = (event: JobEvent) => {
    written = written.then(() => write(event));
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (pending === null) return;
    lastWrite = performance.now();
    send({ type: 'progress', ...pending });
    pending = null;
  };
  return {
    reporter: {
      progress(name, done, total) {
        const now = performance.now();
        if (name !== stage.name) {
          flush();
          stage = { name, since: now, first: done };
        }
        pending = progressOf(name, done, total, (done - stage.first) / ((now - stage.since) / 1000));
        const wait = lastWrite + LEAST_MS - now;
        if (wait <= 0) flush();
        else timer ??= setTimeout(flush, wait);
      },
      note: message => send({ type: 'note', message }),
    },
    close() {
      flush();
      return written;
    },
  };
}

function progressOf(stage: string, done: number, total: number | null, perSecond: number): JobProgress {
  const rate = Number.isFinite(perSecond) && perSecond > 0 ? perSecond : null;
  return {
    stage,
    done,
    total,
    per_second: rate && rounded(rate),
    seconds_left: rate && total !== null ? rounded(Math.max(0, total - done) / rate) : null,
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
