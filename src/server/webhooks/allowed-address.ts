import { BlockList, isIP } from 'node:net';
import { InspectError } from '../../errors.ts';

/** Addresses that no webhook may reach unless they were allowed: this machine, its networks and what is no unicast. */
const REFUSED_4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // carriers' networks
  ['127.0.0.0', 8],
  ['169.254.0.0', 16], // link-local, where clouds keep their metadata
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3], // multicast and reserved
] as const;
/** Of IPv6, only global unicast is taken, and of that nothing that carries an IPv4 address. */
const GLOBAL_6 = ['2000::', 3] as const;
const REFUSED_6 = [
  ['2001::', 23], // Teredo and protocols
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4
  ['3fff::', 20],
] as const;
/** Below 1024, only the ports of the web: not mail, not shells, not file shares. */
const FIRST_FREE_PORT = 1024;

/** What `--webhook-allow` names, taken apart. */
export interface AllowedTargets {
  readonly hosts: ReadonlySet<string>;
  readonly addresses: BlockList;
}

/**
 * Reads names of hosts, addresses and networks such as `10.1.0.0/16`.
 *
 * @throws InspectError `invalid_argument` for what is none of them.
 */
export function parseAllowed(texts: readonly string[]): AllowedTargets {
  const hosts = new Set<string>();
  const addresses = new BlockList();
  for (const text of texts) {
    const [address = '', bits, ...rest] = text.replace(/^\[(.*)\]$/, '$1').split('/');
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
    if (family !== 0 && length >= 0 && length <= most && rest.length === 0)
      addresses.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6');
    else if (
      bits === undefined &&
      /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(address) &&
      !/^[\d.]+$/.test(address)
    )
      hosts.add(address.toLowerCase());
    else
      throw new InspectError(
        'invalid_argument',
        `--webhook-allow is "${text.slice(0, 100)}"; expected the name of a host, an address, or a network such as 10.1.0.0/16.`,
      );
  }
  return { hosts, addresses };
}

/**
 * Checks what can be told of a webhook's URL before it is used: scheme, port, credentials and an address in place of a
 * name.
 *
 * @throws InspectError `invalid_argument`.
 */
export function checkWebhookUrl(text: string, allowed: AllowedTargets): URL {
  const refuse = (why: string) =>
    new InspectError(
      'invalid_argument',
      `A webhook cannot be sent to ${JSON.stringify(text.slice(0, 200))}: ${why}`,
    );
  if (!URL.canParse(text))
    throw refuse('it is not a URL. Expected one such as https://mes.example.com/inspections.');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse('expected http or https.');
  if (url.username || url.password)
    throw new InspectError(
      'invalid_argument',
      'The URL of a webhook holds a user or a password, which would be shown to others. Leave them out; the signature proves who sends.',
    );
  const port = Number(url.port || (url.protocol === 'http:' ? 80 : 443));
  if (port < FIRST_FREE_PORT && port !== 80 && port !== 443)
    throw refuse(`port ${port} belongs to another protocol. Expected 80, 443, or 1024 and more.`);
  const host = hostOf(url);
  if (isIP(host) && !isAllowedAddress(host, host, allowed)) throw refuse(whyNot(host));
  return url;
}

/** Whether a connection to this address may be made for this host; to be asked when the connection is made. */
export function isAllowedAddress(
  host: string,
  address: string,
  { hosts, addresses }: AllowedTargets,
): boolean {
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  if (hosts.has(host.toLowerCase()) || addresses.check(address, family)) return true;
  return isPublic(address);
}

/** The host of a URL as names are resolved: without brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

/** Why an address is refused, and what to do. */
export function whyNot(address: string): string {
  return `${address} is an address of this machine or of a private network. Where that is meant, start the server with --webhook-allow ${address}.`;
}

/** An IPv4 address in IPv6 (`::ffff:10.0.0.1`) is no global unicast, so it is refused as it stands. */
function isPublic(address: string): boolean {
  const refused = new BlockList();
  if (isIP(address) === 4) {
    for (const [network, bits] of REFUSED_4) refused.addSubnet(network, bits, 'ipv4');
    return !refused.check(address, 'ipv4');
  }
  if (isIP(address) !== 6) return false;
  const global = new BlockList();
  global.addSubnet(...GLOBAL_6, 'ipv6');
  for (const [network, bits] of REFUSED_6) refused.addSubnet(network, bits, 'ipv6');
  return global.check(address, 'ipv6') && !refused.check(address, 'ipv6');
}
