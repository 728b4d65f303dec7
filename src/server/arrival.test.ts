import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { fastify } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from './app-type.ts';
import { limitArrival } from './arrival.ts';
import type { SchemaTypes } from './validation.ts';

let app: App;
beforeAll(async () => {
  app = fastify().withTypeProvider<SchemaTypes>();
  limitArrival(app, 100);
  app.post('/short', { config: { permission: 'public' } }, async () => 'arrived');
  app.post('/long', { config: { permission: 'public', arrivalMs: 60_000 } }, async () => 'arrived');
  await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app?.close());

/** Sends a body of two bytes, the second after a while; gives what was answered until the connection closed. */
async function sendSlowly(path: string, pauseMs: number): Promise<string> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8');
  let answer = '';
  socket.on('data', text => {
    answer += text;
  });
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{`,
  );
  setTimeout(() => socket.writable && socket.write('}'), pauseMs);
  await once(socket, 'close');
  return answer;
}

test('a request that takes too long to arrive is answered with 408, and its connection closed', async () => {
  const began = performance.now();
  expect(await sendSlowly('/short', 5_000)).toMatch(/^HTTP\/1\.1 408 .*"code":"request_timeout"/s);
  expect(performance.now() - began).toBeLessThan(3_000);
});

test('one that may take longer, and one that is quick enough, arrive', async () => {
  expect(await sendSlowly('/long', 300)).toMatch(/^HTTP\/1\.1 200 .*arrived/s);
  expect(await sendSlowly('/short', 0)).toMatch(/^HTTP\/1\.1 200 .*arrived/s);
});
