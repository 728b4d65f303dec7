import { setTimeout as delay } from 'node:timers/promises';
import { InspectError } from '../errors.ts';
import { contentFailure, type Failure } from './download-failures.ts';

/** How often and how patiently a request is repeated. */
export interface RetryOptions {
  /** Tries after the first one that may fail in a row without a new byte; 5 unless told. */
  readonly retries?: number | undefined;
  /** Wait before the first repetition; doubles with each, up to half a minute. */
  readonly retryDelayMs?: number | undefined;
  /** No byte for so long counts as a cut connection; 30 seconds unless told. */
  readonly stallTimeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Replaces the clock, for tests; rejects when the signal is aborted. */
  readonly sleep?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

/** What one try came to: a value, or a failure and whether it got further than any try before it. */
export type Attempt<T> =
  | { readonly value: T }
  | { readonly failure: Failure; readonly progressed?: boolean | undefined };

const LONGEST_DELAY_MS = 30_000;
const LONGEST_WAIT_ASKED_MS = 5 * 60_000;
/** A machine without a network should hear so in seconds, so a server that never answered gets few more tries. */
const RETRIES_UNREACHED = 2;

/**
 * Repeats `attempt` while its failures can pass, waiting exponentially longer or as long as the server asks.
 *
 * @throws InspectError the last failure's, or `cancelled`.
 */
export async function withRetries<T>(options: RetryOptions, attempt: () => Promise<Attempt<T>>): Promise<T> {
  const { retries = 5, retryDelayMs = 1_000, signal, sleep = sleepFor } = options;
  let reached = false;
  for (let failed = 0; ; ) {
    const result = await attempt();
    if ('value' in result) return result.value;
    const { failure, progressed = false } = result;
    reached ||= failure.reached;
    failed = progressed ? 1 : failed + 1;
    const limit = reached ? retries : Math.min(retries, failure.retriesUnreached ?? RETRIES_UNREACHED);
    if (!failure.passing || failed > limit) throw failure.error;
    const waitMs = failure.waitMs ?? Math.min(retryDelayMs * 2 ** (failed - 1), LONGEST_DELAY_MS);
    if (waitMs > LONGEST_WAIT_ASKED_MS) throw tooLong(failure, waitMs);
    await sleep(waitMs, signal).catch(cause => {
      throw signal?.aborted ? cancelled(cause) : cause;
    });
  }
}

/** The error for a signal that was aborted: unlike other work, a download leaves something useful behind. */
export function cancelled(cause?: unknown): InspectError {
  return new InspectError('cancelled', 'The download was stopped; the next one goes on from where it was.', {
    cause,
  });
}

/** A signal that follows the caller's, and aborts by itself when `rearm` has not been called for `limitMs`. */
export interface StallWatch {
  readonly signal: AbortSignal;
  rearm(): void;
  /** Ends the watch and whatever still listens to its signal. */
  close(): void;
}

/** Starts watching at once, so that the time to the first byte counts too. */
export function watchForStalls({ signal, stallTimeoutMs = 30_000 }: RetryOptions): StallWatch {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new Error(`no data for ${stallTimeoutMs / 1_000} s`));
  }, stallTimeoutMs);
  const forward = () => controller.abort(signal?.reason);
  signal?.addEventListener('abort', forward, { once: true });
  if (signal?.aborted) forward();
  return {
    signal: controller.signal,
    rearm: () => {
      timer.refresh();
    },
    close() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', forward);
      controller.abort();
    },
  };
}

async function sleepFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal ? { signal } : {});
}

function tooLong(failure: Failure, waitMs: number): InspectError {
  const minutes = Math.ceil(waitMs / 60_000);
  return contentFailure(`${failure.error.message} The server asks to wait ${minutes} minutes.`, false).error;
}
