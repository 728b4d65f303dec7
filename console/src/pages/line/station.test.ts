import { expect, test } from 'vitest';
import { isScreen, readStation, screenPath } from './station.ts';

test('the address of a screen names its station', () => {
  const path = screenPath({ category: 'cap', station: 'press 2 & 3' });
  const [pathname, query] = path.split('?') as [string, string];
  expect(readStation(new URLSearchParams(query))).toEqual({ category: 'cap', station: 'press 2 & 3' });
  expect(isScreen(pathname, new URLSearchParams(query))).toBe(true);
});

test('without a station all parts are shown', () => {
  expect(readStation(new URLSearchParams('category=&line=%20'))).toEqual({});
});

test('the choice of a station is no screen', () => {
  expect(isScreen('/line', new URLSearchParams('category=cap'))).toBe(false);
  expect(isScreen('/history', new URLSearchParams('screen=on'))).toBe(false);
});
