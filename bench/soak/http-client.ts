import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

/** What a request was answered with. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  /** Milliseconds from sending to the last byte of the answer. */
  readonly ms: number;
}

/** One request; `path` goes out as it is. */
export interface HttpRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Milliseconds to wait for the whole answer. */
  readonly timeoutMs?: number;
}

/** A client with connections of its own that stay open; lighter than `fetch`, so that it takes less from the server. */
export interface HttpClient {
  /** @throws Error when the connection breaks or the time is over. */
  send(sent: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}

const TIMEOUT_MS = 60_000;
const TICK_MS = 100;

/** @param address as `http://127.0.0.1:8000` */
export function openHttpClient(address: string): HttpClient {
  const { hostname, port } = new URL(address);
  const agent = new Agent({ keepAlive: true });
  return {
    send: ({ method = 'GET', path, headers = {}, body, timeoutMs = TIMEOUT_MS }) =>
      new Promise((resolve, reject) => {
        const started = performance.now();
        const sent = request({ agent, hostname, port, method, path, headers }, answer => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.once('end', () => {
            clearInterval(late);
            const { statusCode: status = 0, headers } = answer;
            resolve({ status, headers, body: Buffer.concat(chunks), ms: performance.now() - started });
          });
        });
        const late = afterTicks(timeoutMs, () =>
          sent.destroy(new Error(`${method} ${path.slice(0, 100)}: no answer within ${timeoutMs} ms`)),
        );
        sent.on('error', cause => {
          clearInterval(late);
          reject(cause);
        });
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** A form as it is sent. */
export interface EncodedForm {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Writes a form with fields and one picture. */
export function encodeForm(fields: Readonly<Record<string, string>>, picture: Uint8Array): EncodedForm {
  const boundary = randomUUID();
  const part = (head: string) => `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`;
  const texts = Object.entries(fields).map(([name, value]) => `${part(`name="${name}"`)}${value}\r\n`);
  const head = Buffer.from(`${texts.join('')}${part('name="image"; filename="camera 1.png"')}`);
  const body = Buffer.concat([head, picture, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}

/** Counts its own ticks: while the whole machine stands still, as virtual ones do at times, no time goes by. */
function afterTicks(ms: number, late: () => void): NodeJS.Timeout {
  let left = ms;
  const ticking = setInterval(() => {
    left -= TICK_MS;
    if (left <= 0) late();
  }, TICK_MS);
  return ticking;
}
