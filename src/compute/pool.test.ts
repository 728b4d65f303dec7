import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildCommandLine } from '../../test/fixtures/command-line.ts';
import { isAlive } from '../../test/fixtures/processes.ts';
import { type ComputePool, type ComputePoolOptions, openComputePool } from './pool.ts';

/** What test/fixtures/compute-tasks.mjs exports. */
type Tasks = {
  readonly echo: (input: { value?: unknown; ms?: number }) => Promise<unknown>;
  readonly whoAmI: (input: { key?: string; ms?: number }) => Promise<{ pid: number; keys: string[] }>;
  readonly count: (input: { to: number }) => Promise<number>;
  readonly patient: (input: { path: string }) => Promise<void>;
  readonly exit: (input: { status: number }) => Promise<never>;
  readonly crashOnce: (input: { path: string }) => Promise<string>;
} & Readonly<
  Record<
    'hang' | 'kill' | 'throwLater' | 'refuse' | 'fault' | 'giveFunction',
    (input: null) => Promise<unknown>
  >
>;

const TASKS = new URL('../../test/fixtures/compute-tasks.mjs', import.meta.url);
let folder: string;
let pool: ComputePool<Tasks>;

beforeAll(async () => {
  await buildCommandLine();
  folder = mkdtempSync(join(tmpdir(), 'inspectai-compute-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => pool?.close());

async function open(options: Partial<ComputePoolOptions<Tasks>> = {}): Promise<ComputePool<Tasks>> {
  const defaults = { tasks: TASKS, processes: 1, queueLimit: 10, timeoutMs: 20_000, graceMs: 300 };
  pool = await openComputePool<Tasks>({ ...defaults, ...options });
  return pool;
}

const pidOf = async () => (await pool.run('whoAmI', {})).pid;

describe('a task', () => {
  test('runs in another process, and plain data and typed arrays come back as they went', async () => {
    await open();
    const value = {
      bytes: Uint8Array.of(1, 2, 255),
      map: Float32Array.of(0.1, Number.NaN, -0),
      rows: Int32Array.of(-1),
      none: null,
      when: new Date(5),
    };
    expect(await pool.run('echo', { value })).toEqual(value);
    expect(await pidOf()).not.toBe(process.pid);
  });

  test('tells its progress in order, before its result', async () => {
    await open();
    const told: unknown[] = [];
    expect(await pool.run('count', { to: 5 }, { onProgress: value => told.push(value) })).toBe(5);
    expect(told).toEqual([1, 2, 3, 4, 5]);
  });

  test('that throws an InspectError passes on code and message', async () => {
    await open();
    await expect(pool.run('refuse', null)).rejects.toMatchObject({
      name: 'InspectError',
      code: 'image_unreadable',
      message: 'a.png is empty; expected a picture.',
    });
  });

  test('that throws anything else passes on message and stack', async () => {
    await open();
    const thrown = (await pool.run('fault', null).catch(cause => cause)) as Error;
    expect(thrown).toMatchObject({ name: 'TypeError', message: 'a fault of the program' });
    expect(thrown.stack).toContain('compute-tasks.mjs');
    expect(thrown).not.toHaveProperty('code');
  });

  test('whose result or input cannot be sent fails, and its process goes on', async () => {
    await open();
    const before = await pidOf();
    await expect(pool.run('giveFunction', null)).rejects.toThrow(
      /The result of the task "giveFunction" cannot be sent to another process: .*could not be cloned/,
    );
    await expect(pool.run('echo', { value: () => 1 })).rejects.toThrow(
      /The input of the task "echo" cannot be sent to another process: .*could not be cloned/,
    );
    expect(await pidOf()).toBe(before);
  });

  test('that does not exist is refused by name', async () => {
    await open();
    await expect(pool.run('eco' as 'echo', {})).rejects.toThrow('There is no task "eco"; there are echo, ');
  });
});

describe('a process that crashes', () => {
  test.each([
    ['exits', () => pool.run('exit', { status: 3 }), 'exit status 3'],
    ['is killed', () => pool.run('kill', null), 'signal SIGKILL'],
    ['throws outside of the task', () => pool.run('throwLater', null), 'exit status 1'],
  ])('because it %s fails its own task alone, and a new one takes its place', async (_, crash, how) => {
    await open({ processes: 2 });
    const other = pool.run('echo', { value: 'unharmed', ms: 400 });
    await expect(crash()).rejects.toMatchObject({
      code: 'compute_failed',
      message: expect.stringContaining(how),
    });
    expect(await other).toBe('unharmed');
    const pids = await Promise.all([1, 2].map(() => pool.run('whoAmI', { ms: 300 })));
    expect(new Set(pids.map(({ pid }) => pid)).size).toBe(2);
  });

  test('keeps what it wrote to standard error as the cause', async () => {
    await open();
    const thrown = (await pool.run('throwLater', null).catch(cause => cause)) as Error;
    expect(String(thrown.cause)).toContain('thrown outside of the task');
  });

  test('is started again more and more slowly while nothing succeeds', async () => {
    await open();
    const crash = () => pool.run('exit', { status: 1 }).catch(() => undefined);
    for (let i = 0; i < 4; i++) await crash();
    const timeOfNext = async () => {
      const started = performance.now();
      await pool.run('echo', {});
      return performance.now() - started;
    };
    const slow = await timeOfNext();
    expect(slow).toBeGreaterThan(390);
    await crash();
    expect(await timeOfNext()).toBeLessThan(slow);
  });

  test('has its task tried once more where that does no harm, and only once', async () => {
    await open({ idempotent: ['crashOnce', 'exit'] });
    const path = join(folder, 'crashed-before');
    expect(await pool.run('crashOnce', { path })).toBe('second time');
    await expect(pool.run('exit', { status: 4 })).rejects.toMatchObject({ code: 'compute_failed' });
  });
});

describe('a task that takes too long', () => {
  test('is ended with its process, and the next one runs in a new process', async () => {
    await open();
    const before = await pidOf();
    await expect(pool.run('hang', null, { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'timed_out',
      message: expect.stringContaining('"hang" was not finished after 0.2 s'),
    });
    expect(isAlive(before)).toBe(false);
    expect(await pidOf()).not.toBe(before);
  });

  test('is not one that waits long', async () => {
    await open();
    const [, second] = await Promise.all([
      pool.run('echo', { ms: 400 }),
      pool.run('echo', { value: 'done', ms: 50 }, { timeoutMs: 300 }),
    ]);
    expect(second).toBe('done');
  });
});

describe('a task that is cancelled', () => {
  test('stops by itself when it listens, and keeps its process', async () => {
    await open();
    const before = await pidOf();
    const controller = new AbortController();
    const path = join(folder, 'patient');
    const task = pool.run('patient', { path }, { signal: controller.signal });
    await delay(100);
    controller.abort();
    await expect(task).rejects.toMatchObject({ code: 'cancelled' });
    expect(readFileSync(path, 'utf8')).toBe('stopped');
    expect(await pidOf()).toBe(before);
  });

  test('loses its process after the grace when it does not listen', async () => {
    await open();
    const before = await pidOf();
    const task = pool.run('hang', null, { signal: AbortSignal.timeout(100) });
    await expect(task).rejects.toMatchObject({ code: 'cancelled' });
    expect(isAlive(before)).toBe(false);
    expect(await pidOf()).not.toBe(before);
  });

  test('is let finish where that was asked for, so that its process stays, and its result is dropped', async () => {
    await open();
    const before = await pidOf();
    const controller = new AbortController();
    const task = pool.run('echo', { value: 'late', ms: 800 }, { signal: controller.signal, letFinish: true });
    await delay(100);
    controller.abort();
    await expect(task).rejects.toMatchObject({ code: 'cancelled' });
    expect(await pidOf()).toBe(before);
  });

  test('and is let finish is ended all the same when its time is over', async () => {
    await open();
    const before = await pidOf();
    const signal = AbortSignal.timeout(50);
    const task = pool.run('hang', null, { signal, letFinish: true, timeoutMs: 400 });
    await expect(task).rejects.toMatchObject({ code: 'timed_out' });
    expect(isAlive(before)).toBe(false);
  });

  test('leaves at once while it waits, and is not even begun when it was cancelled before', async () => {
    await open();
    const first = pool.run('echo', { value: 'first', ms: 500 });
    const started = performance.now();
    const path = join(folder, 'never');
    await expect(pool.run('crashOnce', { path }, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect(pool.run('crashOnce', { path }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(performance.now() - started).toBeLessThan(400);
    expect(await first).toBe('first');
    expect(existsSync(path)).toBe(false);
  });
});

describe('a pool', () => {
  test('with a full queue refuses what more comes, and takes it again afterwards', async () => {
    await open({ queueLimit: 2 });
    const taken = [1, 2, 3].map(value => pool.run('echo', { value, ms: 50 }));
    await expect(pool.run('echo', {})).rejects.toMatchObject({
      code: 'overloaded',
      message: expect.stringContaining('1 run and 2 wait'),
    });
    expect(await Promise.all(taken)).toEqual([1, 2, 3]);
    expect(await pool.run('echo', { value: 4 })).toBe(4);
  });

  test('counts the processes that work or answer, and not one that hangs', async () => {
    await open({ processes: 2 });
    const [a, b] = await Promise.all([1, 2].map(() => pool.run('whoAmI', { ms: 300 })));
    expect(await pool.responding(5_000)).toBe(2);
    process.kill(a!.pid, 'SIGSTOP');
    expect(await pool.responding(500)).toBe(1);
    process.kill(a!.pid, 'SIGCONT');
    expect(await pool.responding(5_000)).toBe(2);
    expect(b!.pid).not.toBe(a!.pid);
    const work = [1, 2].map(() => pool.run('hang', null, { timeoutMs: 1_500 }).catch(() => 'ended'));
    expect(await pool.responding(10)).toBe(2);
    await Promise.all(work);
  });

  test('brings tasks of a key to the process that is warm for it, when that is free', async () => {
    await open({ processes: 2 });
    const at = (key: string, ms = 20) => pool.run('whoAmI', { key, ms }, { key });
    const [a, b] = await Promise.all([at('a'), at('b')]);
    expect(a.pid).not.toBe(b.pid);
    for (const key of ['b', 'a', 'a', 'b']) expect((await at(key)).pid).toBe({ a, b }[key]!.pid);
    const [busy, moved] = await Promise.all([at('a'), at('a')]);
    expect([busy.pid, moved.pid]).toEqual([a.pid, b.pid]);
  });

  describe('of a module that keeps something open for every key', () => {
    type Kept = { readonly key: string; readonly most: number };
    type Use = { use(input: Kept): Promise<{ readonly pid: number; readonly cold: boolean }> };
    const use = (key: string, most = 2) =>
      (pool as unknown as ComputePool<Use>).run('use', { key, most }, { key });

    beforeEach(async () => {
      const module = join(folder, 'keeping.mjs');
      writeFileSync(
        module,
        `import { setTimeout as delay } from 'node:timers/promises';
         let kept = [];
         export const warmKeys = () => kept;
         export const tasks = {
           async use({ key, most }) {
             const cold = !kept.includes(key);
             await delay(cold ? 100 : 10);
             kept = [...kept.filter(other => other !== key), key].slice(-most);
             return { pid: process.pid, cold };
           },
         };`,
      );
      await open({ processes: 2, tasks: new URL(`file://${module}`) });
    });

    test('opens it once when many ask for it at the same time, and does other work meanwhile', async () => {
      const [first, second, other] = await Promise.all([use('a'), use('a'), use('b')]);
      expect([first.cold, second.cold, other.cold]).toEqual([true, false, true]);
      expect(second.pid).toBe(first.pid);
      expect(other.pid).not.toBe(first.pid);
    });

    test('knows what is open, and what is so no more', async () => {
      await Promise.all([use('a', 1), use('b', 1)]);
      expect([...pool.state().warm].sort()).toEqual(['a', 'b']);
      await use('c', 1);
      expect(pool.state().warm.size).toBe(2);
      expect(pool.state().warm).toContain('c');
    });
  });

  test('does not start when its module cannot be imported or exports no tasks, and says why', async () => {
    const broken = join(folder, 'broken.mjs');
    writeFileSync(broken, 'throw new Error("a library is missing");');
    const failure = { code: 'compute_failed', message: expect.stringContaining('a library is missing') };
    await expect(open({ tasks: new URL(`file://${broken}`) })).rejects.toMatchObject(failure);
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, 'export const task = {};');
    await expect(open({ tasks: new URL(`file://${empty}`) })).rejects.toThrow('exports no "tasks"');
  });

  test('does not start when its processes end at once, or are not ready in time', async () => {
    const ending = join(folder, 'ending.mjs');
    writeFileSync(ending, 'process.exit(5);');
    await expect(open({ tasks: new URL(`file://${ending}`) })).rejects.toThrow('exit status 5');
    const slow = join(folder, 'slow.mjs');
    writeFileSync(slow, 'for (;;);');
    await expect(open({ tasks: new URL(`file://${slow}`), startTimeoutMs: 500 })).rejects.toThrow(
      'not ready after 0.5 s',
    );
  });

  test('whose module breaks later gives up after three starts and fails what waits', async () => {
    const module = join(folder, 'breaking.mjs');
    const flag = join(folder, 'broken');
    writeFileSync(
      module,
      `import { appendFileSync, existsSync } from 'node:fs';
       if (existsSync(${JSON.stringify(flag)})) { appendFileSync(${JSON.stringify(flag)}, 'x'); throw new Error('the disk is gone'); }
       export const tasks = { exit: async ({ status }) => process.exit(status) };`,
    );
    await open({ tasks: new URL(`file://${module}`) });
    writeFileSync(flag, '');
    const first = pool.run('exit', { status: 1 });
    const second = pool.run('exit', { status: 1 });
    await expect(first).rejects.toThrow('exit status 1');
    await expect(second).rejects.toMatchObject({
      code: 'compute_failed',
      message: expect.stringContaining('the disk is gone'),
    });
    expect(readFileSync(flag, 'utf8')).toBe('xxx');
    await expect(pool.run('exit', { status: 1 })).rejects.toThrow('the disk is gone');
  });
});
