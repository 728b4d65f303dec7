import { expect, test } from 'vitest';
import { announce } from './server-announcement.ts';

const now = () => new Date('2031-03-03T00:00:00Z');
const access = { tls: null, trustedProxies: [], now };
const local = { address: 'http://127.0.0.1:8000', host: '127.0.0.1', login: false, setupToken: null, access };
const tls = { cert: '', key: '', validTo: new Date('2032-01-01T00:00:00Z') };

test('a server of this machine says that there is no login, and nothing else', () => {
  expect(announce(local, false)).toBe(
    'InspectAI answers at http://127.0.0.1:8000 (no login: only programs and people on this machine reach it).',
  );
  expect(JSON.parse(announce(local, true))).toEqual({ address: local.address, login: false });
});

test('a server without accounts that needs them prints its one-time token', () => {
  const server = { ...local, login: true, setupToken: 'T0KEN' };
  expect(announce(server, false)).toMatch(
    /a login is needed[\s\S]*One-time token.*: T0KEN\n[\s\S]*\/api\/v1\/setup/,
  );
  expect(JSON.parse(announce(server, true))).toEqual({
    address: local.address,
    login: true,
    setup_token: 'T0KEN',
  });
});

test('a server that others reach without TLS, or with a certificate that has ended, warns', () => {
  const server = { ...local, host: '0.0.0.0', login: true };
  expect(announce(server, false)).toContain('unencrypted: give --tls-cert');
  expect(announce({ ...server, access: { ...access, tls } }, false)).not.toContain('unencrypted');
  const ended = { ...access, tls: { ...tls, validTo: new Date('2031-01-01T00:00:00Z') } };
  expect(announce({ ...server, access: ended }, false)).toContain('ended on 2031-01-01');
  expect(JSON.parse(announce(server, true)).warnings).toHaveLength(1);
});
