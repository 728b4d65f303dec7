import { join } from 'node:path';
import { throwIfCancelled } from '../errors.ts';
import type { History } from '../history/database.ts';
import { forgetKeys } from '../history/inspections.ts';
import { forgetJob, type OldJob, oldJobs } from '../history/old-jobs.ts';
import { applyRetention, type Removed } from '../history/retention.ts';
import { planRetention } from '../history/retention-plan.ts';
import { policyOf, retentionSettings } from '../history/retention-settings.ts';
import { forgetDeliveries } from '../history/webhook-outbox.ts';
import { acquireLock, type Lock } from '../lock.ts';
import type { RetentionSettings } from '../schemas/retention.ts';
import { removeJobFiles } from './job-folders.ts';

/** What a service keeps, and where. */
export interface Kept {
  readonly history: History;
  readonly blobs: string;
  readonly dataDir: string;
}

/** What retention would remove; wire names. */
export interface RetentionPreview {
  readonly settings: RetentionSettings;
  readonly inspections: Readonly<Record<'PASS' | 'REVIEW' | 'FAIL', number>>;
  readonly bytes: number;
  /** Ended jobs, with their events and results. */
  readonly jobs: number;
  /** By how much what is left would exceed the budget: other categories hold on to it, or it was just handed in. */
  readonly over_budget_bytes: number;
}

const DAY_MS = 86_400_000;
const KEYS_DAYS = 7;
const DELIVERED_DAYS = 7;
const UNDELIVERED_DAYS = 30;

/** Keeps retention and backup apart: a backup must find the pictures of the records that it has copied. */
export function lockPictures(dataDir: string): Promise<Lock> {
  return acquireLock(
    join(dataDir, '.pictures.lock'),
    `A backup or retention works with the folder ${dataDir}`,
  );
}

/**
 * Says what the settings, or others, would remove now, without touching anything.
 *
 * @throws InspectError `invalid_argument` for settings that cannot be.
 */
export async function previewRetention(
  history: History,
  given?: RetentionSettings,
  signal?: AbortSignal,
): Promise<RetentionPreview> {
  const settings = given ?? (await retentionSettings(history));
  const { of, bytes, overBudgetBytes } = await planRetention(history, policyOf(settings), new Date(), signal);
  const jobs = await jobsToGo(history, settings);
  return { settings, inspections: of, bytes, jobs: jobs.length, over_budget_bytes: overBudgetBytes };
}

/**
 * Removes the pictures and jobs that the settings do not keep, what killed programs left in the folder, and what is no longer
 * needed of deliveries and of repeated requests.
 *
 * @throws InspectError `locked` while a backup runs; `cancelled`.
 */
export async function runRetention(
  { history, blobs, dataDir }: Kept,
  { actor, signal }: { readonly actor: string; readonly signal?: AbortSignal },
): Promise<Removed & { readonly jobs: number }> {
  const lock = await lockPictures(dataDir);
  try {
    const settings = await retentionSettings(history);
    const policy = policyOf(settings);
    const removed = await applyRetention(history, {
      policy,
      folder: blobs,
      actor,
      ...(signal && { signal }),
    });
    const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
    await forgetKeys(history, daysAgo(KEYS_DAYS));
    await forgetDeliveries(history, {
      before: daysAgo(DELIVERED_DAYS),
      undeliveredBefore: daysAgo(UNDELIVERED_DAYS),
    });
    const jobs = await jobsToGo(history, settings);
    for (const job of jobs) {
      throwIfCancelled(signal);
      await forgetJob(history, job.id);
      await removeJobFiles(dataDir, job);
    }
    return { ...removed, jobs: jobs.length };
  } finally {
    await lock.release();
  }
}

async function jobsToGo(
  history: History,
  { job_days: days = null }: RetentionSettings,
): Promise<readonly OldJob[]> {
  return days === null ? [] : oldJobs(history, new Date(Date.now() - days * DAY_MS));
}
