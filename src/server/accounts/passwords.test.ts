import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openPasswords } from './passwords.ts';

test('a password is kept as argon2id with a salt of its own, and known in every way to type it', async () => {
  const passwords = await openPasswords();
  const [hash, again] = [await passwords.hash('Grüße vom Band'), await passwords.hash('Grüße vom Band')];
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
  expect(hash).not.toBe(again);
  expect(await passwords.verify(hash, 'Gru\u0308ße vom Band')).toBe(true);
  expect(await passwords.verify(hash, 'Grüsse vom Band')).toBe(false);
  expect(await passwords.verify(undefined, 'the password of nobody')).toBe(false);
});

test('hashing lets the server answer meanwhile, and too many are refused', async () => {
  const passwords = await openPasswords();
  const all = Promise.allSettled(Array.from({ length: 40 }, () => passwords.hash('a long password')));
  let ticks = 0;
  let isDone = false;
  all.finally(() => (isDone = true));
  while (!isDone) {
    await delay(1);
    ticks++;
  }
  const results = await all;
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(32);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'overloaded' },
  });
  expect(ticks).toBeGreaterThan(32);
  expect(await passwords.hash('and then again')).toContain('argon2id');
});
