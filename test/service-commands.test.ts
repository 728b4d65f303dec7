import { rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../src/history/database.ts';
import { findAudit } from '../src/history/find-audit.ts';
import { recordInspection } from '../src/history/inspections.ts';
import { setRetention } from '../src/history/retention-settings.ts';
import { createUser, findUser } from '../src/history/users.ts';
import { openPasswords } from '../src/server/accounts/passwords.ts';
import { putBlob } from './blobs.ts';
import {
  contentOf,
  drawCategories,
  expectFailure,
  openWorkspace,
  type Workspace,
} from './fixtures/command-line.ts';
import { type ZipMember, zipBytes } from './fixtures/zip-bytes.ts';
import { anInspection } from './inspections.ts';

const MODELS = ['--models-root', 'models'];
const HISTORY = ['--data-dir', 'kept'];
const WASHER = ['--category', 'washer'];
const LAST_YEAR = new Date(Date.now() - 400 * 86_400_000);
const content = Buffer.from('{}');
let workspace: Workspace;

/** A trained category, and the history of a service: one PASS of last year with its picture. */
beforeAll(async () => {
  workspace = await openWorkspace();
  await drawCategories(workspace.path('data'), ['washer'], 8);
  await workspace.json(['train', '--data-root', 'data', ...WASHER, '--image-size', '96', ...MODELS]);
  const history = await openDatabase(workspace.path('kept', 'history.sqlite'));
  const bytes = Buffer.from('a picture');
  const { sha256 } = await putBlob(history, workspace.path('kept', 'blobs'), bytes, 'image/png', LAST_YEAR);
  const picture = { ...anInspection().picture, sha256, kept: true };
  await recordInspection(history, anInspection({ decision: 'PASS', picture }), { now: LAST_YEAR });
  await setRetention(
    history,
    { pass_days: 30, review_days: null, fail_days: null, budget_bytes: null },
    { actor: 'Ada' },
  );
  await history.destroy();
}, 120_000);
afterAll(() => workspace?.remove());

test('a version that is exported on one machine is taken in on another, and judges alike', async () => {
  const exported = ['models', 'export', 'v1', ...WASHER, '--output', 'washer.zip', ...MODELS];
  expect((await workspace.run(exported)).stdout).toContain('Wrote v1 of "washer" to washer.zip');
  expectFailure(await workspace.run(exported), 2, 'washer.zip exists already');
  const there = ['--models-root', 'there'];
  const taken = await workspace.json(['models', 'import', 'washer.zip', ...WASHER, ...there]);
  expect(taken).toEqual({ category: 'washer', version: 'v1', backbone: 'compact' });
  expect(contentOf(workspace.path('there', 'washer', 'v1'))).toEqual(
    contentOf(workspace.path('models', 'washer', 'v1')),
  );
  await workspace.json(['models', 'activate', 'v1', ...WASHER, ...there]);
  const inspect = ['inference', '--data-root', 'data', ...WASHER, '--no-save'];
  const here = await workspace.json<object[]>([...inspect, ...MODELS]);
  const scores = (document: unknown) => JSON.stringify(document).match(/"anomaly_score":[\d.]+/g);
  expect(scores(here)).toHaveLength(28);
  expect(scores(await workspace.json([...inspect, ...there]))).toEqual(scores(here));
});

describe('an archive that is no model is refused, and leaves nothing behind:', () => {
  test.each<[string, readonly ZipMember[], RegExp, number?]>([
    ['a name that climbs', [{ name: '../config.json', content }], /\.\.\/config\.json/],
    ['a climb into another version', [{ name: 'normal/../../v1/bank', content }], /no file of a model|\.\./],
    ['an absolute name', [{ name: '/etc/passwd', content }], /absolute path|no file of a model/],
    ['a link', [{ name: 'config.json', content, mode: 0o120777 }], /link or device/],
    ['a file twice', ['config.json', 'config.json'].map(name => ({ name, content })), /twice/],
    ['no config.json', [{ name: 'bank.bin', content }], /no config\.json/],
    ['a config.json that is none', [{ name: 'config.json', content }], /config/, 4],
  ])('%s', async (_, members, message, status = 3) => {
    await writeFile(workspace.path('hostile.zip'), zipBytes([...members]));
    const before = contentOf(workspace.path('models'));
    const ended = await workspace.run(['models', 'import', 'hostile.zip', ...WASHER, ...MODELS]);
    expectFailure(ended, status, message);
    expect(contentOf(workspace.path('models'))).toEqual(before);
  });
});

test('a backup is made, verified and restored into new folders, and never over old ones', async () => {
  expectFailure(await workspace.run(['backup', ...HISTORY, ...MODELS]), 2, '--output FOLDER');
  const made = await workspace.run(['backup', ...HISTORY, ...MODELS, '--output', 'backup', '--verify']);
  expect([made.status, made.stdout]).toEqual([
    0,
    expect.stringMatching(/backup: \d+ files, .* MB, verified/),
  ]);
  expectFailure(await workspace.run(['restore', 'backup', ...HISTORY, ...MODELS]), 2, /kept|models/);
  const fresh = ['--data-dir', 'kept again', '--models-root', 'models again'];
  expect((await workspace.run(['restore', 'backup', ...fresh])).stdout).toContain('inspectai serve');
  expect(contentOf(workspace.path('kept again', 'blobs'))).toEqual(
    contentOf(workspace.path('kept', 'blobs')),
  );
  expect(contentOf(workspace.path('models again', 'washer'))).toEqual(
    contentOf(workspace.path('models', 'washer')),
  );
});

test('a backup of which a byte is wrong is not restored', async () => {
  await workspace.json(['backup', ...HISTORY, ...MODELS, '--output', 'damaged']);
  const [name] = Object.keys(contentOf(workspace.path('damaged'))).filter(path =>
    path.endsWith('v1/config.json'),
  );
  await writeFile(workspace.path('damaged', name!), 'other');
  expectFailure(await workspace.run(['restore', 'damaged', '--dry-run']), 3, 'config.json');
  await rm(workspace.path('damaged'), { recursive: true });
});

test('an administrator who forgot the password gets a temporary one, and the audit log tells of it', async () => {
  const history = await openDatabase(workspace.path('kept', 'history.sqlite'));
  const ada = {
    name: 'Ada',
    role: 'administrator',
    passwordHash: 'none',
    mustChangePassword: false,
  } as const;
  await createUser(history, ada, { actor: 'Ada', now: new Date() });
  const reset = ['user', 'reset-password', 'ada', ...HISTORY, '--reason', 'forgotten'];
  const told = await workspace.json<{ name: string; temporary_password: string }>(reset);
  const user = await findUser(history, 'Ada');
  const { password_hash, must_change_password } = user!;
  expect([told.name, must_change_password]).toEqual(['Ada', 1]);
  expect(await (await openPasswords()).verify(password_hash, told.temporary_password)).toBe(true);
  const entries = await findAudit(history, { subject: 'user/Ada' }, { limit: 1 });
  expect(entries).toMatchObject([
    { action: 'user.password_reset', actor: 'command line', reason: 'forgotten' },
  ]);
  await history.destroy();
  expectFailure(
    await workspace.run(['user', 'reset-password', 'Eve', ...HISTORY]),
    2,
    'no user "Eve" in kept',
  );
});

// The last test: the picture is gone afterwards.
test('retention says what would go, removes it when it is told to, and then has nothing to do', async () => {
  const blobs = () => Object.values(contentOf(workspace.path('kept', 'blobs'))).filter(Boolean).length;
  const dry = await workspace.run(['retention', ...HISTORY, '--dry-run']);
  expect(dry.stdout).toContain('Would go: pictures of 1 PASS, 0 REVIEW and 0 FAIL');
  expect(blobs()).toBe(1);
  const removed = await workspace.run(['retention', ...HISTORY]);
  expect(removed.stdout).toContain('Removed the pictures of 1 inspections: 1 files');
  expect(blobs()).toBe(0);
  expect(await workspace.json(['retention', ...HISTORY])).toMatchObject({ inspections: 0, blobs: 0 });
  expectFailure(
    await workspace.run(['retention', '--data-dir', 'nowhere']),
    3,
    'There is no nowhere/history.sqlite',
  );
});
