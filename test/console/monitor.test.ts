import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';
import { tabTo } from '../fixtures/keyboard.ts';
import { seedPlant } from '../fixtures/plant-history.ts';

const PLANT = { timezoneId: 'Europe/Berlin' };

describe.skipIf(hasNoChromium)('the monitor', () => {
  let console: TestConsole;
  let count: number;
  beforeAll(async () => {
    console = await openTestConsole();
  });
  afterAll(() => console?.close());

  const chart = (page: Page, name: string) =>
    page.getByRole('img', { name: new RegExp(`^${name}`) }).locator('svg');
  const open = async (path: string) => {
    const page = await console.open(path, PLANT);
    await page.getByRole('heading', { name: 'Yield over time' }).waitFor();
    return page;
  };

  test('tells an empty plant what to do', async () => {
    const page = await console.open('/monitor', PLANT);
    await page.getByText('Nothing was inspected in this time.').waitFor();
    await console.check(page, 'monitor-empty');
    await page.getByRole('button', { name: 'Last 30 days' }).click();
    await page.waitForURL('**/monitor?range=30d');
  });

  test('shows a plant of three lines: yield, signals in words, charts, causes and times', async () => {
    const { server } = console;
    const calibration = (await server.get('/api/v1/models/part/calibration')).json();
    count = await seedPlant(server.context.history, {
      category: 'part',
      scores: calibration.held_out_scores as readonly number[],
      threshold: (
        calibration.what_if as readonly { readonly in_use: boolean; readonly fail_threshold: number }[]
      ).find(({ in_use }) => in_use)!.fail_threshold,
      now: Date.now(),
    });
    expect(count).toBeGreaterThan(4_000);
    const page = await open('/monitor?range=7d');
    for (const name of [
      'Yield over time',
      'Rejects',
      'Evidence of a change',
      'Trend of the scores',
      'Scores of passed',
    ])
      await chart(page, name).waitFor();
    await page.getByText('More rejects than usual').first().waitFor();
    await page.getByRole('heading', { name: 'Where defects lie' }).waitFor();
    await console.check(page, 'monitor');
    for (const [name, title] of [
      ['monitor-signals', 'Signals'],
      ['monitor-charts', 'Rejects (p-chart)'],
      ['monitor-causes', 'What parts are rejected for'],
      ['monitor-groups', 'Compare'],
    ] as const) {
      await page.getByRole('heading', { name: title }).scrollIntoViewIfNeeded();
      await page.getByRole('heading', { name: title }).evaluate(heading => heading.scrollIntoView());
      await console.check(page, name);
    }
  });

  test('a signal opens the inspections behind it', async () => {
    const page = await open('/monitor?range=7d&line=Line+1');
    const signal = page.getByRole('listitem').filter({ hasText: 'More rejects than usual' }).first();
    const link = signal.getByRole('link', { name: 'Show the parts' });
    await link.click();
    await page.waitForURL('**/history?*');
    const { searchParams } = new URL(page.url());
    expect(Object.fromEntries(searchParams)).toMatchObject({ category: 'part', line: 'Line 1' });
    await page.getByRole('row').nth(1).waitFor();
    const { items } = (await console.server.get(`/api/v1/inspections?${searchParams}&limit=200`)).json() as {
      readonly items: readonly { readonly line: string; readonly decision: string }[];
    };
    expect(new Set(items.map(({ line }) => line))).toEqual(new Set(['Line 1']));
    expect(items.filter(({ decision }) => decision === 'FAIL').length).toBeGreaterThan(2);
    await page.getByText(`${items.length} inspections`).waitFor();
  });

  test('every chart is a table as well, by keyboard', async () => {
    const page = await open('/monitor?range=7d');
    for (const title of [
      'Yield over time',
      'Rejects (p-chart)',
      'What parts are rejected for',
      'How long inspections take',
    ]) {
      await tabTo(page, `Show as table : ${title}`);
      await page.keyboard.press('Enter');
      const table = page.getByRole('region', { name: title }).getByRole('table');
      await table.getByRole('row').nth(2).waitFor();
    }
    await console.check(page, 'monitor-tables');
  });

  test('the address bar holds the filters', async () => {
    const page = await open('/monitor');
    await page.getByLabel('Time', { exact: true }).selectOption('30d');
    await page.getByLabel('Line', { exact: true }).selectOption('Line 2');
    await expect.poll(() => new URL(page.url()).search).toBe('?line=Line+2&range=30d');
    await page.reload();
    await page.getByRole('heading', { name: 'Yield over time' }).waitFor();
    expect(await page.getByLabel('Line', { exact: true }).inputValue()).toBe('Line 2');
    expect(await page.getByLabel('Divided by').inputValue()).toBe('day');
    const inspected = Number(
      (await page.locator('dt:has-text("Inspected") + dd').innerText()).replace(/\D/g, ''),
    );
    expect(inspected).toBeGreaterThan(count / 5);
    expect(inspected).toBeLessThan(count / 2);
  });

  test('speaks German', async () => {
    const page = await open('/monitor?range=7d');
    await page.evaluate("localStorage.setItem('inspectai.language', 'de')");
    await page.reload();
    await page.getByRole('heading', { name: 'Ausbeute über die Zeit' }).waitFor();
    await chart(page, 'Ausschuss').waitFor();
    await console.check(page, 'monitor-german');
  });
});
