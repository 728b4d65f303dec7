import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import Type from '#bundled/typebox';
import { checkerOf } from './validation.ts';

const check = checkerOf(Type.Unknown(), 'body');

test.each([
  ['a text', 'a\0b'],
  ['a member', { name: 'a\0' }],
  ['the name of a member', { 'a\0': 1 }],
  ['a text far inside', [[{ a: ['b', '\0'] }]]],
])('%s with a character of code 0 is refused', (_, value) => {
  expect(() => check(value)).toThrow('character of code 0');
});

test('data that are nested a million times are looked through without a fault', () => {
  let nested: unknown = 'a';
  for (let depth = 0; depth < 1_000_000; depth++) nested = [nested];
  expect(() => check(nested)).not.toThrow();
});

test('a body that is still to be read is left alone', () => {
  const body = Readable.from(['a']);
  expect(check(body)).toBe(body);
});
