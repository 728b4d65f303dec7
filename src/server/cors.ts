import type { App } from './app-type.ts';

/** What a page may send besides what every page may. */
const HEADERS = 'authorization, content-type, idempotency-key, last-event-id, x-request-id';
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
/** What a page may read of an answer besides what every page may. */
const EXPOSED = 'location, retry-after, x-request-id';
/** How long a browser need not ask again. */
const MAX_AGE_S = 600;

/**
 * Lets pages of other origins use the server, those that were named and no others. They come with an API key: cookies
 * are not taken from them, so nobody's session can be used by a page that it does not belong to.
 */
export function allowOrigins(app: App, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.addHook('onRequest', async ({ headers, method }, reply) => {
    reply.header('vary', 'Origin');
    if (!isAllowed(headers.origin, origins)) return;
    reply.header('access-control-allow-origin', headers.origin);
    reply.header('access-control-expose-headers', EXPOSED);
    if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return;
    return reply
      .code(204)
      .header('access-control-allow-methods', METHODS)
      .header('access-control-allow-headers', HEADERS)
      .header('access-control-max-age', MAX_AGE_S)
      .send();
  });
}

/** Whether a request comes from a page of one of these origins. */
export function isAllowed(origin: string | undefined, origins: readonly string[]): origin is string {
  return origin !== undefined && origins.includes(origin);
}
