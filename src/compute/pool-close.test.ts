import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCommandLine } from '../../test/fixtures/command-line.ts';
import { isAlive } from '../../test/fixtures/processes.ts';
import { type ComputePool, openComputePool } from './pool.ts';

/** What test/fixtures/compute-tasks.mjs exports, as far as it is used here. */
type Tasks = {
  readonly echo: (input: { value?: unknown; ms?: number }) => Promise<unknown>;
  readonly whoAmI: (input: { ms?: number }) => Promise<{ pid: number }>;
  readonly patient: (input: { path: string }) => Promise<void>;
  readonly hang: (input: null) => Promise<never>;
};

const TASKS = new URL('../../test/fixtures/compute-tasks.mjs', import.meta.url);
let folder: string;

beforeAll(async () => {
  await buildCommandLine();
  folder = mkdtempSync(join(tmpdir(), 'inspectai-compute-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function open(): Promise<ComputePool<Tasks>> {
  return openComputePool<Tasks>({
    ...{ tasks: TASKS, processes: 1, queueLimit: 10, timeoutMs: 60_000, graceMs: 300 },
  });
}

/** Waits until a process is gone, for 5 seconds at most. */
async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; isAlive(pid) && tries < 100; tries++) await delay(50);
  return !isAlive(pid);
}

describe('closing a pool', () => {
  test('stops what runs and what waits, and leaves no process', async () => {
    const pool = await open();
    const { pid } = await pool.run('whoAmI', {});
    const path = join(folder, 'closed');
    const tasks = [pool.run('patient', { path }), pool.run('echo', {})].map(task =>
      task.catch(cause => cause),
    );
    await pool.close();
    for (const cause of await Promise.all(tasks)) expect(cause).toMatchObject({ code: 'cancelled' });
    expect(readFileSync(path, 'utf8')).toBe('stopped');
    expect(isAlive(pid)).toBe(false);
    await expect(pool.run('echo', {})).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('lets tasks finish for as long as was said', async () => {
    const pool = await open();
    const tasks = ['a', 'b'].map(value => pool.run('echo', { value, ms: 100 }));
    await pool.close({ drainMs: 10_000 });
    expect(await Promise.all(tasks)).toEqual(['a', 'b']);
  });

  test('ends a process that hears nothing, after the grace', async () => {
    const pool = await open();
    const { pid } = await pool.run('whoAmI', {});
    const task = pool.run('hang', null).catch(cause => cause);
    await delay(50);
    const started = performance.now();
    await pool.close({ drainMs: 100 });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(isAlive(pid)).toBe(false);
    expect(await task).toMatchObject({ code: 'cancelled' });
  });

  test('twice is the same as once, also while a process is being started', async () => {
    const pool = await open();
    const { pid } = await pool.run('whoAmI', {});
    process.kill(pid, 'SIGKILL');
    expect(await gone(pid)).toBe(true);
    await Promise.all([pool.close(), pool.close()]);
    await pool.close();
  });
});

describe.skipIf(process.platform === 'win32')('the processes of a pool', () => {
  const startParent = async () => {
    const program = fileURLToPath(new URL('../../test/fixtures/compute-parent.mjs', import.meta.url));
    const parent = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(parent.stdout.setEncoding('utf8'), 'data');
    const pids = JSON.parse(line) as number[];
    expect(pids.map(isAlive)).toEqual([true, true]);
    return { parent, pids };
  };

  test('end when their parent is killed', async () => {
    const { parent, pids } = await startParent();
    parent.kill('SIGKILL');
    expect(await Promise.all(pids.map(gone))).toEqual([true, true]);
  });

  test('do not take a Ctrl-C or a stop of the whole group for their own', async () => {
    const { parent, pids } = await startParent();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      for (const pid of pids) process.kill(pid, signal);
    await delay(200);
    expect(pids.map(isAlive)).toEqual([true, true]);
    parent.kill('SIGKILL');
    await Promise.all(pids.map(gone));
  });
});
