import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, expect, test } from 'vitest';
import { buildCommandLine } from '../../test/fixtures/command-line.ts';
import { openComputePool } from './pool.ts';

const TASKS = new URL('../../test/fixtures/compute-tasks.mjs', import.meta.url);

beforeAll(() => buildCommandLine());

test('what went into a task and came out of it is forgotten when it is done, while the process lives on', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const pool = await openComputePool<{ readonly echo: (input: { value: unknown }) => Promise<unknown> }>({
    ...{ tasks: TASKS, processes: 1, queueLimit: 10, timeoutMs: 60_000, graceMs: 300 },
  });
  try {
    const held: WeakRef<object>[] = [];
    for (let run = 0; run < 20; run++) {
      const input = { value: [run] };
      held.push(new WeakRef(input), new WeakRef((await pool.run('echo', input)) as object));
    }
    const alive = () => {
      collect();
      return held.filter(item => item.deref() !== undefined).length;
    };
    await expect.poll(alive, { timeout: 10_000 }).toBeLessThanOrEqual(2); // the last task may still be at hand
  } finally {
    await pool.close();
  }
});
