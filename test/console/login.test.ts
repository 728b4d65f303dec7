import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCAL_ACCESS } from '../../src/server/access.ts';
import { addUser, clientWith, logIn, PASSWORD } from '../fixtures/account.ts';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';

const OWN_PASSWORD = 'my own long password';
let clock = new Date('2031-03-03T08:00:00Z');

describe.skipIf(hasNoChromium)('who comes in', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await openTestConsole({ ...LOCAL_ACCESS, accounts: true, now: () => clock });
  });
  afterAll(() => console?.close());

  test('the first administrator is made with the one-time token, and is logged in at once', async () => {
    const page = await console.open('/settings/users');
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    await page.getByLabel('One-time token').fill('x'.repeat(43));
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByText('The one-time token is wrong').waitFor();
    await console.check(page, 'login-set-up');
    await page.getByLabel('One-time token').fill(console.server.app.accounts.setup!.reveal()!);
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByRole('heading', { name: 'Users and roles' }).waitFor();
    await page.getByText('(you)').waitFor();
  });

  test('a wrong password is refused, and too many have to wait', async () => {
    const page = await console.open('/');
    await page.getByLabel('Name').fill('Ada');
    const password = page.getByLabel('Password', { exact: true });
    await password.fill('not it');
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByText('The name or the password is wrong.').waitFor();
    await console.check(page, 'login-wrong');
    for (let guess = 0; guess < 5; guess++)
      await clientWith(console.server, {}).ask('POST', '/api/v1/session', { name: 'Ada', password: 'no' });
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByRole('button', { name: /^Wait \d+ s$/ }).waitFor();
    await page.getByText('Too many attempts.').waitFor();
    clock = new Date(clock.getTime() + 600_000);
    await password.fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByRole('heading', { name: 'Inspect', exact: true }).waitFor();
  });

  test('the password field says when Caps Lock is on, and shows what was typed', async () => {
    const page = await console.open('/');
    const password = page.getByLabel('Password', { exact: true });
    await password.click();
    await page.evaluate(`document.activeElement.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'A', bubbles: true, modifierCapsLock: true }))`);
    await page.getByText('Caps Lock is on.').waitFor();
    await password.fill('seen');
    await page.getByRole('button', { name: 'Show the password' }).click();
    expect(await password.getAttribute('type')).toBe('text');
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
    await console.check(page, 'login-german');
  });

  test('a temporary password must be changed, and the roles see what they may', async () => {
    const ada = await logIn(console.server, 'Ada');
    const { body } = await ada.ask('POST', '/api/v1/users', { name: 'Olga', role: 'operator' });
    const page = await console.open('/settings/users');
    await page.getByLabel('Name').fill('Olga');
    await page.getByLabel('Password', { exact: true }).fill(String(body.temporary_password));
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByRole('heading', { name: 'Choose your password' }).waitFor();
    await page.getByLabel('Temporary password').fill(String(body.temporary_password));
    await page.getByLabel('New password').fill('short');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('The password has 5 characters').waitFor();
    await console.check(page, 'login-temporary');
    await page.getByLabel('New password').fill(OWN_PASSWORD);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('There is no such page.').waitFor(); // an operator has no users to look after
    await page.goto(`${console.address}/settings`);
    await page.getByText('You are logged in as').waitFor();
    const tabs = page.getByRole('navigation', { name: 'Sections of the settings' }).getByRole('link');
    expect(await tabs.allInnerTexts()).toEqual([
      'My account',
      'API keys',
      'System and device',
      'About and licences',
    ]);
    await console.check(page, 'settings-operator');
  });

  test('a session that ends leaves the page as it is until the same person logs in again', async () => {
    const ada = await logIn(console.server, 'Ada');
    await addUser(console.server, ada, 'Ed', 'engineer');
    const page = await console.open('/settings/account');
    await page.getByLabel('Name').fill('Ed');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByText('You are logged in as').waitFor();
    await page.goto(`${console.address}/settings/keys`);
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByLabel('Name').fill('station 3');
    await page.getByLabel('Ends').selectOption('never'); // the server's clock is years ahead
    clock = new Date(clock.getTime() + 13 * 3_600_000);
    await page.getByRole('dialog').getByRole('button', { name: 'Make a key' }).click();
    const dialog = page.getByRole('dialog', { name: 'Please log in again' });
    await dialog.waitFor();
    await console.check(page, 'login-session-ended');
    await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Log in', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByLabel('Name').inputValue()).toBe('station 3');
    await page.getByRole('dialog').getByRole('button', { name: 'Make a key' }).click();
    await page.getByLabel('Key “station 3”').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Ed (engineer)' }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
  });
});
