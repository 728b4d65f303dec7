import { expect, test } from 'vitest';
import { describeOnDatabases } from '../../test/databases.ts';
import { createApiKey, listApiKeys, recognizeApiKey, revokeApiKey } from './api-keys.ts';
import { listAudit } from './audit.ts';
import { findAudit } from './find-audit.ts';
import { endSession, openSession, resumeSession } from './sessions.ts';
import {
  changePassword,
  changeUser,
  createUser,
  findUser,
  hasUsers,
  type NewUser,
  nameKey,
} from './users.ts';
import { verifyAudit } from './verify-audit.ts';

const now = new Date('2031-03-03T08:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);
const by = { actor: 'Ada', now };
const user = (name: string, role: NewUser['role'] = 'administrator'): NewUser => ({
  name,
  role,
  passwordHash: `hash of ${name}`,
  mustChangePassword: false,
});
const LIMITS = { idleMs: 1000, absoluteMs: 5000 };

describeOnDatabases(databases => {
  test('the first user is an administrator, and no name is given twice', async () => {
    const db = await databases.open();
    expect(await hasUsers(db)).toBe(false);
    await expect(createUser(db, user('Bo', 'operator'), by)).rejects.toThrow('first account');
    expect(await hasUsers(db)).toBe(false);
    const ada = await createUser(db, user('Ada'), by);
    expect(await findUser(db, 'ADA')).toEqual(ada);
    await expect(createUser(db, user('aDa', 'operator'), by)).rejects.toThrow('already');
    await expect(createUser(db, user('Eve'), by, { onlyFirst: true })).rejects.toThrow(
      'administrator already',
    );
    expect((await listAudit(db)).map(({ action, subject }) => [action, subject])).toEqual([
      ['user.create', 'user/Ada'],
    ]);
    expect(nameKey('ＡＤＡ')).toBe('ada');
  });

  test('of two administrators who demote each other at the same time one remains', async () => {
    const location = await databases.locate();
    const [one, other] = [await databases.openAt(location), await databases.openAt(location)];
    const ada = await createUser(one, user('Ada'), by);
    const bo = await createUser(one, user('Bo'), by);
    const results = await Promise.allSettled([
      changeUser(one, ada.id, { role: 'operator' }, by),
      changeUser(other, bo.id, { disabled: true }, by),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { message: expect.stringContaining('last administrator') },
    });
    expect(await verifyAudit(one)).toMatchObject({ fault: null, entries: 3 });
    expect(await changeUser(one, 'nobody', { disabled: true }, by)).toBeUndefined();
  });

  test('a session ends by idleness, age, logout, another password and a disabled user', async () => {
    const db = await databases.open();
    const ada = await createUser(db, user('Ada'), by);
    const bo = await createUser(db, user('Bo'), by);
    const open = (token: string, whose = bo) =>
      openSession(db, { tokenSha256: token, user: whose }, LIMITS, now);
    const use = async (token: string, ms: number) =>
      (await resumeSession(db, token, LIMITS, later(ms)))?.name;
    await open('idle');
    expect([await use('idle', 999), await use('idle', 1000), await use('idle', 10)]).toEqual([
      'Bo',
      undefined,
      undefined,
    ]);
    await openSession(db, { tokenSha256: 'old', user: bo }, { ...LIMITS, absoluteMs: 500 }, now);
    expect([await use('old', 499), await use('old', 500)]).toEqual(['Bo', undefined]);
    await open('left');
    await endSession(db, 'left');
    await open('changed');
    await open('other', ada);
    await changePassword(db, bo, { passwordHash: 'another', mustChangePassword: true }, by);
    expect([await use('left', 1), await use('changed', 1), await use('other', 1)]).toEqual([
      undefined,
      undefined,
      'Ada',
    ]);
    expect(await open('late')).toBe(false); // the password that was checked is not the password any more
    const changed = (await findUser(db, 'Bo'))!;
    expect(await open('new', changed)).toBe(true);
    await changeUser(db, bo.id, { disabled: true }, by);
    expect(await use('new', 1)).toBeUndefined();
    expect(await open('disabled', changed)).toBe(false);
  });

  test('a key is found while it is valid, and its last use is kept', async () => {
    const db = await databases.open();
    const ada = await createUser(db, user('Ada'), by);
    const made = { name: 'line 3', keySha256: 'k', scopes: ['read'], expiresAt: later(60_000).toISOString() };
    const key = await createApiKey(db, ada, made, by);
    expect(await recognizeApiKey(db, 'k', later(1))).toMatchObject({
      key: { scopes: ['read'] },
      owner: { name: 'Ada' },
    });
    expect(await listApiKeys(db, ada.id)).toMatchObject([
      { last_used_at: later(1).toISOString(), user: 'Ada' },
    ]);
    expect(await recognizeApiKey(db, 'k', later(60_000))).toBeUndefined();
    await revokeApiKey(db, key, by);
    await revokeApiKey(db, key, by);
    expect(await recognizeApiKey(db, 'k', later(1))).toBeUndefined();
    expect(await findAudit(db, { action: 'api_key.revoke' })).toHaveLength(1);
  });

  test('the log is found by actor, action, subject and time, the newest first', async () => {
    const db = await databases.open();
    const ada = await createUser(db, user('Ada'), by);
    await changeUser(
      db,
      (await createUser(db, user('Bo'), by)).id,
      { role: 'auditor' },
      { actor: 'Bo', now: later(9) },
    );
    const found = async (
      ...filter: Parameters<typeof findAudit> extends [unknown, ...infer Rest] ? Rest : never
    ) => (await findAudit(db, ...filter)).map(({ seq }) => seq);
    expect(await found({})).toEqual([3, 2, 1]);
    expect(await found({}, { limit: 1, beforeSeq: 3 })).toEqual([2]);
    expect(await found({ actor: 'Bo' })).toEqual([3]);
    expect(await found({ subject: `user/${ada.name}` })).toEqual([1]);
    expect(await found({ action: 'user.create', from: later(1).toISOString() })).toEqual([]);
    expect(await found({ before: later(1).toISOString() })).toEqual([2, 1]);
  });
});
