import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';
import { seedInspections } from '../fixtures/many-inspections.ts';
import { medianOf } from '../fixtures/median.ts';

const COUNT = 100_000;
/** Rows that are loaded by scrolling before anything is measured. */
const LOADED = 20_000;
const MOST_MS = 200;
const ROUNDS = 3;
const MOST_TRIES = 4;

describe.skipIf(hasNoChromium)('a history of 100,000 inspections', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole();
    await seedInspections(console.server.context, COUNT);
  });
  afterAll(() => console?.close());

  test('answers every touch within 200 ms', { timeout: 600_000 }, async () => {
    const page = await console.open('/history');
    await page.getByText('100,000 inspections').waitFor();
    await console.check(page, 'history-many');
    await scrollUntilLoaded(page, LOADED);
    await page.evaluate(LISTEN);
    let medians = await mediansOf(page);
    // A neighbour may keep the processors busy for a while, but not for all tries.
    for (let tries = 1; tries < MOST_TRIES && medians.some(isSlow); tries++) medians = await mediansOf(page);
    const told = medians.map(([step, ms]) => `${step} ${ms}`).join(', ');
    process.stdout.write(
      `interaction to next paint with ${LOADED} of ${COUNT} rows loaded, medians of ${ROUNDS}: ${told} ms\n`,
    );
    expect(medians.map(([step]) => step)).toEqual(Object.keys(STEPS));
    expect(medians.filter(isSlow)).toEqual([]);
  });

  test('draws only the rows that can be seen', async () => {
    const page = await console.open('/history');
    await page.getByText('100,000 inspections').waitFor();
    await scrollUntilLoaded(page, 1_000);
    expect(await page.getByRole('row').count()).toBeLessThan(60);
  });
});

/** What people do with the list, one after the other; the last step leaves it as it was. */
const STEPS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  async 'select one'(page) {
    await page
      .getByRole('checkbox', { name: /^Select S-/ })
      .nth(3)
      .click();
    await page.getByText('1 selected').waitFor();
  },
  async 'select all'(page) {
    await page.getByRole('checkbox', { name: 'Select all that are loaded' }).click();
    await page.getByText(/\d\d,\d{3} selected/).waitFor();
  },
  async 'clear the selection'(page) {
    await page.getByRole('button', { name: 'Clear the selection' }).click();
    await page.getByText(/ selected/).waitFor({ state: 'detached' });
  },
  async 'step and select by keyboard'(page) {
    for (let step = 0; step < 5; step++) {
      const before = await focusedRow(page);
      await page.keyboard.press('j');
      await expect.poll(() => focusedRow(page)).not.toBe(before);
    }
    await page.keyboard.press('x');
    await page.getByText('1 selected').waitFor();
  },
  async 'type a filter'(page) {
    await page.getByLabel('Serial number').pressSequentially('S-77777');
    await page.getByText('1 inspection', { exact: true }).waitFor();
  },
  async 'clear the filters'(page) {
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('100,000 inspections').waitFor();
  },
  async 'open one'(page) {
    await page.getByRole('row').nth(2).getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: /^S-/ }).waitFor();
    await page.goBack();
    await page.getByText('100,000 inspections').waitFor();
  },
};

const isSlow = ([, ms]: readonly [string, number]) => ms > MOST_MS;
const focusedRow = (page: Page) => page.evaluate("document.activeElement.getAttribute('aria-label')");

/** Counts interactions from now on; an event of the browser's own timing has at least 16 ms. */
const LISTEN = `
  window.interactions = [];
  new PerformanceObserver(list => {
    for (const { startTime, duration, interactionId } of list.getEntries())
      if (interactionId) window.interactions.push({ startTime, ms: duration });
  }).observe({ type: 'event', durationThreshold: 16 });
`;

/** The slowest interaction since a time, once the last ones are told. */
const slowestSince = (start: number) => `new Promise(resolve => setTimeout(() => {
  const those = window.interactions.filter(({ startTime }) => startTime >= ${start});
  resolve(Math.max(0, ...those.map(({ ms }) => ms)));
}, 200))`;

/** The median over several rounds of the slowest interaction of each step, in milliseconds. */
async function mediansOf(page: Page): Promise<readonly (readonly [string, number])[]> {
  const found = Object.keys(STEPS).map(step => [step, [] as number[]] as const);
  for (let round = 0; round < ROUNDS; round++)
    for (const [step, times] of found) {
      const start = (await page.evaluate('performance.now()')) as number;
      await STEPS[step]!(page);
      times.push((await page.evaluate(slowestSince(start))) as number);
    }
  return found.map(([step, times]) => [step, medianOf(times)]);
}

async function scrollUntilLoaded(page: Page, rows: number): Promise<void> {
  const rowPx = 64;
  await expect
    .poll(
      async () =>
        (await page.evaluate(
          'scrollTo(0, document.body.scrollHeight); document.body.scrollHeight',
        )) as number,
      { timeout: 60_000, interval: 100 },
    )
    .toBeGreaterThan(rows * rowPx);
}
