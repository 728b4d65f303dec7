import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';

/** A device whose own clock is another than the plant's. */
const ELSEWHERE = { timezoneId: 'America/New_York' };
/** Of a machine that has other work to do. */
const PATIENCE = { timeout: 60_000 };

describe.skipIf(hasNoChromium)('the clock of the plant', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole();
    const image = console.server.pictures.good;
    await console.server.form('/api/v1/inspections', { category: 'part', serial: 'T-1', image });
  });
  afterAll(() => console?.close());

  const plant = async () => (await console.server.get('/api/v1/settings')).json();
  const hoursAndMinutes = (iso: string, timeZone: string) =>
    new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(new Date(iso));
  const save = async (page: Page, zone: string, starts: string) => {
    await page.getByLabel('Time zone of the plant').selectOption(zone);
    await page.getByLabel('Shifts begin at').fill(starts);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Time zone and shifts were saved.').first().waitFor();
  };

  test('is set by an administrator for everybody, and can be taken back', async () => {
    const page = await console.open('/settings/plant', ELSEWHERE);
    await page.getByText('This device tells the time of America/New_York.').waitFor();
    await page.getByLabel('Shifts begin at').fill('6 o’clock');
    await page.getByText('Expected times at quarters of an hour').waitFor();
    await console.check(page, 'settings-plant');
    await save(page, 'Asia/Shanghai', '7:15, 19:15');
    const inShanghai = { time_zone: 'Asia/Shanghai', shift_starts: ['07:15', '19:15'] };
    await expect.poll(plant, PATIENCE).toEqual(inShanghai);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(plant, PATIENCE).toMatchObject({ time_zone: 'UTC' });
    await save(page, 'Asia/Shanghai', '7:15, 19:15');
    await expect.poll(plant, PATIENCE).toEqual(inShanghai); // the text may still be that of the first time
  });

  test('is what the history, the line view and the reports go by, whatever the device thinks', async () => {
    const { items } = (await console.server.get('/api/v1/inspections')).json() as {
      readonly items: readonly { readonly created_at: string }[];
    };
    const { buckets } = (await console.server.get('/api/v1/statistics/yield?bucket=shift')).json() as {
      readonly buckets: readonly { readonly from: string }[];
    };
    const begin = hoursAndMinutes(buckets[0]!.from, 'Asia/Shanghai');
    expect(['07:15', '19:15']).toContain(begin);

    const page = await console.open('/history', { ...ELSEWHERE, locale: 'en-GB' });
    const shown = await page.getByRole('link', { name: /^Inspection T-1/ }).innerText();
    const [hours, minutes] = hoursAndMinutes(items[0]!.created_at, 'Asia/Shanghai').split(':') as [
      string,
      string,
    ];
    expect(shown).toMatch(new RegExp(`\\b0?${Number(hours) % 12 || 12}:${minutes}`));
    await page.goto(`${console.address}/line?screen=on`);
    await page.getByText(`This shift, since ${begin}`).waitFor();
    await page.goto(`${console.address}/reports`);
    await page.getByText('Shifts begin at 07:15, 19:15 (Asia/Shanghai).').waitFor();
    await page.getByRole('button', { name: new RegExp(`${begin}–`) }).waitFor();
    await page.goto(`${console.address}/monitor?range=shift`);
    await page.getByRole('heading', { name: 'Yield over time' }).waitFor();
    await page.getByText('1 PASS', { exact: false }).first().waitFor();
  });

  test('that cannot be had is said, and asked for again', async () => {
    const page = await console.open('/nowhere');
    await page.route('**/api/v1/settings', route => route.abort());
    await page.goto(`${console.address}/history`);
    await page.getByRole('alert').waitFor();
    await page.unroute('**/api/v1/settings');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
  });
});
