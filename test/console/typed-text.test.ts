import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';

const HARM = '<img src=x onerror="window.harmed=true">';
const ANY_HARM = /<img src=x onerror/;

describe.skipIf(hasNoChromium)('what people type is text, whatever it contains', () => {
  let console: TestConsole;
  let id: string;
  beforeAll(async () => {
    console = await openTestConsole();
    const { server } = console;
    const form = new FormData();
    const labels = { category: 'part', serial: HARM, lot: HARM, line: HARM, station: HARM, operator: HARM };
    for (const [name, value] of Object.entries(labels)) form.set(name, value);
    form.set('image', new Blob([Uint8Array.from(server.pictures.broken)]), `${HARM}.png`);
    const answer = await fetch(`${console.address}/api/v1/inspections`, { method: 'POST', body: form });
    ({ id } = (await answer.json()) as { readonly id: string });
    await server.app.inject({
      method: 'PUT',
      url: '/api/v1/review-reasons',
      payload: { reasons: [{ code: 'harm', label: HARM, actions: ['confirm', 'overrule'] }] },
    });
    const waiting = await server.form('/api/v1/inspections', {
      ...labels,
      serial: 'waits',
      image: server.pictures.broken,
    });
    expect([answer.status, waiting.status]).toEqual([201, 201]);
    const review = { action: 'confirm', reason_code: 'harm', note: HARM };
    expect((await server.post(`/api/v1/inspections/${id}/reviews`, review)).status).toBe(201);
    const hook = { url: `http://127.0.0.1:49151/?${HARM}`, events: ['inspection.recorded'] };
    const hooked = await server.post('/api/v1/webhooks', hook);
    expect(hooked.status, hooked.text).toBe(201);
    // Names of users that an older version or another program may have written.
    const { history } = server.context;
    await history.updateTable('reviews').set({ reviewer: HARM }).execute();
    await history.updateTable('inspections').set({ reviewed_by: HARM }).where('id', '=', id).execute();
  });
  afterAll(() => console?.close());

  const expectNoHarm = async (place: Page | Frame, where: string) => {
    expect(await place.evaluate("document.querySelectorAll('[onerror], img[src=x]').length"), where).toBe(0);
    expect(await place.evaluate('window.harmed === undefined'), where).toBe(true);
  };

  test('on every page that shows it', async () => {
    const page = await console.open('/history');
    const pages = [
      '/history',
      `/history/${id}`,
      '/review',
      `/line?screen=on&line=${encodeURIComponent(HARM)}`,
      '/settings/audit',
      '/settings/webhooks',
    ];
    for (const path of pages) {
      await page.goto(`${console.address}${path}`);
      if (path === '/settings/audit') await page.getByText('review_reasons.change').click();
      await page
        .getByText(/(<|%3C)img(%20| )src=x/)
        .filter({ visible: true })
        .first()
        .waitFor()
        .catch(cause => {
          throw new Error(`${path} does not show it`, { cause });
        });
      await expectNoHarm(page, path);
    }
    await page.goto(`${console.address}/settings/reasons`);
    await expect.poll(() => page.getByPlaceholder('Text').first().inputValue()).toBe(HARM);
    await expectNoHarm(page, 'the reasons');
    await page.goto(`${console.address}/review`);
    await page.getByLabel('Line', { exact: true }).selectOption(HARM);
    await page.waitForURL(/line=/);
    await page.getByRole('heading', { level: 2, name: 'waits' }).waitFor();
    await expectNoHarm(page, 'the filters of the review');
  });

  test('in the dialogs of a review', async () => {
    const page = await console.open('/history');
    await page.getByRole('checkbox', { name: 'Select waits' }).click();
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    await page.getByRole('radio', { name: 'Confirm the defect' }).click();
    await page.getByLabel('Reason').selectOption({ label: HARM });
    await expectNoHarm(page, 'the review of several');
  });

  test('in the charts of the monitor, also under the mouse', async () => {
    const page = await console.open('/monitor?range=7d');
    for (const name of ['What parts are rejected for', 'Yield over time']) {
      const chart = page.getByRole('img', { name: new RegExp(`^${name}`) });
      const drawing = chart.locator('svg');
      await drawing.waitFor();
      await chart.scrollIntoViewIfNeeded();
      const box = (await drawing.boundingBox())!;
      for (let share = 0.05; share < 1; share += 0.05)
        await page.mouse.move(box.x + share * box.width, box.y + 0.6 * box.height);
      await expectNoHarm(page, name);
    }
    await page
      .getByRole('img', { name: /^What parts are rejected for/ })
      .getByText(/<img src=x/) // as much of it as fits
      .filter({ visible: true })
      .first()
      .waitFor();
    await page.getByLabel('Line', { exact: true }).selectOption(HARM);
    await page.waitForURL(/line=/);
    await page.getByRole('heading', { name: 'Yield over time' }).waitFor();
    await expectNoHarm(page, 'the monitor of one line');
  });

  test('in reports, alone and in a frame', async () => {
    const page = await console.open('/reports');
    await page.getByLabel('Lot', { exact: true }).selectOption(HARM);
    await page.getByRole('button', { name: 'Show the report' }).last().click();
    await page.frameLocator('iframe[title="Report"]').getByText(ANY_HARM).first().waitFor();
    for (const frame of page.frames()) await expectNoHarm(frame, frame.url());
    const alone = await console.open(`/api/v1/inspections/${id}/report`);
    await alone.getByText(ANY_HARM).first().waitFor();
    await expectNoHarm(alone, 'the report of one part');
  });

  test('in names of users, which the server refuses at once', async () => {
    const page = await console.open('/settings/users');
    await page.getByRole('button', { name: 'Make the first account' }).click();
    await page.getByLabel('Name').fill(HARM);
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByText('The name of the user is not acceptable').waitFor();
    await expectNoHarm(page, 'the first account');
  });
});
