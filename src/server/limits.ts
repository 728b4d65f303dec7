import { InspectError } from '../errors.ts';
import type { App } from './app-type.ts';

/** Requests with a body that may be under way at once; more would fill the disk with uploads that nobody computes. */
export const MOST_BODIES = 128;
/** Connections at once; more are closed at once. */
const MOST_CONNECTIONS = 2_000;
const WITHOUT_BODY = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses more work than the server can take at once, before anything of it is received. */
export function addLimits(app: App): void {
  let bodies = 0;
  app.addHook('onRequest', async ({ method }, reply) => {
    if (WITHOUT_BODY.has(method)) return;
    if (bodies >= MOST_BODIES) {
      reply.header('connection', 'close'); // else the whole body would be read, to be thrown away
      throw new InspectError(
        'overloaded',
        `${bodies} requests are being received or worked on, which is as many as may. Try again in a moment.`,
      );
    }
    bodies++;
    reply.raw.once('close', () => void bodies--);
  });
  app.server.maxConnections = MOST_CONNECTIONS;
  // A server may ignore expectations that it does not know (RFC 9110, 10.1.1); Node.js would answer without a problem.
  app.server.on('checkExpectation', (request, reply) => app.server.emit('request', request, reply));
}
