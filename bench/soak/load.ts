import { setTimeout as delay } from 'node:timers/promises';
import { encodeForm, openHttpClient } from './http-client.ts';
import { openLoadConnection, writeRequest } from './load-connection.ts';
import { residentBytes, type ServerProcess } from './server-process.ts';

/** How many inspect how much. */
export interface LoadRequest {
  readonly clients: number;
  readonly inspections: number;
  /** The form's category. */
  readonly category: string;
  /** One after the other, from the first again. */
  readonly pictures: readonly Uint8Array[];
  /** Milliseconds between two questions for its health. */
  readonly healthEveryMs?: number;
}

/** What the server was like under the load. */
export interface LoadResult {
  readonly seconds: number;
  readonly perSecond: number;
  /** Answers by status; 0 for a connection that broke. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Milliseconds of the answers to `/health`, sorted. */
  readonly healthMs: readonly number[];
  /** Resident memory of the server in bytes, sampled with each. */
  readonly memoryBytes: readonly number[];
}

/** Lets many clients post inspections at the same time, one after the other each, while another asks for health. */
export async function runLoad(
  server: Pick<ServerProcess, 'pid' | 'address'>,
  { clients, inspections, category, pictures, healthEveryMs = 50 }: LoadRequest,
): Promise<LoadResult> {
  const requests = pictures.map(picture =>
    writeRequest(server.address, '/api/v1/inspections', encodeForm({ category }, picture)),
  );
  const statuses: Record<number, number> = {};
  let sent = 0;
  const work = async () => {
    let connection = await openLoadConnection(server.address);
    while (sent < inspections) {
      const request = requests[sent++ % requests.length]!;
      const status = await connection.send(request).catch(() => 0);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status !== 0) continue;
      connection.close();
      connection = await openLoadConnection(server.address);
    }
    connection.close();
  };
  const watch = new AbortController();
  const health = watchHealth(server, healthEveryMs, watch.signal);
  const started = performance.now();
  await Promise.all(Array.from({ length: clients }, work));
  const seconds = (performance.now() - started) / 1000;
  watch.abort();
  return { seconds, perSecond: inspections / seconds, statuses, ...(await health) };
}

/** The value that this share of the sorted values does not exceed. */
export function quantileOf(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

async function watchHealth(
  { address, pid }: Pick<ServerProcess, 'pid' | 'address'>,
  everyMs: number,
  signal: AbortSignal,
): Promise<Pick<LoadResult, 'healthMs' | 'memoryBytes'>> {
  const client = openHttpClient(address);
  const healthMs: number[] = [];
  const memoryBytes: number[] = [];
  while (!signal.aborted) {
    const { status, ms } = await client.send({ path: '/health' });
    healthMs.push(status === 200 ? ms : Number.POSITIVE_INFINITY);
    memoryBytes.push(residentBytes(pid));
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
  client.close();
  return { healthMs: healthMs.sort((a, b) => a - b), memoryBytes };
}
