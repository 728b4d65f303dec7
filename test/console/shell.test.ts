import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';
import { pressUntil } from '../fixtures/keyboard.ts';

describe.skipIf(hasNoChromium)('the console', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole();
  });
  afterAll(() => console?.close());

  test('leads to every page by keyboard alone, and lists the shortcuts', async () => {
    const page = await console.open('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Tab');
    await expect.poll(() => page.locator(':focus').innerText()).toBe('Skip to content');
    await pressUntil(page, 'g h', /\/history$/);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await console.check(page, 'shortcuts');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('speaks German and Chinese, and remembers it', async () => {
    const page = await console.open('/nowhere');
    await page.getByText('There is no such page.').waitFor();
    await page.getByRole('button', { name: 'local' }).click();
    await page.getByRole('menuitemradio', { name: '中文' }).click();
    await page.getByText('没有这个页面。').waitFor();
    await page.reload();
    await page.getByText('没有这个页面。').waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh');
    await console.check(page, 'not-found');
  });

  test('goes dark when it is told to, and stays so', async () => {
    const page = await console.open('/nowhere', { colorScheme: 'light' });
    const theme = () => page.evaluate('document.documentElement.dataset.theme');
    expect(await theme()).toBe('light');
    await page.getByRole('button', { name: 'local' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    expect(await theme()).toBe('dark');
    await page.reload();
    expect(await theme()).toBe('dark');
  });
});
