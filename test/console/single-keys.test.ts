import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';

describe.skipIf(hasNoChromium)('single keys', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole();
  });
  afterAll(() => console?.close());

  test('can be turned off on a device, for those who speak to it, and on again', async () => {
    const page = await console.open('/settings');
    const onOff = page.getByRole('checkbox', { name: 'Single keys work as shortcuts on this device' });
    await onOff.uncheck();
    await page.reload();
    await onOff.waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.keyboard.press('?');
    expect(new URL(page.url()).pathname).toBe('/settings');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: 'local' }).click();
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
    await page.getByRole('dialog').getByRole('checkbox').check();
    await console.check(page, 'single-keys');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.waitForURL('**/history');
  });
});
