import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { storageError } from '../errors.ts';
import type { History } from '../history/database.ts';
import { jobStates } from '../history/run-jobs.ts';
import type { Job, JobKind } from '../schemas/job.ts';

type Asked = Pick<Job, 'id' | 'kind' | 'category'>;

/** Where the uploaded pictures of a job lie. Those of a training are kept: the model was made of them. */
export function inputFolder(dataDir: string, { id, kind, category }: Asked): string {
  return kind === 'train' ? datasetFolder(dataDir, category!, id) : join(dataDir, 'jobs', id, 'input');
}

/** The pictures that a category was trained with by a job. */
export function datasetFolder(dataDir: string, category: string, id: string): string {
  return join(dataDir, 'datasets', category, id);
}

/** Where the files go that a job makes. */
export function outputFolder(dataDir: string, id: string): string {
  return join(dataDir, 'jobs', id, 'output');
}

/** Moves what has been received to its job's place. */
export async function adoptUpload(dataDir: string, received: string, job: Asked): Promise<void> {
  const place = inputFolder(dataDir, job);
  try {
    await mkdir(dirname(place), { recursive: true });
    await rename(received, place);
  } catch (cause) {
    throw storageError(cause, `keeping the pictures of the job in ${place}`);
  }
}

/** Removes all files of a job that is no more, or has not come to be: uploads and results. */
export async function removeJobFiles(dataDir: string, job: Asked): Promise<void> {
  await rm(inputFolder(dataDir, job), { recursive: true, force: true });
  await rm(join(dataDir, 'jobs', job.id), { recursive: true, force: true });
}

/** Removes what a job that has ended does not need any more. */
export async function removeInput(dataDir: string, job: Asked & Pick<Job, 'state'>): Promise<void> {
  if (isNeeded(job)) return;
  await rm(inputFolder(dataDir, job), { recursive: true, force: true });
}

/** Removes what belongs to no job, because the server died while it was received, and what ended jobs have left. */
export async function removeOrphans(dataDir: string, history: History): Promise<void> {
  const jobs = await jobStates(history);
  const remove = (...names: readonly string[]) =>
    rm(join(dataDir, ...names), { recursive: true, force: true });
  for (const id of await namesIn(join(dataDir, 'jobs'))) {
    const job = jobs.get(id);
    if (!job) await remove('jobs', id);
    else if (!isNeeded(job)) await remove('jobs', id, 'input');
  }
  for (const category of await namesIn(join(dataDir, 'datasets'))) {
    for (const id of await namesIn(join(dataDir, 'datasets', category))) {
      const job = jobs.get(id);
      if (!job || !isNeeded(job)) await remove('datasets', category, id);
    }
  }
}

function isNeeded({ kind, state }: { readonly kind: JobKind; readonly state: Job['state'] }): boolean {
  return state === 'queued' || state === 'running' || (kind === 'train' && state === 'succeeded');
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
