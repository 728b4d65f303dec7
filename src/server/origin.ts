import { isLoopback } from './address.ts';
import type { App } from './app-type.ts';
import { RequestError } from './problems.ts';

const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Keeps other sites' pages, which a browser on this machine may show, from using a server that asks for no login: it
 * answers only under a loopback name, so that no foreign name can be pointed at it, and changes nothing for a page that
 * it has not delivered itself.
 */
export function refuseForeignRequests(app: App): void {
  app.addHook('onRequest', async ({ headers, method }) => {
    const host = headers.host ?? '';
    if (!isLoopback(hostName(host)))
      throw new RequestError(
        'misdirected',
        `The request is for the host "${host.slice(0, 100)}", but this server answers only as localhost or 127.0.0.1.`,
      );
    if (HARMLESS.has(method)) return;
    const site = headers['sec-fetch-site'];
    const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
    if (isForeign || (headers.origin !== undefined && headers.origin !== `http://${host}`))
      throw new RequestError(
        'forbidden',
        'The request was sent by a page of another site, which may not change or inspect anything here.',
      );
  });
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}
