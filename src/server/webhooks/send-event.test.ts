import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { parseAllowed } from './allowed-address.ts';
import { type OutgoingEvent, sendEvent, signatureOf } from './send-event.ts';

const allowed = parseAllowed(['127.0.0.1', '::1']);
const opened: { close(): void }[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

async function receiver(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  opened.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

const event = (url: string): OutgoingEvent => ({
  url,
  secret: 'whsec_1',
  deliveryId: 'd1',
  eventId: 'e1',
  event: 'inspection.recorded',
  attempt: 3,
  body: '{"größe":1}',
});

describe('an event', () => {
  test('arrives signed, as a receiver checks it', async () => {
    const requests: { headers: IncomingMessage['headers']; body: string }[] = [];
    const url = await receiver(async (request, reply) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      requests.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      reply.writeHead(204).end();
    });
    expect(await sendEvent(event(url), { allowed })).toEqual({ delivered: true, status: 204, error: null });
    const [{ headers, body }] = requests as [(typeof requests)[number]];
    const [, time, given] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-inspectai-signature']))!;
    expect(given).toBe(createHmac('sha256', 'whsec_1').update(`${time}.${body}`).digest('hex'));
    expect(Math.abs(Number(time) * 1000 - Date.now())).toBeLessThan(5_000);
    expect(headers).toMatchObject({
      'x-inspectai-event': 'inspection.recorded',
      'x-inspectai-event-id': 'e1',
      'x-inspectai-delivery': 'd1',
      'x-inspectai-attempt': '3',
      'content-type': 'application/json',
    });
    expect(body).toBe('{"größe":1}');
  });

  test('has the signature that the documentation shows how to check', () => {
    const at = new Date(1_700_000_000_999);
    expect(signatureOf('whsec_1', '{}', at)).toBe(
      `t=1700000000,v1=${createHmac('sha256', 'whsec_1').update('1700000000.{}').digest('hex')}`,
    );
  });

  test('that is redirected or refused did not arrive, and nothing follows the redirect', async () => {
    let followed = 0;
    const target = await receiver((_, reply) => {
      followed++;
      reply.end();
    });
    const redirecting = await receiver((_, reply) => reply.writeHead(307, { location: target }).end());
    expect(await sendEvent(event(redirecting), { allowed })).toEqual({
      delivered: false,
      status: 307,
      error: 'It was answered with status 307; redirects are not followed, so name the new address.',
    });
    const refusing = await receiver((_, reply) => reply.writeHead(500).end('no'));
    expect(await sendEvent(event(refusing), { allowed })).toMatchObject({ delivered: false, status: 500 });
    expect(followed).toBe(0);
  });

  test('is not kept waiting by an answer that does not end', async () => {
    const url = await receiver((request, reply) => {
      request.resume();
      reply.writeHead(200);
      const timer = setInterval(() => reply.write(Buffer.alloc(32_768)), 1);
      reply.once('close', () => clearInterval(timer));
    });
    expect(await sendEvent(event(url), { allowed })).toMatchObject({ delivered: true, status: 200 });
  });

  test('does not reach a private address, by number or behind a name', async () => {
    let reached = 0;
    const url = await receiver((_, reply) => {
      reached++;
      reply.end();
    });
    const closed = { allowed: parseAllowed([]) };
    const byName = url.replace('127.0.0.1', 'localhost');
    for (const target of [url, byName]) {
      const { delivered, error } = await sendEvent(event(target), closed);
      expect([delivered, error]).toEqual([false, expect.stringContaining('--webhook-allow')]);
    }
    expect(reached).toBe(0);
    expect(await sendEvent(event(byName), { allowed: parseAllowed(['localhost']) })).toMatchObject({
      delivered: true,
    });
  });

  test('to a port where nobody listens says so, and a stop is no failed attempt', async () => {
    const url = await receiver((_, reply) => reply.end());
    opened.splice(0)[0]!.close();
    expect(await sendEvent(event(url), { allowed })).toMatchObject({
      delivered: false,
      status: null,
      error: expect.stringContaining('ECONNREFUSED'),
    });
    const silent = await receiver(() => undefined);
    const sending = sendEvent(event(silent), { allowed, signal: AbortSignal.timeout(50) });
    await expect(sending).rejects.toMatchObject({ code: 'cancelled' });
  });
});
