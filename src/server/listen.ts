import type { AddressInfo } from 'node:net';
import type { Context } from '../context.ts';
import { InspectError } from '../errors.ts';
import type { Access } from './access.ts';
import { isLoopback } from './address.ts';
import { buildApp } from './app.ts';

/** A server that listens. */
export interface Server {
  /** Such as `http://127.0.0.1:8000`. */
  readonly address: string;
  /** Whether people and programs need an account. */
  readonly login: boolean;
  /** The one-time token that the first administrator is made with; null when there is one. */
  readonly setupToken: string | null;
  /** Refuses what is new, finishes what runs within `limitMs`, and closes server and context. */
  stop(limitMs: number): Promise<void>;
}

/**
 * Answers requests at this address, with a context that becomes the server's to close.
 *
 * @param port 0 for any free one
 * @throws InspectError `invalid_argument` when another program has the port, the host cannot be listened at, or other
 * machines reach it and `access` asks for no accounts.
 */
export async function startServer(
  context: Context,
  { host, port, access }: { readonly host: string; readonly port: number; readonly access: Access },
): Promise<Server> {
  if (!access.accounts && !isLoopback(host)) throw needsAccounts(host);
  const { app, draining } = await buildApp(context, access);
  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    throw explained(cause, host, port);
  }
  const { port: taken } = app.server.address() as AddressInfo;
  return {
    address: `${access.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    login: app.accounts.areNeeded,
    setupToken: app.accounts.setup?.reveal() ?? null,
    async stop(limitMs) {
      const ends = performance.now() + limitMs;
      await draining.stop(limitMs);
      const left = Math.max(0, ends - performance.now());
      const closed = app.close();
      app.server.closeAllConnections();
      await closed;
      await context.close(left);
    },
  };
}

function needsAccounts(host: string): InspectError {
  return new InspectError(
    'invalid_argument',
    `"${host}" can be reached by other machines, which needs accounts. Listen at 127.0.0.1, or ask for accounts.`,
  );
}

function explained(cause: unknown, host: string, port: number): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return new InspectError(
      'invalid_argument',
      `Port ${port} of ${host} is taken by another program. Stop that one, or choose another with --port; 0 takes any free one.`,
      { cause },
    );
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
    return new InspectError(
      'invalid_argument',
      `Cannot listen at port ${port} of ${host} (${code}). Choose another with --port, 1024 or more, or another --host.`,
      { cause },
    );
  return cause;
}
