import type { Access } from '../server/access.ts';
import { isLoopback } from '../server/address.ts';
import type { Server } from '../server/listen.ts';

interface Announced extends Pick<Server, 'address' | 'login' | 'setupToken'> {
  readonly host: string;
  readonly access: Pick<Access, 'tls' | 'trustedProxies' | 'now'>;
}

/** What a server says when it is ready: its address first, then what somebody should do or know. */
export function announce(server: Announced, json: boolean): string {
  const { address, login, setupToken } = server;
  const warnings = warningsOf(server);
  if (json)
    return JSON.stringify({
      address,
      login,
      ...(setupToken !== null && { setup_token: setupToken }),
      ...(warnings.length > 0 && { warnings }),
    });
  const who = login ? 'a login is needed' : 'no login: only programs and people on this machine reach it';
  const lines = [`InspectAI answers at ${address} (${who}).`];
  if (setupToken !== null)
    lines.push(
      `Nobody has an account yet. One-time token for the first administrator: ${setupToken}`,
      'Open the address in a browser and enter it there, or send it with the name and password that you choose: POST /api/v1/setup {"token", "name", "password"}.',
    );
  return [...lines, ...warnings].join('\n');
}

function warningsOf({ host, access: { tls, trustedProxies, now } }: Announced): readonly string[] {
  if (tls && tls.validTo < now())
    return [
      `The certificate has ended on ${tls.validTo.toISOString().slice(0, 10)}: clients will refuse it.`,
    ];
  if (tls || isLoopback(host)) return [];
  const behind = trustedProxies.length > 0 ? ' from all but the proxy' : '';
  return [
    `Without TLS, passwords and pictures travel unencrypted${behind}: give --tls-cert and --tls-key, or let only a proxy that speaks TLS reach this address.`,
  ];
}
