import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCAL_ACCESS } from '../../src/server/access.ts';
import { addUser, type Client, clientWith, logIn, PASSWORD } from '../fixtures/account.ts';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';
import { png, UPLOADS, verdict } from '../fixtures/inspect-page.ts';
import { tabTo } from '../fixtures/keyboard.ts';

describe.skipIf(hasNoChromium)('roles in the browser', () => {
  let console: TestConsole;
  let ada: Client;
  const users = new Map<string, string>();
  beforeAll(async () => {
    console = await openTestConsole({ ...LOCAL_ACCESS, accounts: true });
    const { server } = console;
    const token = server.app.accounts.setup!.reveal()!;
    await clientWith(server, {}).ask('POST', '/api/v1/setup', { token, name: 'Ada', password: PASSWORD });
    ada = await logIn(server, 'Ada');
    for (const [name, role] of [
      ['Olga', 'operator'],
      ['Ed', 'engineer'],
      ['Abe', 'auditor'],
    ] as const)
      users.set(name, (await addUser(server, ada, name, role)).id);
  });
  afterAll(() => console?.close());

  /** By keyboard alone. */
  const enter = async (name: string, path: string): Promise<Page> => {
    const page = await console.open(path);
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await tabTo(page, /^Name/);
    await page.keyboard.type(name);
    await tabTo(page, /^Password/);
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Log in' }).waitFor({ state: 'detached' });
    return page;
  };
  const sections = (page: Page) =>
    page.getByRole('navigation', { name: 'Sections of the settings' }).getByRole('link').allInnerTexts();
  const go = (page: Page, path: string) => page.goto(`${console.address}${path}`);

  test('an engineer trains, teaches and exports, but keeps no accounts', async () => {
    const page = await enter('Ed', '/');
    await page.locator(UPLOADS).setInputFiles(png('good.png', console.server.pictures.good));
    await verdict(page, 'PASS').waitFor();
    await page.getByRole('button', { name: 'Teach as good' }).click();
    const dialog = page.getByRole('dialog', { name: 'Teach as good' });
    await dialog.getByLabel('Your password').fill('not mine');
    await dialog.getByLabel('Why').fill('a new supplier');
    await dialog.getByRole('button', { name: 'Teach', exact: true }).click();
    await dialog.getByRole('alert').waitFor();
    await console.check(page, 'inspect-teach-refused');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await go(page, '/models');
    await page.getByRole('button', { name: 'New category' }).waitFor();
    await go(page, '/settings');
    await page.getByText('You are logged in as').waitFor();
    expect(await sections(page)).toEqual([
      'My account',
      'API keys',
      'System and device',
      'About and licences',
    ]);
  });

  test('an auditor reads everything with its log, and changes nothing', async () => {
    const page = await enter('Abe', '/');
    await page.getByText('Your role may look at inspections, but not inspect.').waitFor();
    await console.check(page, 'role-auditor-inspect');
    await go(page, '/models');
    await page.getByRole('heading', { name: 'part', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'New category' }).count()).toBe(0);
    await go(page, '/models/part/versions');
    await page.getByRole('article', { name: 'v1' }).waitFor();
    expect(await page.getByRole('button', { name: 'Upload a version' }).count()).toBe(0);
    await go(page, '/history');
    await page.getByText('1 inspection', { exact: true }).waitFor();
    expect(await page.getByRole('checkbox', { name: /^Select/ }).count()).toBe(0);
    await go(page, '/settings/audit');
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText(/^All \d+ entries are as they were written\.$/).waitFor();
    await console.check(page, 'role-auditor-audit');
    expect(await sections(page)).toContain('Audit log');
    expect(await sections(page)).not.toContain('Users and roles');
  });

  test('whoever loses a role while a page is open is refused in words', async () => {
    const page = await enter('Ed', '/');
    await page.locator(UPLOADS).setInputFiles(png('broken.png', console.server.pictures.broken));
    await verdict(page, 'FAIL').waitFor();
    await page.getByRole('button', { name: 'Confirm the defect' }).click();
    const dialog = page.getByRole('dialog', { name: 'Confirm the defect' });
    await dialog.getByLabel('Scratch').check();
    const changed = await ada.ask('PATCH', `/api/v1/users/${users.get('Ed')}`, { role: 'auditor' });
    expect(changed.status).toBe(200);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog
      .getByRole('alert')
      .getByText(/auditor|role/)
      .waitFor();
    await console.check(page, 'role-refused');
  });

  test('two tabs of one person log out and in together', async () => {
    const first = await enter('Olga', '/history');
    await first.getByText(/^\d inspections?$/).waitFor();
    const second = await first.context().newPage();
    await go(second, '/settings/account');
    await second.getByText('You are logged in as').waitFor();
    await second.getByRole('button', { name: 'Olga (operator)' }).click();
    await second.getByRole('menuitem', { name: 'Log out' }).click();
    await second.getByRole('heading', { name: 'Log in' }).waitFor();
    await first.getByRole('button', { name: 'Show the newest' }).click();
    const dialog = first.getByRole('dialog', { name: 'Please log in again' });
    await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Log in', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await second.reload();
    await second.getByText('You are logged in as').waitFor();
  });

  test('two tabs that judge the same part do not overwrite each other', async () => {
    const image = console.server.pictures.broken;
    const { body } = await ada.ask('GET', '/api/v1/session');
    const sent = await console.server.form(
      '/api/v1/inspections',
      { category: 'part', serial: 'T-1', line: 'tabs', image },
      { ...ada.headers, 'x-csrf-token': String(body.csrf_token) },
    );
    expect(sent.status, sent.text).toBe(201);
    const first = await enter('Olga', '/review?line=tabs');
    await first.getByRole('heading', { level: 2, name: 'T-1' }).waitFor();
    const second = await first.context().newPage();
    await go(second, '/review?line=tabs');
    await second.getByRole('heading', { level: 2, name: 'T-1' }).waitFor();
    await first.keyboard.press('d');
    await first.getByText('T-1 – Defect confirmed').waitFor();
    await second.keyboard.press('o');
    await second.getByText(/Olga was first: Defect confirmed/).waitFor();
    const { id } = sent.json();
    const { body: found } = await ada.ask('GET', `/api/v1/inspections/${id}/reviews`);
    expect(found.reviews).toMatchObject([{ action: 'confirm' }]);
  });
});
