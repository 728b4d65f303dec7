import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '#bundled/kysely';
import { ROLE_PERMISSIONS as SHOWN } from '../../console/src/pages/settings/roles.ts';
import { LOCAL_ACCESS } from '../../src/server/access.ts';
import { ROLE_PERMISSIONS } from '../../src/server/permissions.ts';
import { PASSWORD } from '../fixtures/account.ts';
import { hasNoChromium, openTestConsole, type TestConsole } from '../fixtures/console.ts';

test('the table of roles that the console shows is that of the server', () => {
  expect(SHOWN).toEqual(ROLE_PERMISSIONS);
});

describe.skipIf(hasNoChromium)('the settings', () => {
  let console: TestConsole;
  let page: Page;
  let receiver: Server;
  const received: string[] = [];
  const show = async (tab: string, heading: string) => {
    await page.goto(`${console.address}/settings/${tab}`);
    await page.getByRole('heading', { name: heading, level: 2 }).waitFor();
  };

  beforeAll(async () => {
    console = await openTestConsole({ ...LOCAL_ACCESS, accounts: false });
    receiver = createServer((request, response) => {
      received.push(String(request.headers['x-inspectai-signature']));
      request.resume().on('end', () => response.writeHead(204).end());
    }).listen(0, '127.0.0.1');
    page = await console.openForAll('/settings');
    await page.getByText('There are no accounts on this server').waitFor();
  });
  afterAll(async () => {
    receiver?.close();
    await console?.close();
  });

  test('language and theme are chosen for this device', async () => {
    await page.getByText('Times are shown as the plant tells them: UTC.').waitFor();
    await page.getByLabel('Language').selectOption('de');
    await page.getByRole('heading', { name: 'Anzeige auf diesem Gerät' }).waitFor();
    await page.getByLabel('Sprache').selectOption('en');
    await page.getByRole('heading', { name: 'Display on this device' }).waitFor();
    await console.check(page, 'settings');
  });

  test('pictures are kept as long as somebody says, after a look at what would go', async () => {
    const { server } = console;
    for (const image of [server.pictures.good, server.pictures.broken])
      expect((await server.form('/api/v1/inspections', { category: 'part', image })).status).toBe(201);
    await show('retention', 'How long pictures are kept');
    await page.getByLabel('Days for PASS').fill('soon');
    await page.getByText('Expected a number of 0 or more').waitFor();
    await page.getByLabel('Days for PASS').fill('0');
    await page.getByRole('button', { name: 'Show what would go' }).click();
    await page.getByText('This would go now').waitFor();
    await console.check(page, 'settings-retention');
    await page.getByRole('button', { name: 'Save and remove now' }).click();
    await page.getByRole('dialog', { name: 'Remove these pictures now?' }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Save and remove now' }).click();
    await page.getByText(/^The pictures of 1 inspections were removed/).waitFor();
    expect((await server.get('/api/v1/retention')).json()).toMatchObject({ pass_days: 0, fail_days: null });
  });

  test('a webhook is added, tested, paused with undo, and removed', async () => {
    await show('webhooks', 'Webhooks');
    await page.getByText('No program is told of anything yet.').waitFor();
    await page.getByRole('button', { name: 'Add a webhook' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Address').fill('http://10.1.2.3/hook');
    await dialog.getByRole('button', { name: 'Add a webhook' }).click();
    await dialog.getByRole('alert').waitFor();
    await console.check(page, 'settings-webhook-new');
    await dialog.getByLabel('Address').fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`);
    await dialog.getByRole('button', { name: 'Add a webhook' }).click();
    await dialog.getByLabel('Secret that signs what is sent').waitFor();
    await console.check(page, 'settings-webhook-secret');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page
      .getByText(/^The test arrived within/)
      .first()
      .waitFor();
    expect(received[0]).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
    await console.server.form('/api/v1/inspections', {
      category: 'part',
      image: console.server.pictures.broken,
    });
    await page.getByRole('button', { name: 'Deliveries' }).click();
    await page.getByText('inspection.recorded').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await console.check(page, 'settings-webhooks');
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No program is told of anything yet.').waitFor();
  });

  test('a review reason is added, and undone', async () => {
    await show('reasons', 'Reasons that reviews can name');
    await page.getByRole('button', { name: 'Add a reason' }).click();
    await page.getByText('A reason has no text.').waitFor();
    await page.getByPlaceholder('Text').last().fill('Loose screw');
    expect(await page.getByPlaceholder('Code').last().inputValue()).toBe('loose_screw');
    await console.check(page, 'settings-reasons');
    await page.getByRole('button', { name: 'Save' }).click();
    const undo = page.getByRole('button', { name: 'Undo' });
    await undo.hover(); // it stays as long as the mouse is on it
    await page.getByText('The reasons were saved.').first().waitFor();
    const reasons = async () => JSON.stringify((await console.server.get('/api/v1/review-reasons')).json());
    expect(await reasons()).toContain('loose_screw');
    await undo.click();
    await expect.poll(reasons).not.toContain('loose_screw');
  });

  test('a backup is made and named', async () => {
    await show('backup', 'Backup');
    await page.getByText('There is no backup yet.').waitFor();
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.getByText(/^Last backup: /).waitFor();
    await console.check(page, 'settings-backup');
  });

  test('the system says what it is, and that all is in order', async () => {
    await show('system', 'Is everything in order?');
    await page.getByText('The server takes inspections').waitFor();
    await page.getByRole('heading', { name: 'Versions' }).waitFor();
    await console.check(page, 'settings-system');
    await show('about', 'Licences of what it is made of');
    await page.getByLabel('Search by name or licence').fill('react-dom');
    await page.getByText('react-dom', { exact: true }).click();
    await page.getByText('Permission is hereby granted', { exact: false }).first().waitFor();
    await console.check(page, 'settings-about');
  });

  test('with the first account everybody needs one; users come, change and go', async () => {
    await show('keys', 'API keys');
    await console.check(page, 'settings-keys-none');
    await page.getByRole('link', { name: 'To users and roles' }).click();
    await page.getByText('Nobody has an account yet').waitFor();
    await console.check(page, 'settings-users-none');
    await page.getByRole('button', { name: 'Make the first account' }).click();
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByText('(you)').waitFor();
    await page.getByRole('button', { name: 'Add a user' }).click();
    await page.getByLabel('Name').fill('Olga');
    await page.getByRole('dialog').getByRole('button', { name: 'Add a user' }).click();
    const temporary = page.getByLabel('Temporary password of Olga');
    expect(await temporary.inputValue()).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}$/);
    await console.check(page, 'settings-user-added');
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByLabel('Role of Olga').selectOption('engineer');
    await page.getByText('Olga is now: Engineer.').first().waitFor();
    await page.getByRole('button', { name: 'Disable' }).click();
    const undo = page
      .getByRole('listitem')
      .filter({ hasText: 'Olga can no longer log in.' })
      .getByRole('button', { name: 'Undo' });
    await undo.click();
    await page.getByRole('button', { name: 'Disable' }).waitFor();
    await page.getByRole('button', { name: 'New password' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'New password' }).click();
    await temporary.waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await console.check(page, 'settings-users');
  });

  test('a key is made with scopes and an end, shown once, and revoked', async () => {
    await show('keys', 'API keys');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByLabel('Name').fill('station 3');
    await page.getByLabel('Ends').selectOption('in 30 days');
    await console.check(page, 'settings-key-new');
    await page.getByRole('dialog').getByRole('button', { name: 'Make a key' }).click();
    const key = await page.getByLabel('Key “station 3”').inputValue();
    expect(key).toMatch(/^iai_/);
    const ask = () => console.server.get('/api/v1/categories', { authorization: `Bearer ${key}` });
    expect((await ask()).status).toBe(200);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('Revoked', { exact: true }).waitFor();
    expect((await ask()).status).toBe(401);
    await console.check(page, 'settings-keys');
  });

  test('the audit log is filtered in the address, shows what changed, and is verified', async () => {
    await show('audit', 'Who did what');
    await page.getByLabel('What', { exact: true }).fill('user.role');
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.waitForURL('**action=user.role');
    await page.locator('summary').last().click();
    await page.getByRole('cell', { name: 'engineer' }).waitFor();
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText(/^All \d+ entries are as they were written\.$/).waitFor();
    await console.check(page, 'settings-audit');
    const { history } = console.server.context;
    await sql`drop trigger audit_no_update`.execute(history);
    await history.updateTable('audit').set({ actor: 'Eve' }).where('seq', '=', 2).execute();
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('The log was tampered with at entry 2.').waitFor();
    await console.check(page, 'settings-audit-altered');
  });
});
