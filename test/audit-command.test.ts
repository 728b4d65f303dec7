import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../src/history/database.ts';
import { createUser } from '../src/history/users.ts';
import { expectFailure, openWorkspace, type Workspace } from './fixtures/command-line.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
  const history = await openDatabase(join(workspace.folder, 'data', 'history.sqlite'));
  for (const name of ['Ada', 'Bo', 'Cy']) {
    const user = { name, role: 'administrator', passwordHash: 'none', mustChangePassword: true } as const;
    await createUser(history, user, { actor: 'Ada', now: new Date() });
  }
  await history.destroy();
});
afterAll(() => workspace?.remove());

const audit = (...args: readonly string[]) => workspace.run(['audit', ...args, '--data-dir', 'data']);

test('audit list prints the latest entries, and verify where the log ends', async () => {
  const list = await audit('list', '--limit', '2', '--action', 'user.create');
  expect(list.stdout).toMatch(/3 .*user\/Cy[\s\S]*2 .*user\/Bo/);
  expect(list.stdout).not.toContain('user/Ada');
  const sound = await audit('verify');
  expect([sound.status, sound.stdout]).toEqual([0, expect.stringContaining('3 entries')]);
  const noted = /--noted (\S+)/.exec(sound.stdout)![1]!;
  expect((await audit('verify', '--noted', noted)).status).toBe(0);
  const other = `4:${'a'.repeat(64)}`;
  expect((await audit('verify', '--noted', other)).stdout).toContain('Entry 4 is missing');
});

test('audit refuses a folder without history, and an end that is none', async () => {
  const nowhere = await workspace.run(['audit', 'verify', '--data-dir', 'nowhere']);
  expectFailure(nowhere, 3, 'There is no history at');
  expectFailure(await audit('verify', '--noted', '3'), 2, 'a colon and its hash');
});

// The last test: the log is not sound afterwards.
test('audit verify names the first entry that was altered, with status 1', async () => {
  const history = await openDatabase(join(workspace.folder, 'data', 'history.sqlite'));
  const { sql } = await import('#bundled/kysely');
  await sql`drop trigger audit_no_update`.execute(history);
  await history.updateTable('audit').set({ subject: 'user/Eve' }).where('seq', '=', 2).execute();
  await history.destroy();
  const altered = await audit('verify', '--json');
  expect(altered.status).toBe(1);
  expect(JSON.parse(altered.stdout)).toMatchObject({
    sound: false,
    entries: 1,
    fault: { seq: 2, kind: 'altered' },
  });
  expect((await audit('verify')).stdout).toContain('Entry 2 does not match its hash');
});
