import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.ts';
import {
  type DeliveryTarget,
  leaseWebhooks,
  type NextDelivery,
  nextDeliveries,
  nextDelivery,
  recordAttempt,
  releaseWebhooks,
} from '../../history/webhook-outbox.ts';
import type { AllowedTargets } from './allowed-address.ts';
import { sendEvent } from './send-event.ts';

/** What sends the events of the outbox. */
export interface Dispatcher {
  /** Stops sending and waits until it has come to rest; what was on its way is sent again after the next start. */
  close(): Promise<void>;
}

/** How often the outbox is looked at. */
const TICK_MS = 500;
/** After this time, another server may deliver in the place of one that has died. */
const LEASE_MS = 30_000;
/** Deliveries at the same time. */
const CONCURRENCY = 16;

/**
 * Sends what waits in the outbox until it is closed, at least once each, one after the other for each webhook and
 * category. A database that cannot be reached is tried again.
 */
export function startDispatcher(
  { history, log }: Pick<Context, 'history' | 'log'>,
  allowed: AllowedTargets,
): Dispatcher {
  const owner = randomUUID();
  const stop = new AbortController();
  const running = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  async function tick(): Promise<void> {
    for (const target of await leaseWebhooks(history, owner, { leaseMs: LEASE_MS })) {
      for (const delivery of await nextDeliveries(history, target.id)) {
        const lane = JSON.stringify([delivery.webhook_id, delivery.category]);
        if (running.has(lane) || running.size >= CONCURRENCY || stop.signal.aborted) continue;
        running.set(
          lane,
          deliverLane(target, delivery).finally(() => running.delete(lane)),
        );
      }
    }
  }

  /** Sends a delivery and, as long as they arrive, those behind it in the category. */
  async function deliverLane(target: DeliveryTarget, first: NextDelivery): Promise<void> {
    try {
      let delivery: NextDelivery | undefined = first;
      const ends = performance.now() + LEASE_MS / 3; // a lane that goes on for longer is taken up by the next tick
      while (delivery !== undefined && performance.now() < ends) {
        const attempt = await sendEvent(outgoing(target, delivery), { allowed, signal: stop.signal });
        await recordAttempt(history, delivery, attempt);
        if (!attempt.delivered) {
          const { id, webhook_id } = delivery;
          log.warn({ webhook: webhook_id, delivery: id, error: attempt.error }, 'webhook not delivered');
          return;
        }
        delivery = await nextDelivery(history, first);
      }
    } catch (cause) {
      if (!stop.signal.aborted) log.error({ err: cause }, 'webhooks cannot be delivered');
    }
  }

  let pause = Promise.resolve();
  const schedule = () => {
    timer = setTimeout(() => {
      pause = tick()
        .catch(cause => log.error({ err: cause }, 'the outbox of webhooks cannot be read'))
        .finally(() => stop.signal.aborted || schedule());
    }, TICK_MS);
    timer.unref();
  };
  schedule();
  return {
    async close() {
      stop.abort();
      clearTimeout(timer);
      await pause;
      await Promise.all(running.values());
      await releaseWebhooks(history, owner).catch(() => undefined); // else it ends by itself
    },
  };
}

function outgoing({ url, secret }: DeliveryTarget, delivery: NextDelivery) {
  return {
    url,
    secret,
    deliveryId: delivery.id,
    eventId: delivery.event_id,
    event: delivery.event,
    attempt: delivery.attempts + 1,
    body: delivery.body,
  };
}
