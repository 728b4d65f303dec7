import { expect, test } from 'vitest';
import { createThrottle } from './throttle.ts';

const keys = (account: string, address = '10.0.0.1') => ({ account, address });

test('the wait doubles with each guess from one second up to five minutes', () => {
  const throttle = createThrottle();
  let nowMs = 0;
  const waits: number[] = [];
  for (let guess = 0; guess < 18; guess++) {
    const { waitMs } = throttle.begin(keys('ana', `10.0.0.${guess}`), nowMs);
    waits.push(waitMs / 1000);
    nowMs += waitMs;
    if (waitMs > 0) throttle.begin(keys('ana', `10.0.1.${guess}`), nowMs);
  }
  expect(waits).toEqual([0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]);
});

test('guesses at the same time are counted before they are checked', () => {
  const throttle = createThrottle();
  const waits = Array.from({ length: 8 }, () => throttle.begin(keys('ana'), 0).waitMs);
  expect(waits.filter(waitMs => waitMs === 0)).toHaveLength(5);
});

test('an address is slowed down whatever names it tries, and a right one does not let it begin anew', () => {
  const throttle = createThrottle();
  for (let guess = 0; guess < 19; guess++) expect(throttle.begin(keys(`user ${guess}`), 0).waitMs).toBe(0);
  expect(throttle.begin(keys('own'), 0).waitMs).toBe(0);
  throttle.succeed(keys('own'));
  expect(throttle.begin(keys('another'), 0).waitMs).toBe(0);
  expect(throttle.begin(keys('one more'), 0).waitMs).toBe(1000);
  expect(throttle.begin(keys('one more', '10.0.0.2'), 0).waitMs).toBe(0);
});

test('one customer of IPv6 is one address, in whatever way it is written', () => {
  const throttle = createThrottle();
  for (let guess = 0; guess < 20; guess++)
    throttle.begin(keys(`user ${guess}`, `2001:db8:0:7::${guess.toString(16)}`), 0);
  expect(throttle.begin(keys('x', '2001:db8::7:1:2:3:4'), 0).waitMs).toBe(1000);
  expect(throttle.begin(keys('x', '2001:db8:0:8::1'), 0).waitMs).toBe(0);
});

test('a right password, an hour, or a guess that was not looked at lets an account begin anew', () => {
  const throttle = createThrottle();
  const exhaust = (account: string, nowMs: number) => {
    for (let guess = 0; guess < 5; guess++) throttle.begin(keys(account, `${account}${guess}`), nowMs);
  };
  exhaust('ana', 0);
  expect(throttle.begin(keys('ana'), 0).waitMs).toBe(1000);
  throttle.succeed(keys('ana'));
  expect(throttle.begin(keys('ana'), 0).waitMs).toBe(0);
  exhaust('bo', 0);
  throttle.forget(keys('bo', 'bo0'));
  expect(throttle.begin(keys('bo'), 0).waitMs).toBe(0);
  exhaust('cy', 0);
  throttle.begin(keys('cy'), 3_700_000);
  expect(throttle.begin(keys('cy'), 3_700_000).waitMs).toBe(0);
});

test('a clock that is put back makes nobody wait longer than the delay', () => {
  const throttle = createThrottle();
  for (let guess = 0; guess < 5; guess++) throttle.begin(keys('ana'), 10_000_000);
  expect(throttle.begin(keys('ana'), 0).waitMs).toBe(1000);
});
