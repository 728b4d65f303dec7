import { randomUUID } from 'node:crypto';
import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { InspectError, storageError } from './errors.ts';

/** The right to work on something, held by one process at a time. */
export interface Lock {
  /** @throws InspectError `locked` when another process has taken the lock away in the meantime. */
  confirm(): Promise<void>;
  release(): Promise<void>;
}

/** What a lock file says about its owner. */
interface Owner {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  /** Start of the process in the kernel's ticks, empty where the system does not tell; a reused pid differs in it. */
  readonly started: string;
}

const HEARTBEAT_MS = 5_000;
const SILENCE_MS = 60_000;

/**
 * Takes the lock file at `path`, or the one that a dead process left there.
 *
 * An owner on this machine is dead when its process is gone; one on another machine (a shared folder) when it has not
 * touched the file for a minute.
 *
 * @param held what the other process does, as the start of a sentence
 * @throws InspectError `locked` when a living process holds it; `storage_full` or `storage_denied`.
 */
export async function acquireLock(path: string, held: string): Promise<Lock> {
  const owner: Owner = {
    token: randomUUID(),
    pid: process.pid,
    host: hostname(),
    started: await startOfProcess(process.pid),
  };
  const text = JSON.stringify(owner);
  const taken = (await createLock(path, text)) || (await takeOver(path, text));
  if (!taken) throw lockedError(path, held, (await readLock(path))?.owner);
  return heldLock(path, held, owner.token);
}

/**
 * Replaces a dead owner's lock. Of several processes that see it, only the one that creates the claim may remove it,
 * and it looks again first: another may have replaced the lock already.
 */
async function takeOver(path: string, text: string): Promise<boolean> {
  if ((await stateOf(path)) === 'held') return false;
  const claim = `${path}.takeover`;
  if ((await stateOf(claim)) === 'dead') await rm(claim, { force: true });
  if (!(await createLock(claim, text))) return false;
  try {
    if ((await stateOf(path)) === 'held') return false;
    await rm(path, { force: true });
    return await createLock(path, text);
  } finally {
    await rm(claim, { force: true });
  }
}

function heldLock(path: string, held: string, token: string): Lock {
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  const isOurs = async () => (await readLock(path))?.owner?.token === token;
  return {
    async confirm() {
      if (!(await isOurs())) throw lockedError(path, held, (await readLock(path))?.owner);
    },
    async release() {
      clearInterval(heartbeat);
      if (await isOurs()) await rm(path, { force: true });
    },
  };
}

async function createLock(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(text);
    } catch (cause) {
      await rm(path, { force: true });
      throw cause;
    } finally {
      await file.close();
    }
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw storageError(cause, `creating ${path}`);
  }
}

interface FoundLock {
  /** Undefined when the file is empty or torn: its owner is writing it now, or died while doing so. */
  readonly owner: Owner | undefined;
  readonly touchedAtMs: number;
}

async function readLock(path: string): Promise<FoundLock | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    return { owner: parseOwner(text), touchedAtMs: (await stat(path)).mtimeMs };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw storageError(cause, `reading ${path}`);
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    const owner: unknown = JSON.parse(text);
    return typeof owner === 'object' && owner !== null && 'pid' in owner && 'token' in owner
      ? (owner as Owner)
      : undefined;
  } catch {
    return undefined;
  }
}

async function stateOf(path: string): Promise<'free' | 'held' | 'dead'> {
  const found = await readLock(path);
  if (!found) return 'free';
  return (await isAlive(found)) ? 'held' : 'dead';
}

async function isAlive({ owner, touchedAtMs }: FoundLock): Promise<boolean> {
  if (owner?.host !== hostname()) return Date.now() - touchedAtMs < (owner ? SILENCE_MS : HEARTBEAT_MS);
  try {
    process.kill(owner.pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
  return (await startOfProcess(owner.pid)) === owner.started;
}

/** Field 22 of Linux's `/proc/<pid>/stat`: a container that restarts gives the same pid to another process. */
async function startOfProcess(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function lockedError(path: string, held: string, owner: Owner | undefined): InspectError {
  const who = owner ? `process ${owner.pid} on ${owner.host}` : 'another process';
  return new InspectError(
    'locked',
    `${held} by ${who}. Wait until it is done; if no such process runs, delete ${path}.`,
  );
}
