import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';
import { seedPlant } from '../fixtures/plant-history.ts';
import { attributeStudy } from '../fixtures/published-studies.ts';

const PLANT = { timezoneId: 'Europe/Berlin' };

/** The published attribute study as the table that people hand in. */
function studyTable(): string {
  const { ratings, references } = attributeStudy();
  const lines = ratings.map(({ part, appraiser, trial, judgement }) =>
    [part, appraiser, trial, judgement, references.get(part)].join(','),
  );
  return ['part,appraiser,trial,verdict,reference', ...lines].join('\n');
}

describe.skipIf(hasNoChromium)('reports', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole();
    const { server } = console;
    const plant = { category: 'part', scores: [0.7, 0.8, 0.9], threshold: 1, now: Date.now() };
    await seedPlant(server.context.history, plant);
    const fields = { category: 'part', serial: 'R-1', lot: 'L-1', line: 'Line 1' };
    await server.form('/api/v1/inspections', { ...fields, image: server.pictures.broken });
  });
  afterAll(() => console?.close());

  const report = (page: Page) => page.frameLocator('iframe[title="Report"]');

  test('a shift of the list, and a lot, are shown as pages to print', async () => {
    const page = await console.open('/reports', PLANT);
    await page.getByText('No report is open.').waitFor();
    await page.getByLabel('Line', { exact: true }).selectOption('Line 1');
    const shift = page.getByRole('button', { name: /parts, .* passed/ }).nth(1);
    await shift.click();
    await report(page).getByRole('heading', { level: 1 }).waitFor();
    await report(page).getByText('Line 1').first().waitFor();
    expect(await shift.getAttribute('aria-pressed')).toBe('true');
    await console.check(page, 'reports-shift');
    await page.getByLabel('Lot', { exact: true }).selectOption('L-1');
    await page.getByRole('button', { name: 'Show the report' }).last().click();
    await report(page).getByText('L-1').first().waitFor();
    await report(page).getByText('R-1').first().waitFor();
    const alone = (await page.getByRole('link', { name: 'Open alone' }).getAttribute('href'))!;
    await console.check(await console.open(alone, PLANT), 'report-lot');
  });

  test('the report of one part is found by its serial number', async () => {
    const page = await console.open('/reports?tab=inspection', PLANT);
    await page.getByLabel('Serial number').fill('nowhere');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('There is no inspection with the serial number nowhere.').waitFor();
    await page.getByLabel('Serial number').fill('R-1');
    await page.getByRole('button', { name: 'Find' }).click();
    await report(page).getByText('FAIL').first().waitFor();
    await console.check(page, 'reports-inspection');
    const alone = (await page.getByRole('link', { name: 'Open alone' }).getAttribute('href'))!;
    await console.check(await console.open(alone, PLANT), 'report-inspection');
  });

  test('a measurement study is analysed, and a table that is none is refused in words', async () => {
    const page = await console.open('/reports?tab=study', PLANT);
    const analyse = page.getByRole('button', { name: 'Analyse' });
    const choose = (name: string, text: string) =>
      page.getByLabel('Table (CSV)').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByLabel('What it is about').fill('Gaskets <b>');
    await choose('letter.csv', 'dear Ann,\nplease look at it');
    await analyse.click();
    await page.getByRole('alert').waitFor();
    await console.check(page, 'reports-study-refused');
    await choose('study.csv', studyTable());
    await page.getByLabel('Appraisers that are machines').fill('C');
    await analyse.click();
    await report(page).getByText('Gaskets <b>').first().waitFor();
    await report(page).getByText('Kappa').first().waitFor();
    await console.check(page, 'reports-study');
  });

  test('an export is prepared in the background, and downloaded', async () => {
    const page = await console.open('/reports?tab=exports', PLANT);
    await page.getByText('None yet.').waitFor();
    await page.getByLabel('Verdict').selectOption('FAIL');
    await page.getByText(/^\d+ inspections match\.$/).waitFor();
    const [count] = (await page.getByText(/^\d+ inspections match\.$/).innerText()).split(' ');
    await page.getByRole('button', { name: 'Prepare in the background' }).click();
    const link = page.getByRole('link', { name: 'Download', exact: true });
    await link.waitFor();
    await page.getByText(/done · by local · inspections\.csv, \d+ inspections/).waitFor();
    await console.check(page, 'reports-exports');
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
    expect(lines.length).toBe(Number(count) + 1);
    expect(lines.slice(1).every(line => line.includes('FAIL'))).toBe(true);
  });
});
