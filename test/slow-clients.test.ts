import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeForm } from '../bench/soak/http-client.ts';
import { MOST_BODIES } from '../src/server/limits.ts';
import { openTestServer, type TestServer } from './fixtures/test-server.ts';

let server: TestServer;
let port: number;
const sockets: Socket[] = [];

beforeAll(async () => {
  server = await openTestServer();
  const { server: http } = server.app;
  [http.headersTimeout, http.requestTimeout] = [1_000, 2_000];
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  port = (http.address() as { port: number }).port;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await server?.close();
});

/** A connection whose words are counted as they come. */
function talk(words: string | Uint8Array): {
  readonly socket: Socket;
  said(): string;
  readonly closed: Promise<unknown>;
} {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  let said = '';
  socket.setEncoding('latin1').on('data', text => {
    said += text;
  });
  socket.on('error', () => undefined); // 'close' follows
  const closed = new Promise(resolve => socket.once('close', resolve));
  socket.write(words);
  return { socket, said: () => said, closed };
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500 && !(await isTrue()); tries++) await delay(20);
  expect(await isTrue()).toBe(true);
}

const form = () => encodeForm({ category: 'part' }, server.pictures.good);
const headOf = (length: number, type: string) =>
  `POST /inspect HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`;
const uploads = () => readdir(server.context.uploads);

describe('a client that takes its time', () => {
  test('with its headers is refused with 408', async () => {
    const client = talk('GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n');
    const drip = setInterval(() => client.socket.write('X-A: b\r\n'), 200);
    await client.closed;
    clearInterval(drip);
    expect(client.said()).toMatch(/^HTTP\/1\.1 408 .*"code":"request_timeout"/s);
  });

  test('with its body is refused with 408, and what had arrived is removed', async () => {
    const { body, headers } = form();
    const client = talk(headOf(body.length, headers['content-type']!));
    client.socket.write(body.subarray(0, 400));
    await until(async () => (await uploads()).length === 1);
    await client.closed;
    expect(client.said()).toMatch(/^HTTP\/1\.1 408 .*"code":"request_timeout"/s);
    await until(async () => (await uploads()).length === 0);
  });
});

test('a client that goes away in the middle of an upload leaves no file and no inspection', async () => {
  const { body, headers } = form();
  const client = talk(headOf(body.length, headers['content-type']!));
  client.socket.write(body.subarray(0, 400));
  await until(async () => (await uploads()).length === 1);
  client.socket.destroy();
  await until(async () => (await uploads()).length === 0);
  expect((await server.get('/api/v1/inspections')).json()).toMatchObject({ items: [] });
  await until(() => server.draining.running === 0);
});

test('more clients than may are refused with 503 and Retry-After before their bodies, and taken when others have left', async () => {
  const { body, headers } = form();
  const head = headOf(body.length, headers['content-type']!);
  [server.app.server.headersTimeout, server.app.server.requestTimeout] = [60_000, 60_000];
  const slow = Array.from({ length: MOST_BODIES }, () => talk(head));
  await until(() => server.draining.running === MOST_BODIES);
  const refused = talk(head);
  await refused.closed;
  expect(refused.said()).toMatch(/^HTTP\/1\.1 503 .*retry-after: 1\r\n.*"code":"overloaded"/is);
  expect((await server.get('/health')).status).toBe(200);
  for (const { socket } of slow) socket.destroy();
  await until(() => server.draining.running === 0);
  expect((await server.form('/inspect', { category: 'part', image: server.pictures.good })).status).toBe(200);
  await until(async () => (await uploads()).length === 0);
});

test('more inspections than may wait are refused with 503 and Retry-After, and the others answered', async () => {
  const fields = { category: 'part', image: server.pictures.good };
  const answers = await Promise.all(Array.from({ length: 100 }, () => server.form('/inspect', fields)));
  const refused = answers.filter(({ status }) => status !== 200);
  expect(refused.length).toBeGreaterThan(0);
  expect(answers.length - refused.length).toBeGreaterThanOrEqual(64);
  for (const answer of refused) expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
});
