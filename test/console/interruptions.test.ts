import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodePng } from '../../src/image/codec.ts';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';
import { drawPart } from '../fixtures/parts.ts';

const PARTS = 21;
/** Of a machine that has other work to do. */
const PATIENCE = { timeout: 60_000 };
const UPLOADS = 'input[type=file]';

describe.skipIf(hasNoChromium)('what is interrupted', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole();
    const { good, broken } = console.server.pictures;
    for (let index = 0; index < PARTS; index++) {
      const fields = { category: 'part', serial: `L-${index}`, station: 'press' };
      await console.server.form('/api/v1/inspections', { ...fields, image: index % 5 === 4 ? broken : good });
    }
  });
  afterAll(() => console?.close());

  const refuse = (page: Page, address: string | RegExp) =>
    page.route(address, route =>
      route.fulfill({
        status: 422,
        contentType: 'application/problem+json',
        body: JSON.stringify({ code: 'data_invalid', detail: 'It cannot be read.' }),
      }),
    );

  test('a camera that is unplugged says so, takes no stale picture, and is opened again', async () => {
    const page = await console.open('/');
    await page.getByRole('button', { name: 'Camera', exact: true }).click();
    const shoot = page.getByRole('button', { name: 'Take a picture' });
    await expect.poll(() => shoot.isEnabled(), PATIENCE).toBe(true);
    await page.evaluate(
      "document.querySelector('video').srcObject.getVideoTracks()[0].dispatchEvent(new Event('ended'))",
    );
    await page.getByRole('alert').getByText('The camera is gone.').waitFor();
    expect(await shoot.isEnabled()).toBe(false);
    await console.check(page, 'inspect-camera-gone');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => shoot.isEnabled(), PATIENCE).toBe(true);
  });

  test('charts that could not be loaded say so, and come with another try', async () => {
    const page = await console.open('/nowhere');
    await page.route('**/assets/echarts-*', route => route.abort());
    await page.goto(`${console.address}/monitor`);
    await page.getByText('The charts could not be loaded.').first().waitFor(PATIENCE);
    await console.check(page, 'monitor-no-charts');
    await page.unroute('**/assets/echarts-*');
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page
      .getByRole('img', { name: /^Yield over time/ })
      .locator('svg')
      .waitFor();
  });

  test('sections of the monitor that could not be had say so, each with another try', async () => {
    const page = await console.open('/nowhere');
    const lost = /\/api\/v1\/statistics\/(pareto|latency|by\/category)/;
    await refuse(page, lost);
    await page.goto(`${console.address}/monitor`);
    const notices = page.getByRole('alert').filter({ hasText: 'It cannot be read.' });
    await expect.poll(() => notices.count(), PATIENCE).toBe(3);
    await page.unroute(lost);
    for (let left = 3; left > 0; left--) {
      await notices.first().getByRole('button', { name: 'Try again' }).click();
      await expect.poll(() => notices.count(), PATIENCE).toBe(left - 1);
    }
    await page.getByRole('heading', { name: 'How long inspections take' }).waitFor();
  });

  test('the picture that a region is drawn on is asked for again when it could not be had', async () => {
    const page = await console.open('/nowhere');
    await refuse(page, '**/reference-picture');
    await page.goto(`${console.address}/models/part/region`);
    await page.getByText('It cannot be read.').waitFor();
    await page.unroute('**/reference-picture');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Rectangle' }).or(page.getByText('Rectangle')).first().waitFor();
  });

  test('the outcome of teaching is told, though the dialog was closed meanwhile', async () => {
    const page = await console.open('/');
    await page.locator(UPLOADS).setInputFiles({
      name: 'a.png',
      mimeType: 'image/png',
      buffer: Buffer.from(await encodePng(drawPart(501))), // one that the model has not learned
    });
    await page.getByRole('button', { name: 'Teach as good' }).click();
    let release: () => void = () => undefined;
    const released = new Promise<void>(resolve => {
      release = resolve;
    });
    await page.route('**/teach', async route => {
      await released;
      await route.continue();
    });
    await page.getByRole('dialog').getByRole('button', { name: 'Teach', exact: true }).click();
    await page.getByText('The model learns and is checked').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    release();
    await page
      .getByText(/Learned\. Version|was made but is not in use/)
      .first()
      .waitFor(PATIENCE);
  });

  test('the language that was chosen is spoken from the first paint on', async () => {
    const page = await console.open('/nowhere');
    await page.evaluate("localStorage.setItem('inspectai.language', 'de')");
    await page.addInitScript(`
      window.seen = [];
      new MutationObserver(() => window.seen.push(document.body?.innerText ?? ''))
        .observe(document, { childList: true, subtree: true, characterData: true });
    `);
    // As slow as it may be on a busy network.
    await page.route('**/assets/index-*.js', async route => {
      await new Promise(resolve => setTimeout(resolve, 200));
      await route.continue();
    });
    await page.reload();
    await page.getByText('Diese Seite gibt es nicht.').waitFor();
    expect(await page.evaluate("window.seen.some(text => text.includes('There is no such page'))")).toBe(
      false,
    );
    expect(await page.evaluate('document.documentElement.lang')).toBe('de');
  });

  test('the line view shows the last twenty parts whole, each large enough for a finger', async () => {
    for (const width of [390, 1280, 1920]) {
      const page = await console.open('/line?screen=on&station=press', { viewport: { width, height: 900 } });
      const parts = page.getByRole('region', { name: 'The last parts' });
      await expect.poll(() => parts.getByRole('link').count(), PATIENCE).toBe(20);
      const frame = (await parts.boundingBox())!;
      expect(frame.x + frame.width).toBeLessThanOrEqual(width);
      for (const link of await parts.getByRole('link').all()) {
        const box = (await link.boundingBox())!;
        expect(Math.min(box.width, box.height), `${width} px`).toBeGreaterThanOrEqual(44);
        expect(box.x + box.width).toBeLessThanOrEqual(frame.x + frame.width);
        expect(box.y + box.height).toBeLessThanOrEqual(frame.y + frame.height);
      }
      await page.close();
    }
    const page = await console.open('/line?screen=on&station=press');
    await page.getByText('Live', { exact: true }).waitFor();
    await console.check(page, 'line-twenty');
  });
});
