import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCAL_ACCESS } from '../../src/server/access.ts';
import { buildApp } from '../../src/server/app.ts';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';

describe.skipIf(hasNoChromium)('the line view', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole();
    await inspect('good', 'P-0', 'press');
  });
  afterAll(() => console?.close());

  const inspect = (picture: 'good' | 'broken', serial: string, station: string) =>
    console.server.form('/api/v1/inspections', {
      category: 'part',
      serial,
      line: 'line 1',
      station,
      image: console.server.pictures[picture],
    });

  test('lets a station be chosen, and shows its last verdict as it comes', async () => {
    const page = await console.open('/line');
    await page.getByLabel('Station').selectOption('press');
    await console.check(page, 'line-choice');
    await page.getByRole('button', { name: 'Show the screen' }).click();
    await page.waitForURL('**/line?screen=on&station=press');
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await page.getByRole('banner').count()).toBe(0);
    await page.locator('section').filter({ hasText: 'P-0' }).getByText('PASS').waitFor();
    await inspect('broken', 'P-1', 'press');
    await page.locator('section').filter({ hasText: 'P-1' }).getByText('FAIL').waitFor();
    await inspect('broken', 'elsewhere', 'oven');
    await inspect('good', 'P-2', 'press');
    await page.locator('section').filter({ hasText: 'P-2' }).getByText('PASS').waitFor();
    expect(await page.getByText('elsewhere').count()).toBe(0);
    await page.getByText('66.7%').waitFor();
    expect(await page.getByRole('region', { name: 'The last parts' }).getByRole('link').count()).toBe(3);
    await console.check(page, 'line-pass');
    await inspect('broken', 'P-3', 'press');
    await page.locator('section').filter({ hasText: 'P-3' }).getByText('FAIL').waitFor();
    await page.getByText('50.0%').waitFor();
    await console.check(page, 'line-fail');
  });

  test('waits for the first part of a station', async () => {
    const page = await console.open('/line?screen=on&station=new');
    await page.getByText('Waiting for the first part').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await console.check(page, 'line-waiting');
    await inspect('good', 'N-1', 'new');
    await page.locator('section').filter({ hasText: 'N-1' }).getByText('PASS').waitFor();
  });

  test('says at once that the connection is lost, and misses nothing after it is back', async () => {
    const page = await console.open('/line?screen=on&station=press');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.evaluate(WATCH);
    await page.context().setOffline(true);
    await page.getByRole('alert').getByText('No connection to the server').waitFor();
    const { offlineAt, alertAt } = await watched(page);
    expect(alertAt - offlineAt).toBeLessThan(2_000);
    await inspect('broken', 'P-4', 'press');
    await console.check(page, 'line-lost');
    await page.context().setOffline(false);
    await page.locator('section').filter({ hasText: 'P-4' }).getByText('FAIL').waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  test('goes on by itself after the server was restarted', async () => {
    const page = await console.open('/line?screen=on&station=press');
    await page.getByText('Live', { exact: true }).waitFor();
    const { app, context, draining } = console.server;
    const { port } = app.server.address() as AddressInfo;
    await draining.stop(1_000);
    await page.evaluate(WATCH);
    const closedAt = Date.now();
    app.server.closeAllConnections();
    await new Promise(resolve => app.server.close(resolve));
    await page.getByRole('alert').getByText('No connection to the server').waitFor();
    expect((await watched(page)).alertAt - closedAt).toBeLessThan(5_000);
    const again = await buildApp(context, LOCAL_ACCESS);
    await again.app.listen({ host: '127.0.0.1', port });
    try {
      await page.getByText('Live', { exact: true }).waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
    } finally {
      await page.close();
      again.app.server.closeAllConnections();
      await again.app.close();
    }
  });
});

/** Notes when the browser loses the network and when the page says so. */
const WATCH = `{
  window.watched = {};
  addEventListener('offline', () => { window.watched.offlineAt = Date.now(); });
  const look = () => { if (document.querySelector('[role=alert]')) window.watched.alertAt ??= Date.now(); };
  look();
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}`;

const watched = (page: Page) =>
  page.evaluate('window.watched') as Promise<{ readonly offlineAt: number; readonly alertAt: number }>;
