import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';
import { failAlways } from '../fixtures/gate.ts';
import { pressUntil } from '../fixtures/keyboard.ts';
import { lookAt } from '../fixtures/page-look.ts';

/** What `g` and a letter lead to, the start page last. */
const PAGES = {
  l: '/line',
  h: '/history',
  r: '/review',
  m: '/models',
  o: '/monitor',
  p: '/reports',
  s: '/settings',
  i: '/',
};

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
    for (const [key, path] of Object.entries(PAGES)) {
      await pressUntil(page, `g ${key}`, new RegExp(`^${console.address}${path}($|\\?|/)`));
      await page.getByRole('main').getByRole('heading').first().waitFor();
    }
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await console.check(page, 'shortcuts');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('has a drawer with all pages on a telephone', async () => {
    const page = await console.open('/nowhere', { viewport: { width: 390, height: 844 } });
    await page.getByRole('button', { name: 'Menu' }).click();
    const drawer = page.getByRole('dialog', { name: 'Menu' });
    await drawer.waitFor();
    await console.check(page, 'phone-menu');
    await drawer.getByRole('link', { name: 'Review' }).click();
    await page.waitForURL('**/review');
    await drawer.waitFor({ state: 'detached' });
  });

  test('says what did not work, and tries again when it is told to', async () => {
    const page = await console.open('/nowhere');
    await failAlways(page, '**/api/v1/inspections?*');
    await page.goto(`${console.address}/history`);
    await page.getByRole('alert').getByText('The server has a fault.').waitFor();
    await console.check(page, 'problem');
    await page.unrouteAll();
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Nothing has been inspected yet.').waitFor();
  });

  test('a page that cannot be loaded says so, and the way to the others stays', async () => {
    const page = await console.open('/nowhere');
    await page.route('**/reports-page*.js', route => route.abort());
    await page.getByRole('link', { name: 'Reports' }).click();
    await page.getByText('This page has a fault.').waitFor();
    await lookAt(page, 'page-fault'); // the browser complains, as it should
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Load again' }).click();
    await page.getByRole('heading', { name: 'Reports', level: 1 }).waitFor();
  });

  test('speaks German and Chinese, and remembers it', async () => {
    const page = await console.open('/nowhere');
    await page.getByText('There is no such page.').waitFor();
    await page.getByRole('button', { name: 'local' }).click();
    await console.check(page, 'preferences');
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
