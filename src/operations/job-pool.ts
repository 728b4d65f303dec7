import { builtModule } from '../compute/built-module.ts';
import { openComputePool } from '../compute/pool.ts';
import type { InputOf, OutputOf } from '../compute/task.ts';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { withCategoryLock } from './category-lock.ts';
import type { JobTask, JobTasks } from './job-tasks.ts';
import { categoryModelFolder } from './places.ts';
import type { Run } from './reporter.ts';

/** How long a job has to end by itself when it is stopped; after that its process is ended. */
const GRACE_MS = 1_000;
const LONGEST_MS = 24 * 3_600_000;

/**
 * Runs the task of a job in a process of its own, which ends with it. What a process that was ended left half-written in
 * the category's model folder is removed.
 *
 * @throws what the task throws; InspectError `cancelled` at most a moment after the signal, `compute_failed`.
 */
export async function runJobTask<Name extends keyof JobTasks & string>(
  task: Name,
  input: InputOf<JobTasks[Name]>,
  { reporter, signal }: Run,
): Promise<OutputOf<JobTasks[Name]>> {
  const pool = await openComputePool<JobTasks>({
    processes: 1,
    queueLimit: 1,
    timeoutMs: LONGEST_MS,
    graceMs: GRACE_MS,
    tasks: builtModule('./job-tasks.ts', import.meta.url),
  });
  const onProgress = (value: unknown) => {
    const news = value as import('./job-tasks.ts').JobNews; // only `runOf` of the tasks sends any
    if (news.type === 'note') reporter.note(news.message);
    else reporter.progress(news.stage, news.done, news.total);
  };
  try {
    return await pool.run(task, input, { signal, onProgress });
  } catch (cause) {
    const { config, request } = input as JobTask<{ readonly category?: string }>;
    if (request.category !== undefined) await removeHalfWritten(config, request.category);
    throw cause;
  } finally {
    await pool.close();
  }
}

async function removeHalfWritten(config: Config, category: string): Promise<void> {
  await withCategoryLock(categoryModelFolder(config, category), category, async () => undefined).catch(
    cause => {
      if (!(cause instanceof InspectError)) throw cause; // whoever has the lock now does the same
    },
  );
}
