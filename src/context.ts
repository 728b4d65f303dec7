import { constants } from 'node:fs';
import { access, mkdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { InspectError, storageError } from './errors.ts';
import { type History, openDatabase } from './history/database.ts';
import { acquireLock } from './lock.ts';
import { type InspectionPool, openInspectionPool } from './operations/inspection-pool.ts';
import { type LiveFeed, openLiveFeed } from './operations/live-feed.ts';
import { type ModelPool, openModelPool } from './operations/model-pool.ts';
import { historyLocation } from './operations/places.ts';
import type { ReplayRecord } from './schemas/replay-record.ts';

/** Everything that a server works with; who opens it closes it. */
export interface Context {
  /** For the processes that inspect: `threads` is what one of them takes. */
  readonly config: Config;
  readonly dataDir: string;
  /** Where uploads lie until they have been inspected. */
  readonly uploads: string;
  /** Every inspection: in `history.sqlite` of the data folder, or in the database that was named. */
  readonly history: History;
  /** The folder of pictures and maps, each under its SHA-256. */
  readonly blobs: string;
  readonly inspections: InspectionPool;
  readonly models: ModelPool;
  /** Inspections as they are recorded. */
  readonly live: LiveFeed;
  /** Where backups that are asked for over HTTP go, each in a folder of its own. */
  readonly backups: string;
  /** Which private hosts, addresses and networks webhooks may reach. */
  readonly webhookAllow: readonly string[];
  /** Real paths of the folders whose pictures jobs may use. */
  readonly allowedFolders: readonly string[];
  /** What scores are computed with. */
  readonly software: ReplayRecord['software'];
  readonly log: Logger;
  /** Closes in reverse what was opened; inspections have `drainMs` to finish. */
  close(drainMs?: number): Promise<void>;
}

export interface ContextOptions {
  readonly config: Config;
  /** Folder for what the server keeps; made when it is missing. */
  readonly dataDir: string;
  readonly log: Logger;
  /** Processes that inspect. */
  readonly processes?: number;
  /** How many inspections may wait for one of them. */
  readonly queueLimit?: number;
  /** Folder for backups; `backups` in the data folder when left out. */
  readonly backupDir?: string;
  /** Private hosts, addresses and networks that webhooks may reach; none when left out. */
  readonly webhookAllow?: readonly string[];
  /** Folders whose pictures jobs may use where they lie; none when left out. */
  readonly allowFolders?: readonly string[];
  /** Milliseconds that an inspection may take. */
  readonly timeoutMs?: number;
}

/** Inspecting, and reading and drawing for another inspection meanwhile. */
export const PROCESSES = 2;
const QUEUE_LIMIT = 64;
const INSPECTION_TIMEOUT_MS = 60_000;
const MODEL_QUEUE_LIMIT = 8;
const MODEL_TIMEOUT_MS = 60 * 60_000;

/**
 * Opens what a server works with: its folder, which no other server may use at the same time, the history in it, and
 * the processes that compute.
 *
 * @throws InspectError `locked` when another server uses the folder, `storage_denied` or `storage_full` when it cannot
 * be written, `data_invalid` when the history is damaged, `compute_failed`, `device_unavailable`.
 */
export async function openContext(options: ContextOptions): Promise<Context> {
  const { config, dataDir, log, processes = PROCESSES, queueLimit = QUEUE_LIMIT } = options;
  const uploads = join(dataDir, 'uploads');
  const closers: ((drainMs: number) => Promise<unknown>)[] = [];
  const close = async (drainMs = 0) => {
    for (const closeNext of closers.splice(0).reverse()) await closeNext(drainMs);
  };
  try {
    await openDataDir(dataDir);
    const allowedFolders = await Promise.all((options.allowFolders ?? []).map(realFolder));
    const lock = await acquireLock(join(dataDir, '.lock'), `Another server works with the folder ${dataDir}`);
    closers.push(() => lock.release());
    await rm(uploads, { recursive: true, force: true }); // what a killed server left there
    await mkdir(uploads);
    const history = await openDatabase(historyLocation(config, dataDir));
    closers.push(() => history.destroy());
    const live = openLiveFeed(history, { onFault: err => log.warn({ err }, 'live feed') });
    closers.push(async () => live.close());
    const blobs = join(dataDir, 'blobs');
    const timeoutMs = options.timeoutMs ?? INSPECTION_TIMEOUT_MS;
    const inspections = await openInspectionPool({ processes, queueLimit, timeoutMs });
    closers.push(drainMs => inspections.close({ drainMs }));
    const models = await openModelPool({ queueLimit: MODEL_QUEUE_LIMIT, timeoutMs: MODEL_TIMEOUT_MS });
    closers.push(() => models.close());
    const software = await inspections.software(config);
    const webhookAllow = options.webhookAllow ?? [];
    const places = { dataDir, uploads, blobs, backups: options.backupDir ?? join(dataDir, 'backups') };
    return {
      config,
      ...places,
      history,
      live,
      inspections,
      models,
      webhookAllow,
      allowedFolders,
      software,
      log,
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

async function realFolder(folder: string): Promise<string> {
  return realpath(folder).catch(cause => {
    throw new InspectError(
      'data_not_found',
      `The folder ${folder} of --allow-folder cannot be opened (${cause.code}). Name a folder that exists.`,
      { cause },
    );
  });
}

async function openDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK);
  } catch (cause) {
    throw storageError(cause, `opening the data folder ${dataDir}`);
  }
}
