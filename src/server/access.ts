import { isIP } from 'node:net';
import { InspectError } from '../errors.ts';
import { isLoopback } from './address.ts';
import type { Tls } from './tls.ts';

/** Who may reach the server, and how. */
export interface Access {
  /** Everybody needs an account, even while there is none. */
  readonly accounts: boolean;
  /** Names that the server answers to, in lower case; empty for any name, once accounts are needed. */
  readonly allowedHosts: readonly string[];
  /** Pages of these origins may use the server with an API key. */
  readonly corsOrigins: readonly string[];
  /** Addresses and networks of proxies whose X-Forwarded headers are believed. */
  readonly trustedProxies: readonly string[];
  readonly tls: Tls | null;
  /** The time that sessions and keys end by. */
  readonly now: () => Date;
  /** Milliseconds between looks whether those who listen to events still may. */
  readonly streamCheckMs: number;
}

/** For this machine alone. */
export const LOCAL_ACCESS: Access = {
  accounts: false,
  allowedHosts: [],
  corsOrigins: [],
  trustedProxies: [],
  tls: null,
  now: () => new Date(),
  streamCheckMs: 15_000,
};

/** As it is asked for. */
export interface AccessOptions extends Pick<Access, 'accounts' | 'allowedHosts' | 'corsOrigins' | 'tls'> {
  /** Where to listen. */
  readonly host: string;
  /** Separated by commas. */
  readonly trustProxy: string | undefined;
}

/**
 * Puts together who may reach the server: whatever lets others than programs of this machine reach it needs accounts.
 *
 * @throws InspectError `invalid_argument` for a host name, an origin or a proxy's address that is none.
 */
export function accessOf(options: AccessOptions): Access {
  const { host, accounts, allowedHosts, corsOrigins, trustProxy, tls } = options;
  for (const origin of corsOrigins) checkOrigin(origin);
  const names = allowedHosts.map(hostNameOf);
  const trustedProxies = (trustProxy ?? '').split(',').flatMap(part => (part.trim() ? [part.trim()] : []));
  for (const proxy of trustedProxies) checkProxy(proxy);
  const isLocal = isLoopback(host) && trustedProxies.length === 0 && names.every(isLoopback);
  const isReachable = !isLocal || corsOrigins.length > 0;
  return {
    accounts: accounts || isReachable,
    allowedHosts: names,
    corsOrigins,
    trustedProxies,
    tls,
    now: LOCAL_ACCESS.now,
    streamCheckMs: LOCAL_ACCESS.streamCheckMs,
  };
}

function hostNameOf(given: string): string {
  const name = given.toLowerCase();
  if (/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(name) || isIP(name)) return name;
  throw new InspectError(
    'invalid_argument',
    `--allowed-host "${given}" is no host name; expected one such as inspect.plant.example, without a port.`,
  );
}

function checkOrigin(origin: string): void {
  const { origin: own = null, protocol = '' } = URL.canParse(origin) ? new URL(origin) : {};
  if (own === origin && /^https?:$/.test(protocol) && !origin.includes('*')) return;
  throw new InspectError(
    'invalid_argument',
    `--cors-origin "${origin}" is no origin; expected scheme, host and port as browsers send them, such as https://mes.plant.example, without a path and without *.`,
  );
}

function checkProxy(proxy: string): void {
  const [address = '', bits, ...more] = proxy.split('/');
  const most = isIP(address) === 4 ? 32 : 128;
  const isNetwork =
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most);
  if (isIP(address) && isNetwork && more.length === 0) return;
  throw new InspectError(
    'invalid_argument',
    `--trust-proxy "${proxy}" is no address; expected such as 10.0.0.7 or 10.0.0.0/24, several separated by commas.`,
  );
}
