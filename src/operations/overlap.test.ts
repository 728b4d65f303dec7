import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { overlap, type Steps } from './overlap.ts';

/** Steps that note when they begin and end, and how many of a kind were under way at most. */
function tracedSteps(ms: Readonly<Record<'load' | 'compute' | 'save', number>>, failing = '') {
  const log: string[] = [];
  const most = { load: 0, compute: 0, save: 0 };
  const now = { load: 0, compute: 0, save: 0 };
  const step = (name: 'load' | 'compute' | 'save') => async (item: number) => {
    log.push(`${name} ${item}`);
    most[name] = Math.max(most[name], ++now[name]);
    await delay(ms[name]);
    now[name]--;
    if (failing === `${name} ${item}`) throw new Error(failing);
    return item * 10;
  };
  const steps: Steps<number, number, number, number> = {
    load: step('load'),
    compute: step('compute'),
    save: step('save'),
  };
  return { steps, log, most, now };
}

async function outcomesOf(items: readonly number[], steps: Steps<number, number, number, number>) {
  const outcomes: unknown[] = [];
  for await (const { result } of overlap(items, steps))
    outcomes.push(await result.catch(cause => cause.message));
  return outcomes;
}

test('gives results in order, computes one item at a time, and neither runs ahead nor lags behind without bound', async () => {
  const { steps, most } = tracedSteps({ load: 5, compute: 1, save: 20 });
  const items = Array.from({ length: 12 }, (_, index) => index);
  expect(await outcomesOf(items, steps)).toEqual(items.map(item => item * 10));
  expect(most.compute).toBe(1);
  expect([most.load, most.save].map(count => count > 1 && count <= 3)).toEqual([true, true]);
});

test('loads the next items before an item is computed, and saves it while the next one is computed', async () => {
  const { steps, log } = tracedSteps({ load: 1, compute: 10, save: 15 });
  await outcomesOf([1, 2, 3, 4], steps);
  expect(log.indexOf('load 3')).toBeLessThan(log.indexOf('compute 1'));
  expect(log.indexOf('load 4')).toBeGreaterThan(log.indexOf('compute 1'));
  expect(log.indexOf('compute 2') - log.indexOf('save 1')).toBeLessThanOrEqual(2);
});

test.each(['load 2', 'compute 2', 'save 2'])('an error in %s is that of its item alone', async failing => {
  const { steps } = tracedSteps({ load: 1, compute: 1, save: 1 }, failing);
  expect(await outcomesOf([1, 2, 3], steps)).toEqual([10, failing, 30]);
});

test('a loop that is left early waits for what is under way', async () => {
  const { steps, now, log } = tracedSteps({ load: 30, compute: 1, save: 30 });
  for await (const { item } of overlap([1, 2, 3, 4, 5, 6, 7, 8], steps)) if (item === 1) break;
  expect(now).toEqual({ load: 0, compute: 0, save: 0 });
  expect(log).not.toContain('compute 7');
});

test('stops between two items when it is cancelled', async () => {
  const controller = new AbortController();
  const { steps, now, log } = tracedSteps({ load: 1, compute: 1, save: 1 });
  const run = async () => {
    for await (const { item } of overlap([1, 2, 3, 4, 5, 6, 7, 8], steps, controller.signal))
      if (item === 2) controller.abort();
  };
  await expect(run()).rejects.toMatchObject({ code: 'cancelled' });
  expect(now).toEqual({ load: 0, compute: 0, save: 0 });
  expect(log).not.toContain('compute 8');
});
