import type { App } from './app-type.ts';
import { RequestError, sendProblem } from './problems.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Milliseconds for a request to arrive, where it takes longer than others. */
    readonly arrivalMs?: number;
  }
}

/** The longest time that any request may take to arrive. */
export const LONGEST_ARRIVAL_MS = 3_600_000;

/** Answers requests with 408 that have not arrived in time, and closes their connections. */
export function limitArrival(app: App, ms: number): void {
  app.addHook('onRequest', async (request, reply) => {
    const { raw, routeOptions } = request;
    if (raw.complete) return;
    const limitMs = routeOptions.config.arrivalMs ?? ms;
    const timer = setTimeout(() => {
      if (raw.complete || reply.sent) return;
      reply.raw.once('finish', () => raw.destroy());
      reply.header('connection', 'close');
      const detail = `The request did not arrive within ${limitMs / 1000} s.`;
      sendProblem(new RequestError('request_timeout', detail), request, reply);
    }, limitMs);
    raw.once('close', () => clearTimeout(timer));
  });
}
