import { createHmac } from 'node:crypto';
import { type LookupAddress, lookup } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { InspectError } from '../../errors.ts';
import type { Attempt } from '../../history/webhook-outbox.ts';
import { type AllowedTargets, checkWebhookUrl, hostOf, isAllowedAddress, whyNot } from './allowed-address.ts';

/** An event that is to be sent. */
export interface OutgoingEvent {
  readonly url: string;
  readonly secret: string;
  readonly deliveryId: string;
  readonly eventId: string;
  readonly event: string;
  /** From 1. */
  readonly attempt: number;
  readonly body: string;
}

const TIMEOUT_MS = 10_000;
/** Of an answer's body no more is received. */
const MOST_ANSWER_BYTES = 64 * 1024;
const LONGEST_ERROR = 300;

/**
 * Posts an event and tells what came of it; a status from 200 to 299 within 10 s is an arrival. Redirects are not
 * followed. The addresses of the host are checked when the connection is made, so a name that points elsewhere by then
 * reaches nothing.
 *
 * @throws InspectError `cancelled` when the signal stops it: whether it arrived is not known then.
 */
export async function sendEvent(
  event: OutgoingEvent,
  { allowed, signal }: { readonly allowed: AllowedTargets; readonly signal?: AbortSignal },
): Promise<Attempt> {
  const end = new AbortController();
  const stop = () => end.abort();
  const limit = setTimeout(stop, TIMEOUT_MS);
  signal?.addEventListener('abort', stop, { once: true }); // not AbortSignal.any, which Node.js 20 would never let go
  if (signal?.aborted) stop();
  try {
    const url = checkWebhookUrl(event.url, allowed);
    const status = await post(url, event, allowed, end.signal);
    if (status >= 200 && status < 300) return { delivered: true, status, error: null };
    const hint = status >= 300 && status < 400 ? '; redirects are not followed, so name the new address' : '';
    return { delivered: false, status, error: `It was answered with status ${status}${hint}.` };
  } catch (cause) {
    if (signal?.aborted) throw new InspectError('cancelled', 'The delivery was stopped.', { cause });
    const why = end.signal.aborted ? `no answer within ${TIMEOUT_MS / 1000} s` : messageOf(cause);
    return { delivered: false, status: null, error: `It could not be sent: ${why}`.slice(0, LONGEST_ERROR) };
  } finally {
    clearTimeout(limit);
    signal?.removeEventListener('abort', stop);
  }
}

/** `t=<seconds>,v1=<hex>`: HMAC-SHA-256 with the secret over the time, a dot and the body. */
export function signatureOf(secret: string, body: string, now = new Date()): string {
  const time = Math.floor(now.getTime() / 1000);
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
}

function post(url: URL, event: OutgoingEvent, allowed: AllowedTargets, signal: AbortSignal): Promise<number> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const body = Buffer.from(event.body);
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        agent: false, // a new connection each time, so its address is checked each time
        lookup: checkedLookup(allowed, hostOf(url)),
        signal,
        headers: {
          'content-type': 'application/json',
          'content-length': body.byteLength,
          'user-agent': 'InspectAI-Webhook/1',
          'x-inspectai-event': event.event,
          'x-inspectai-event-id': event.eventId,
          'x-inspectai-delivery': event.deliveryId,
          'x-inspectai-attempt': event.attempt,
          'x-inspectai-signature': signatureOf(event.secret, event.body),
        },
      },
      answer => receive(answer).then(resolve, reject),
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

/** The status, once the body has ended or is longer than anybody needs. */
async function receive(answer: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += (chunk as Buffer).byteLength;
    if (bytes > MOST_ANSWER_BYTES) break; // leaving the loop closes the connection
  }
  return answer.statusCode ?? 0;
}

/** Resolves a name as ever, and fails when any of its addresses may not be reached. */
function checkedLookup(allowed: AllowedTargets, host: string): LookupFunction {
  return (name, options, callback) => {
    lookup(name, { ...options, all: true }, (error, found: LookupAddress[]) => {
      const wrong = error
        ? undefined
        : found.find(({ address }) => !isAllowedAddress(host, address, allowed));
      if (error) callback(error, '', 0);
      else if (wrong) callback(new Error(whyNot(wrong.address)), '', 0);
      else if (options.all) callback(null, found);
      else callback(null, found[0]!.address, found[0]!.family);
    });
  };
}

function messageOf(cause: unknown): string {
  const first = cause instanceof AggregateError ? cause.errors[0] : cause;
  const { code, message } = first as NodeJS.ErrnoException;
  return code === undefined || message.includes(code) ? message : `${code}: ${message}`;
}
