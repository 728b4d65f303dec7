import { afterAll, beforeAll, expect, test } from 'vitest';
import { residentBytes, type ServerProcess, startServerProcess } from '../bench/soak/server-process.ts';
import { MAIN } from './fixtures/command-line.ts';
import { type DeclaredApi, undeclared } from './fixtures/declared-answers.ts';
import { type MutatedRequest, mutatedRequests, type Operation } from './fixtures/mutated-requests.ts';
import { openTestPlant, type TestPlant } from './fixtures/plant.ts';
import { type RawAnswer, sendRaw } from './fixtures/raw-http.ts';

const [WARM_UP, REQUESTS, SEED] = [500, 2_000, 23];
const CLIENTS = 8;
const LIMIT_MS = 5_000;
/** Of the server's memory after the warm-up, what it may have more in the end. */
const MOST_GROWTH = 60_000_000;
let plant: TestPlant;
let server: ServerProcess;
let operations: readonly Operation[];
let api: DeclaredApi;
const statuses: Record<number, number> = {};

beforeAll(async () => {
  plant = await openTestPlant();
  server = await startServerProcess(MAIN, ['--data-dir', 'data', '--models-root', 'models'], plant.folder);
  api = (await (await fetch(`${server.address}/openapi.json`)).json()) as DeclaredApi;
  operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => ({ method, path })),
  );
}, 300_000);
afterAll(async () => {
  server?.kill('SIGKILL');
  await server?.ended;
  await plant?.close();
});

/** Sends them all, several at a time; what is wrong with the answers. */
async function faultsOf(requests: readonly MutatedRequest[]): Promise<readonly string[]> {
  const faults: string[] = [];
  let next = 0;
  const work = async () => {
    for (let sent = requests[next++]; sent; sent = requests[next++]) {
      const answer = await sendRaw(server.address, sent, LIMIT_MS);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      const fault = faultOf(answer, sent);
      if (fault !== null) faults.push(`${sent.title}: ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, work));
  return faults;
}

/** Null for an answer that is as it should be; errors of the server must be meant, and have the one shape. */
function faultOf({ status, head, body, late }: RawAnswer, { isWhole, title }: MutatedRequest): string | null {
  if (late) return `no answer within ${LIMIT_MS} ms`;
  if (status === 0) return isWhole ? 'the connection was closed without an answer' : null;
  const fault = undeclaredOf({ status, head, body }, title);
  if (fault !== null) return fault;
  if (/^(x-injected|set-cookie: [^\n]*polluted)/im.test(head)) return `a header was injected: ${head}`;
  if (status < 400 || head.includes('HEAD')) return null;
  if (!/content-type: application\/problem\+json/i.test(head))
    return status === 503 && body.includes('"ready"') ? null : `${status} is no problem document`;
  if (body === '') return null; // an answer to HEAD
  const text = /transfer-encoding: chunked/i.test(head)
    ? body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1)
    : body;
  const problem = JSON.parse(text) as { readonly code: string; readonly status: number };
  if (problem.status !== status) return `the problem says ${problem.status}, the answer ${status}`;
  return problem.code === 'internal' ? `a fault of the program: ${text}` : null;
}

/** Null for what is declared, and for what was refused before it came to an operation. */
function undeclaredOf({ status, head, body }: Pick<RawAnswer, 'status' | 'head' | 'body'>, title: string) {
  const [method = '', target = ''] = title.split('\r\n')[0]!.split(' ');
  const isNoPath = /There is nothing at|is no URL|is not an HTTP request/.test(body);
  const isInterim = status < 200; // 100 Continue, with the answer behind it
  if (isNoPath || isInterim || title.split(' ').length < 3) return null;
  const contentType = /^content-type: *([^\r\n]*)/im.exec(head)?.[1];
  return undeclared(api, { method, target, status, contentType: body === '' ? undefined : contentType });
}

test('of 2,500 damaged requests each is answered in time and as it is declared, and none shows a fault of the program', async () => {
  const requests = mutatedRequests(operations, WARM_UP + REQUESTS, SEED);
  expect(await faultsOf(requests.slice(0, WARM_UP))).toEqual([]);
  const before = residentBytes(server.pid);
  expect(await faultsOf(requests.slice(WARM_UP))).toEqual([]);
  const grown = residentBytes(server.pid) - before;
  console.log(
    `fuzz: ${operations.length} operations, memory ${Math.round(before / 1e6)} MB, grown by ${Math.round(grown / 1e6)} MB, answers ${JSON.stringify(statuses)}`,
  );
  expect(grown).toBeLessThan(MOST_GROWTH);
});

test('its log stays one JSON object a line, and it goes on inspecting', async () => {
  const lines = server.log().trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(REQUESTS / 2); // those that are no HTTP are not logged
  for (const line of lines) expect(typeof JSON.parse(line), line).toBe('object');
  expect(lines.filter(line => line.includes('"level":60'))).toEqual([]);
  expect((await fetch(`${server.address}/health/ready`)).status).toBe(200);
  const form = new FormData();
  form.set('category', plant.category);
  form.set('image', new Blob([new Uint8Array(plant.pictures[0]!)]), 'a.png');
  expect((await fetch(`${server.address}/inspect`, { method: 'POST', body: form })).status).toBe(200);
});
