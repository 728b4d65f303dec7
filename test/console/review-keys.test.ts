import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';

const COUNT = 5;
/** Of a machine that has other work to do. */
const PATIENCE = { timeout: 60_000 };

describe.skipIf(hasNoChromium)('deciding by keyboard', () => {
  let console: TestConsole;
  let ids: readonly string[];
  beforeAll(async () => {
    console = await openTestConsole();
    const answers = [];
    for (let index = 0; index < COUNT; index++)
      answers.push(
        await console.server.form('/api/v1/inspections', {
          category: 'part',
          serial: `K-${index}`,
          image: console.server.pictures.broken,
        }),
      );
    ids = answers.map(answer => String(answer.json().id));
  });
  afterAll(() => console?.close());

  const shown = (page: Page, serial: string) =>
    page.getByRole('heading', { level: 2, name: serial }).waitFor();

  test('shows the next part at once: its pictures were asked for as they are shown', async () => {
    const page = await console.open('/history');
    const asked: string[] = [];
    page.on('request', request => asked.push(request.url().slice(console.address.length)));
    await page.goto(`${console.address}/review`);
    await shown(page, 'K-0');
    const ofNext = () => asked.filter(path => path.startsWith(`/api/v1/inspections/${ids[1]}/`));
    await expect.poll(ofNext, PATIENCE).toContain(`/api/v1/inspections/${ids[1]}/thumbnail?size=2048`);
    expect(ofNext()).not.toContain(`/api/v1/inspections/${ids[1]}/picture`);
    await page.getByRole('button', { name: 'Later' }).click();
    await shown(page, 'K-1');
    await expect
      .poll(
        () => page.evaluate("document.querySelector('[role=application] img')?.naturalWidth > 0"),
        PATIENCE,
      )
      .toBe(true);
    expect(ofNext().filter(path => path.endsWith('thumbnail?size=2048'))).toHaveLength(1);
  });

  test('a key that is held down decides about one part', async () => {
    const page = await console.open('/review');
    await shown(page, 'K-0');
    await page.getByRole('button', { name: /Confirm the defect Scratch/ }).waitFor();
    for (let index = 0; index < 20; index++) await page.keyboard.down('d');
    await page.keyboard.up('d');
    await shown(page, 'K-1');
    await page.getByText('K-0 – Defect confirmed').waitFor();
    await page.getByText(`${COUNT - 1} left`).waitFor();
    const { total } = (await console.server.get('/api/v1/statistics/yield')).json() as {
      readonly total: { readonly waiting: number };
    };
    expect(total.waiting).toBe(COUNT - 1);
  });

  test('says that the reasons could not be had, and asks again', async () => {
    const page = await console.open('/history');
    await page.route('**/api/v1/review-reasons', route =>
      route.fulfill({
        status: 422,
        contentType: 'application/problem+json',
        body: JSON.stringify({ code: 'data_invalid', detail: 'The reasons cannot be read.' }),
      }),
    );
    await page.goto(`${console.address}/review`);
    await page.getByRole('alert').getByText('The reasons cannot be read.').waitFor();
    await console.check(page, 'review-no-reasons');
    await page.unroute('**/api/v1/review-reasons');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: /Confirm the defect Scratch/ }).waitFor();
  });
});
