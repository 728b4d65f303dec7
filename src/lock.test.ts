import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/fixtures/download-scene.ts';
import { acquireLock } from './lock.ts';

describe('acquireLock', () => {
  it('refuses a second owner until the first has released it', async () => {
    const path = await lockPath();
    const first = await acquireLock(path, 'The category is being trained');
    await expect(acquireLock(path, 'The category is being trained')).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringContaining(`process ${process.pid} on ${hostname()}`),
    });
    await first.release();
    await (await acquireLock(path, 'The category is being trained')).release();
    expect(existsSync(path)).toBe(false);
  });

  it('takes over from a process that is gone', async () => {
    const path = await lockPath();
    await writeFile(path, ownerText({ pid: await pidOfEndedProcess() }));
    const lock = await acquireLock(path, 'The category is being trained');
    await lock.confirm();
    await lock.release();
  });

  it.skipIf(process.platform !== 'linux')(
    'takes over when the pid belongs to another process now',
    async () => {
      const path = await lockPath();
      await writeFile(path, ownerText({ pid: process.pid, started: '1' }));
      await (await acquireLock(path, 'The category is being trained')).release();
    },
  );

  it('believes an owner on another machine that touched the file lately, and no other', async () => {
    const path = await lockPath();
    await writeFile(path, ownerText({ host: 'another-machine' }));
    await expect(acquireLock(path, 'The category is being trained')).rejects.toMatchObject({
      code: 'locked',
    });
    const longAgo = new Date(Date.now() - 120_000);
    await utimes(path, longAgo, longAgo);
    await (await acquireLock(path, 'The category is being trained')).release();
  });

  it.each(['', '{"pid":', '[]'])('waits for the writer of "%s", but not for a dead one', async torn => {
    const path = await lockPath();
    await writeFile(path, torn);
    await expect(acquireLock(path, 'The category is being trained')).rejects.toMatchObject({
      code: 'locked',
    });
    const longAgo = new Date(Date.now() - 120_000);
    await utimes(path, longAgo, longAgo);
    await (await acquireLock(path, 'The category is being trained')).release();
  });

  it('gives a dead lock to exactly one of many who want it', async () => {
    const pid = await pidOfEndedProcess();
    for (let round = 0; round < 100; round++) {
      const path = await lockPath();
      await writeFile(path, ownerText({ pid }));
      const wanted = await Promise.allSettled(
        Array.from({ length: 8 }, () => acquireLock(path, 'The category is being trained')),
      );
      const got = wanted.filter(result => result.status === 'fulfilled');
      expect(got).toHaveLength(1);
      await got[0]?.value.confirm();
      await got[0]?.value.release();
      expect(await readdir(join(path, '..'))).toEqual([]);
    }
  });

  it('is not held up by a process that died while taking over', async () => {
    const path = await lockPath();
    const dead = ownerText({ pid: await pidOfEndedProcess() });
    await writeFile(path, dead);
    await writeFile(`${path}.takeover`, dead);
    await (await acquireLock(path, 'The category is being trained')).release();
    expect(await readdir(join(path, '..'))).toEqual([]);
  });

  it('notices that it was taken away, and does not delete the new owner', async () => {
    const path = await lockPath();
    const lock = await acquireLock(path, 'The category is being trained');
    await writeFile(path, ownerText({ pid: process.pid }));
    await expect(lock.confirm()).rejects.toMatchObject({ code: 'locked' });
    await lock.release();
    expect(existsSync(path)).toBe(true);
  });
});

async function lockPath(): Promise<string> {
  return join(await temporaryFolder(), 'weights.bin.part.lock');
}

function ownerText(owner: { pid?: number; host?: string; started?: string }): string {
  return JSON.stringify({ token: 'another', pid: 1, host: hostname(), started: '', ...owner });
}

async function pidOfEndedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}
