import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Access } from './access.ts';
import { isLoopback } from './address.ts';
import type { App } from './app-type.ts';
import { isAllowed } from './cors.ts';
import { RequestError } from './problems.ts';

/** Methods that change nothing. */
export const HARMLESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What decides on which names the server answers to. */
interface Reach extends Pick<Access, 'allowedHosts' | 'corsOrigins'> {
  readonly accounts: { readonly areNeeded: boolean };
}

/**
 * Keeps other sites' pages, which a browser may show, from using the server: it changes nothing for a page that it has
 * not delivered itself.
 *
 * Without accounts it answers only under a loopback name, so that no foreign name can be pointed at it, and not to a
 * proxy, which would bring requests from elsewhere. With accounts a foreign name gains nothing: browsers keep the cookie
 * for the name under which somebody has logged in. `allowedHosts` narrows it down all the same.
 */
export function refuseForeignRequests(app: App, reach: Reach): void {
  app.addHook('onRequest', async request => {
    const { headers, method, host, protocol } = request;
    checkHostName(host, reach);
    if (!reach.accounts.areNeeded) refuseProxy(headers);
    if (HARMLESS.has(method)) return;
    if (isAllowed(headers.origin, reach.corsOrigins)) return refuseSession(request);
    const site = headers['sec-fetch-site'];
    const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
    if (isForeign || (headers.origin !== undefined && headers.origin !== `${protocol}://${host}`))
      throw new RequestError(
        'forbidden',
        'The request was sent by a page of another site, which may not change or inspect anything here. (A proxy in front of the server must pass on the host, and be named with --trust-proxy.)',
      );
  });
}

/** The cookie of a site that is another one and yet the same to a browser, such as another port of the same host. */
function refuseSession({ headers, url }: FastifyRequest): void {
  if (headers.authorization !== undefined || headers.cookie === undefined) return;
  throw new RequestError(
    'forbidden',
    `Pages of other origins use ${url.split('?')[0]} with an API key (Authorization: Bearer …), not with a login.`,
  );
}

function checkHostName(host: string, { allowedHosts, accounts }: Reach): void {
  const name = host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  if (isLoopback(name) || allowedHosts.includes(name)) return;
  if (accounts.areNeeded && (allowedHosts.length === 0 || isIP(name))) return;
  const names = accounts.areNeeded ? allowedHosts.join(', ') : 'localhost or 127.0.0.1';
  throw new RequestError(
    'misdirected',
    `The request is for the host "${host.slice(0, 100)}", but this server answers only as ${names}.`,
  );
}

function refuseProxy(headers: FastifyRequest['headers']): void {
  if (headers['x-forwarded-for'] === undefined && headers.forwarded === undefined) return;
  throw new RequestError(
    'misdirected',
    'The request came through a proxy, but this server asks nobody for a login and so is for programs of its own machine. Start it with --trust-proxy and the address of the proxy; then it needs accounts.',
  );
}
