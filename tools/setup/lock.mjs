import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;
/** Between making the folder and naming its owner a process needs far less than this. */
const UNNAMED_OWNER_MS = 5_000;

/**
 * Runs `work` while no other process runs under the same lock folder. A folder whose owner has died is taken over;
 * while its owner lives, this waits and says so once.
 */
export async function withLock(folder, work) {
  let told = false;
  while (!take(folder)) {
    const owner = ownerOf(folder);
    if (isAbandoned(folder, owner)) {
      bury(folder, owner);
      continue;
    }
    if (!told)
      process.stderr.write(
        `set-up: waiting for the one that runs already (process ${owner ?? 'just started'})\n`,
      );
    told = true;
    await sleep(POLL_MS);
  }
  const release = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

function take(folder) {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(folder, 'owner'), String(process.pid));
  return true;
}

function ownerOf(folder) {
  try {
    return Number(readFileSync(join(folder, 'owner'), 'utf8')) || undefined;
  } catch {
    return undefined; // the lock was released in between, or its owner has not signed yet
  }
}

function isAbandoned(folder, owner) {
  if (owner !== undefined) return !isAlive(owner);
  const made = statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && Date.now() - made > UNNAMED_OWNER_MS;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM'; // it runs, under another account
  }
}

/** Moves a dead owner's lock away. Of several that wait only one succeeds, and a lock that was renewed is put back. */
function bury(folder, deadOwner) {
  const grave = `${folder}-${process.pid}`;
  try {
    renameSync(folder, grave);
  } catch {
    return; // another one that waits was quicker
  }
  if (ownerOf(grave) === deadOwner) rmSync(grave, { recursive: true, force: true });
  else renameSync(grave, folder);
}
