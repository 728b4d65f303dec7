import { expect, test } from 'vitest';
import { differencesOf } from './differences.ts';

test('tells the members that changed, also inside of others', () => {
  const before = { role: 'operator', disabled: false, limits: { image: 1, pixel: 2 } };
  const after = { role: 'engineer', disabled: false, limits: { image: 1, pixel: 3 } };
  expect(differencesOf(before, after)).toEqual([
    { field: 'role', before: 'operator', after: 'engineer' },
    { field: 'limits.pixel', before: '2', after: '3' },
  ]);
});

test('shows what is new and what is gone', () => {
  expect(differencesOf(null, { name: 'Ada' })).toEqual([{ field: 'name', before: undefined, after: 'Ada' }]);
  expect(differencesOf({ name: 'Ada' }, null)).toEqual([{ field: 'name', before: 'Ada', after: undefined }]);
});

test('compares lists as a whole, and null with a value', () => {
  expect(differencesOf({ scopes: ['read'], days: null }, { scopes: ['read', 'inspect'], days: 3 })).toEqual([
    { field: 'scopes', before: 'read', after: 'read, inspect' },
    { field: 'days', before: 'null', after: '3' },
  ]);
});
