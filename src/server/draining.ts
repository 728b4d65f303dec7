import { setTimeout as delay } from 'node:timers/promises';
import type { App } from './app-type.ts';
import { RequestError } from './problems.ts';

/** How an application comes to rest. */
export interface Draining {
  readonly isStopping: boolean;
  /** Requests that have come and are not answered yet. */
  readonly running: number;
  /** Aborted when it begins: what would go on for ever, such as a stream of events, must end then. */
  readonly stopping: AbortSignal;
  /** Refuses what is new and waits for what runs; resolves after `limitMs` whatever runs then. */
  stop(limitMs: number): Promise<void>;
}

/** The paths that answer to the very end: what asks them must learn how the server is. */
export const LIVE_PATH = '/health/live';
export const READY_PATH = '/health/ready';

/** Counts requests, so that all can be finished before the application is closed. */
export function addDraining(app: App): Draining {
  let isStopping = false;
  let running = 0;
  let rest = () => {};
  const stopping = new AbortController();
  app.addHook('onRequest', async (request, reply) => {
    if (isStopping) {
      reply.header('connection', 'close');
      const { url } = request.routeOptions;
      if (url !== LIVE_PATH && url !== READY_PATH)
        throw new RequestError(
          'stopping',
          'The server is being stopped and takes no new requests. Try again.',
        );
    }
    running++;
    reply.raw.once('close', () => {
      running--;
      if (running === 0) rest();
    });
  });
  return {
    get isStopping() {
      return isStopping;
    },
    get running() {
      return running;
    },
    stopping: stopping.signal,
    async stop(limitMs) {
      isStopping = true;
      stopping.abort();
      if (running === 0) return;
      const limit = new AbortController();
      const late = delay(limitMs, undefined, { signal: limit.signal }).catch(() => undefined);
      await Promise.race([new Promise<void>(resolve => (rest = resolve)), late]);
      limit.abort();
    },
  };
}
