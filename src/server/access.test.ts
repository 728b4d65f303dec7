import { describe, expect, test } from 'vitest';
import { type AccessOptions, accessOf } from './access.ts';

const options = (given: Partial<AccessOptions>) =>
  accessOf({
    host: '127.0.0.1',
    accounts: false,
    allowedHosts: [],
    corsOrigins: [],
    trustProxy: undefined,
    tls: null,
    ...given,
  });

test.each<[string, Partial<AccessOptions>, boolean]>([
  ['this machine alone', {}, false],
  ['this machine by another name', { host: '::1', allowedHosts: ['localhost'] }, false],
  ['this machine, asked for', { accounts: true }, true],
  ['every address', { host: '0.0.0.0' }, true],
  ['a name', { host: 'inspect.plant.example' }, true],
  ['a proxy on this machine, which others reach', { trustProxy: '127.0.0.1' }, true],
  ['pages of another origin', { corsOrigins: ['https://mes.plant.example'] }, true],
  ['a name that others use', { allowedHosts: ['Inspect.plant.example'] }, true],
])('accounts for %s', (_, given, needed) => {
  expect(options(given).accounts).toBe(needed);
});

describe('what is no address is refused:', () => {
  test.each(['proxy.example', '10.0.0.0/33', '10.0.0.0/0', '::1/129', 'true', '10.0.0.1/8/8'])(
    '%s',
    trustProxy => {
      expect(() => options({ trustProxy })).toThrow('--trust-proxy');
    },
  );
  test.each(['a b', 'plant.example:443', 'https://plant.example', ''])('host "%s"', name => {
    expect(() => options({ allowedHosts: [name] })).toThrow('--allowed-host');
  });
  test.each(['*', 'null', 'https://*.plant.example', 'https://plant.example/', 'plant.example', 'ftp://a'])(
    'origin "%s"',
    origin => {
      expect(() => options({ corsOrigins: [origin] })).toThrow('--cors-origin');
    },
  );
  test('but networks and several are taken', () => {
    expect(options({ trustProxy: '10.0.0.0/24, ::1' }).trustedProxies).toEqual(['10.0.0.0/24', '::1']);
  });
});
