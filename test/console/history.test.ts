import { rm } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blobPath } from '../../src/history/blobs.ts';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';
import { focusedName, tabTo } from '../fixtures/keyboard.ts';

const FIELDS = { category: 'part', line: 'line 2', station: 'press', operator: 'Ana' };
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

describe.skipIf(hasNoChromium)('the history', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole();
    const { good, broken } = console.server.pictures;
    for (let index = 0; index < 6; index++) {
      const fields = { ...FIELDS, serial: `S-${index}`, lot: `L-${index % 2}` };
      const image = index % 3 === 0 ? broken : good;
      await console.server.form('/api/v1/inspections', { ...fields, image });
    }
  });
  afterAll(() => console?.close());

  test('has filters that are part of the address', async () => {
    const page = await console.open('/history');
    await page.getByText('6 inspections').waitFor();
    await page.getByLabel('Verdict').selectOption('FAIL');
    await page.waitForURL('**/history?decision=FAIL');
    await page.getByText('2 inspections').waitFor();
    await page.getByLabel('Lot', { exact: true }).fill('L-1');
    await page.waitForURL(/lot=L-1/);
    await page.getByText('1 inspection', { exact: true }).waitFor();
    expect(await row(page, 'S-3').count()).toBe(1);
    const csv = page.getByRole('link', { name: 'CSV' });
    expect(await csv.getAttribute('href')).toBe('/api/v1/inspections.csv?decision=FAIL&lot=L-1');
    await page.reload();
    await page.getByText('1 inspection', { exact: true }).waitFor();
    expect(await page.getByLabel('Lot', { exact: true }).inputValue()).toBe('L-1');
    await console.check(page, 'history-filtered');
    await page.getByRole('button', { name: 'Remove the filter Lot: L-1' }).click();
    await page.getByText('2 inspections').waitFor();
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByLabel('Operator').fill('<b>nobody</b>');
    await page.getByText('No inspection fits these filters.').waitFor();
    await console.check(page, 'history-none');
  });

  test('reviews several at once, and says which somebody else had reviewed', async () => {
    const page = await console.open('/history');
    await page.getByText('6 inspections').waitFor();
    await page.getByRole('checkbox', { name: 'Select S-0' }).click();
    await page.getByRole('checkbox', { name: 'Select S-3' }).click({ modifiers: ['Shift'] });
    await page.getByText('4 selected').waitFor();
    const { items } = (await console.server.get('/api/v1/inspections?serial=S-3')).json() as {
      items: { id: string }[];
    };
    const said = { action: 'overrule', reason_code: 'dirt' };
    await console.server.post(`/api/v1/inspections/${items[0]!.id}/reviews`, said);
    await console.check(page, 'history');
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    await page.getByRole('radio', { name: 'Confirm the defect' }).click();
    await page.getByText('This applies to 2 of 4 selected.').waitFor();
    await page.getByLabel('Reason').selectOption({ label: 'Scratch' });
    await console.check(page, 'history-bulk');
    await page.getByRole('button', { name: 'Review 2' }).click();
    await page.getByText('1 of 2 were reviewed.').waitFor();
    await page.getByText('S-3: Somebody else was first').waitFor();
    await console.check(page, 'history-bulk-outcome');
    await page.getByRole('button', { name: 'Close' }).last().click();
    await row(page, 'S-3').getByText('counts as PASS').waitFor();
    await row(page, 'S-0').getByText('local').waitFor();
  });

  test('shows one inspection in full, and the ones beside it in the list', async () => {
    const page = await console.open('/history?lot=L-0');
    await row(page, 'S-2').waitFor();
    await page.keyboard.press('j');
    await expect.poll(() => page.locator(':focus').getAttribute('aria-label')).toContain('S-4');
    await page.keyboard.press('j');
    await expect.poll(() => page.locator(':focus').getAttribute('aria-label')).toContain('S-2');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'S-2' }).waitFor();
    await page.getByRole('link', { name: 'Older inspection' }).click();
    await page.getByRole('heading', { level: 1, name: 'S-0' }).waitFor();
    await page.getByRole('link', { name: 'Older inspection' }).waitFor({ state: 'detached' });
    await page.keyboard.press('k');
    await page.getByRole('heading', { level: 1, name: 'S-2' }).waitFor();
    await page.getByRole('button', { name: 'Inspect again' }).click();
    await page.getByText(/The same verdict and the same score: \d/).waitFor();
    await console.check(page, 'inspection-pass');
    await page.keyboard.press('j');
    await page.getByRole('heading', { level: 1, name: 'S-0' }).waitFor();
    await page.getByText('Defect confirmed: Scratch').waitFor();
    await console.check(page, 'inspection-fail');
    await page.getByRole('link', { name: 'To the list' }).click();
    await page.waitForURL('**/history?lot=L-0');
  });

  test('several are reviewed by keyboard alone', async () => {
    const page = await console.open('/history?lot=L-1');
    await row(page, 'S-5').waitFor();
    for (const serial of ['S-5', 'S-3']) {
      await page.keyboard.press('j');
      await expect.poll(() => focusedName(page)).toContain(serial);
      await page.keyboard.press('x');
    }
    await page.getByText('2 selected').waitFor();
    await tabTo(page, 'Review');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Review 2 inspections' }).waitFor();
    await tabTo(page, 'Confirm the defect'); // one of a group, in which arrows lead on
    await expect
      .poll(async () => {
        await page.keyboard.press('ArrowDown');
        return focusedName(page);
      })
      .toContain('Report a missed defect');
    await tabTo(page, /^Reason/);
    await page.keyboard.type('Scratch');
    await tabTo(page, 'Review 1');
    await page.keyboard.press('Enter');
    await row(page, 'S-5').getByText('counts as FAIL').waitFor();
  });

  test('says so when a picture cannot be inspected again as it was', async () => {
    const { server } = console;
    const { items } = (await server.get('/api/v1/inspections?serial=S-4')).json() as {
      items: { id: string; picture: { sha256: string } }[];
    };
    const page = await console.open(`/history/${items[0]!.id}`);
    await page.getByRole('heading', { level: 1, name: 'S-4' }).waitFor();
    await rm(blobPath(server.context.blobs, items[0]!.picture.sha256));
    await page.getByRole('button', { name: 'Inspect again' }).click();
    await page.getByRole('alert').getByText('This did not work').waitFor();
    await console.check(page, 'inspection-not-repeated');
  });

  test('says so when there is no such inspection', async () => {
    const page = await console.open('/history/018f0000-0000-7000-8000-000000000000');
    await page.getByRole('alert').getByText('018f0000').waitFor();
    await console.check(page, 'inspection-missing');
  });
});
