import type { FastifyReply, FastifyRequest } from 'fastify';
import { InspectError } from '../errors.ts';
import type { Accounts } from './accounts/accounts.ts';
import { whoAsks } from './accounts/who-asks.ts';
import type { Draining } from './draining.ts';

/** Streams of events, which are open for longer than a login may last. */
export interface EventStreams {
  /**
   * Takes a request in whose answer is a stream, until its connection is closed.
   *
   * @returns aborted when the stream must end: the client has left, may not listen any more, or the server is stopped
   * @throws InspectError `overloaded` when as many listen as may.
   */
  open(request: FastifyRequest, reply: FastifyReply): AbortSignal;
}

/** Streams at the same time, of all kinds. */
const MOST_STREAMS = 500;

/** @param checkMs how often it is looked whether those who listen still may, in milliseconds */
export function openEventStreams(accounts: Accounts, draining: Draining, checkMs: number): EventStreams {
  const ends = new Set<() => void>();
  // Not AbortSignal.any, which on Node.js 20 would stay with this signal, nor a listener for each, of which it warns.
  draining.stopping.addEventListener('abort', () => {
    for (const end of ends) end();
  });
  return {
    open(request, reply) {
      if (ends.size >= MOST_STREAMS)
        throw new InspectError(
          'overloaded',
          `${MOST_STREAMS} programs listen to events already, which is as many as may. Try again later.`,
        );
      const ended = new AbortController();
      const end = () => ended.abort();
      const check = () => isStillAllowed(request, accounts).then(is => is || end(), end);
      const timer = setInterval(() => void check(), checkMs);
      ends.add(end);
      const close = () => {
        end();
        clearInterval(timer);
        ends.delete(end);
      };
      if (reply.raw.closed)
        close(); // it has left while the request was looked at
      else reply.raw.once('close', close);
      if (draining.stopping.aborted) end();
      return ended.signal;
    },
  };
}

/** Whether the sender is who it was, with the same role; who listens uses the login. */
async function isStillAllowed(request: FastifyRequest, accounts: Accounts): Promise<boolean> {
  const { permission } = request.routeOptions.config;
  const actor = await whoAsks(request, accounts);
  if (actor === null || permission === undefined) return false;
  return (
    actor.id === request.actor.id && actor.role === request.actor.role && actor.permissions.has(permission)
  );
}
