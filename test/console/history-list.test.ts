import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';
import { seedInspections } from '../fixtures/many-inspections.ts';

/** Longer than the pause after which what is typed counts. */
const A_WHILE_MS = 1_000;
/** Of a machine that has other work to do. */
const PATIENCE = { timeout: 60_000 };

describe.skipIf(hasNoChromium)('the list of the history', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole();
    await seedInspections(console.server.context, 400);
  });
  afterAll(() => console?.close());

  test('keeps what is selected, however a filter was written', async () => {
    const page = await console.open('/history?lot=L-0');
    await page.getByRole('button', { name: 'More filters' }).click();
    for (const [name, typed, kept] of [
      ['Serial number', 'S-1 ', 'S-1'],
      ['Score from', '0,20', '0.2'],
      ['Score to', 'abc', ''],
    ] as const) {
      await page.getByRole('textbox', { name }).fill(typed);
      if (kept !== '') await page.waitForURL(`**=${kept}*`);
      await page.getByRole('checkbox', { name: 'Select S-1', exact: true }).check();
      await page.waitForTimeout(A_WHILE_MS);
      await page.getByText('1 selected').waitFor(PATIENCE);
      await page.getByRole('button', { name: 'Clear the selection' }).click();
      await page.getByRole('textbox', { name }).blur();
      await expect.poll(() => page.getByRole('textbox', { name }).inputValue(), PATIENCE).toBe(kept);
    }
  });

  test('asks once for a page that cannot be had, says so at its end, and goes on when told to', async () => {
    const page = await console.open('/');
    let asked = 0;
    const later = /\/api\/v1\/inspections\?.*cursor=/;
    await page.route(later, route => {
      asked++;
      return route.fulfill({
        status: 422,
        contentType: 'application/problem+json',
        body: JSON.stringify({ code: 'invalid_argument', detail: 'The page is not to be had.' }),
      });
    });
    await page.goto(`${console.address}/history`);
    await page.getByText('400 inspections').waitFor();
    await page.mouse.wheel(0, 20_000);
    await page.getByText('The page is not to be had.').waitFor();
    await page.waitForTimeout(A_WHILE_MS);
    expect(asked).toBe(1);
    await console.check(page, 'history-page-lost', { at: 'end' });
    await page.unroute(later);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('The page is not to be had.').waitFor({ state: 'detached' });
    await page.mouse.wheel(0, 40_000);
    await page.getByText('That is all.').waitFor();
  });

  test('has no empty rows after the filters above it were opened on a telephone', async () => {
    const page = await console.open('/history', { viewport: { width: 390, height: 844 } });
    await page.getByText('400 inspections').waitFor();
    await page.getByRole('button', { name: 'Filters', exact: true }).click();
    await page.getByLabel('Score to').waitFor();
    // So far down that the list fills the screen, and so slowly that nothing else makes it look again.
    await page.mouse.wheel(0, 12_000);
    const rowsAt = (y: number) =>
      page.evaluate(`document.elementFromPoint(195, ${y})?.closest('[data-row]') !== null`);
    for (const y of [100, 400, 820]) await expect.poll(() => rowsAt(y), PATIENCE).toBe(true);
  });
});
