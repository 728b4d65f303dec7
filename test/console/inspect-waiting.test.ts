import { cp } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCAL_ACCESS } from '../../src/server/access.ts';
import { addUser, type Client, logIn, PASSWORD } from '../fixtures/account.ts';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';

const UPLOADS = 'input[type=file]';
const INSPECT = '**/api/v1/inspections';

describe.skipIf(hasNoChromium)('pictures on their way', () => {
  let console: TestConsole;
  let ada: Client;
  beforeAll(async () => {
    console = await openTestConsole({ ...LOCAL_ACCESS, accounts: true });
    const { server } = console;
    const token = server.app.accounts.setup!.reveal()!;
    await server.post('/api/v1/setup', { token, name: 'Ada', password: PASSWORD });
    ada = await logIn(server, 'Ada');
    for (const name of ['Olga', 'Ben']) await addUser(server, ada, name, 'engineer');
    await cp(server.path('models', 'part'), server.path('models', 'aside'), {
      recursive: true,
    });
  });
  afterAll(() => console?.close());

  const enter = async (page: Page, name: string) => {
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByRole('button', { name: new RegExp(`^${name} `) }).waitFor();
  };
  const open = async (path: string, name = 'Olga') => {
    const page = await console.open(path);
    await enter(page, name);
    return page;
  };
  const png = (name: string) => ({
    name,
    mimeType: 'image/png',
    buffer: Buffer.from(console.server.pictures.good),
  });
  const countOf = async (serial: string) =>
    ((await ada.ask('GET', `/api/v1/inspections?serial=${serial}`)).body.items as unknown[]).length;
  const named = async (page: Page, serial: string) => {
    await page.getByText('About the part').click();
    await page.getByLabel('Serial number').fill(serial);
  };

  test('go to the category that the way to the page named, also after a reload', async () => {
    const page = await open('/?category=part');
    expect(await page.getByLabel('Category').inputValue()).toBe('part');
    await page.goto(`${console.address}/?category=aside`);
    await page.getByLabel('Category').waitFor();
    expect(await page.getByLabel('Category').inputValue()).toBe('aside');
    await page.goto(`${console.address}/`);
    await page.getByLabel('Category').waitFor();
    expect(await page.getByLabel('Category').inputValue()).toBe('aside');
    await page.getByLabel('Category').selectOption('part');
    expect(await page.getByLabel('Category').inputValue()).toBe('part');
  });

  test('are sent again when the connection breaks off, and recorded once', async () => {
    const page = await open('/?category=part');
    let sent = 0;
    await page.route(INSPECT, async route => {
      sent++;
      if (sent === 1) return route.abort('connectionreset');
      const response = await route.fetch();
      // The server has recorded it, but what it says is cut off on the way.
      if (sent === 2) return route.fulfill({ status: 201, body: (await response.text()).slice(0, 20) });
      return route.fulfill({ response });
    });
    await named(page, 'cut');
    await page.locator(UPLOADS).setInputFiles(png('a.png'));
    await page.getByText('1 of 1 done').waitFor();
    await page.getByRole('button', { name: 'PASS a.png' }).waitFor();
    expect(sent).toBe(3);
    expect(await countOf('cut')).toBe(1);
  });

  test('fail in words when the connection breaks off again and again', async () => {
    const page = await open('/?category=part');
    await page.route(INSPECT, route => route.abort('connectionreset'));
    await page.locator(UPLOADS).setInputFiles(png('a.png'));
    await page.getByText('The connection broke off while this picture was sent').waitFor();
  });

  test('are forgotten when their user logs out: nobody else sees or sends them', async () => {
    const page = await open('/?category=part');
    await page.getByText('The verdict will stand here').waitFor();
    await page.keyboard.press('p');
    await named(page, 'secret');
    await page.locator(UPLOADS).setInputFiles([png('secret 1.png'), png('secret 2.png')]);
    await page.getByText('0 of 2 done').waitFor();
    await page.getByRole('button', { name: /^Olga / }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await enter(page, 'Ben');
    await page.getByText('The verdict will stand here').waitFor();
    expect(await page.getByText('secret 1.png').count()).toBe(0);
  });

  test('wait while the same user logs in again after the session has ended', async () => {
    const page = await open('/?category=part');
    await page.getByText('The verdict will stand here').waitFor();
    await page.context().clearCookies();
    await page.locator(UPLOADS).setInputFiles(png('mine.png'));
    const dialog = page.getByRole('dialog', { name: 'Please log in again' });
    await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Log in', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('mine.png').first().waitFor();
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.getByText('1 of 1 done').waitFor();
  });

  test('hold back whoever closes the tab, also from another page', async () => {
    const page = await open('/?category=part');
    await page.route(INSPECT, () => undefined); // never answered
    await page.locator(UPLOADS).setInputFiles(png('a.png'));
    await page.getByText('0 of 1 done').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.waitForURL('**/history');
    const asked = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.accept();
  });
});
