import type { Command } from 'commander';
import type { Access } from '../server/access.ts';

/** Options on who may reach the server, as commander gives them. */
export interface AccessFlags {
  readonly host: string;
  readonly accounts?: boolean;
  readonly allowedHost?: readonly string[];
  readonly corsOrigin?: readonly string[];
  readonly trustProxy?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** Adds the options on who may reach the server. */
export function addAccessOptions(command: Command): Command {
  return command
    .option('--accounts', 'everybody needs an account, even on this machine')
    .option('--tls-cert <file>', 'certificate in PEM, for TLS')
    .option('--tls-key <file>', 'its private key in PEM, not encrypted')
    .option('--trust-proxy <addresses>', 'proxies whose X-Forwarded headers are believed, by commas')
    .option(
      '--allowed-host <name>',
      'a host name that the server answers to, and no others; may be repeated',
      append,
    )
    .option(
      '--cors-origin <origin>',
      'an origin whose pages may use the server with an API key; may be repeated',
      append,
    );
}

function append(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/**
 * What the options say.
 *
 * @throws InspectError `invalid_argument` for a certificate, key, name or address that cannot be used.
 */
export async function readAccess(flags: AccessFlags): Promise<Access> {
  const { accessOf } = await import('../server/access.ts');
  const { readTls } = await import('../server/tls.ts');
  const { host, accounts = false, allowedHost = [], corsOrigin = [], trustProxy, tlsCert, tlsKey } = flags;
  const tls = await readTls(tlsCert, tlsKey);
  const names = { allowedHosts: allowedHost, corsOrigins: corsOrigin };
  return accessOf({ host, accounts, ...names, trustProxy, tls });
}
