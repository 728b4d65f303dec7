import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type Random, randomFor } from '../../src/random.ts';
import { type AuditClient, type AuditedChange, openAuditClient } from './audit-client.ts';
import { type InspectionClient, type Order, openInspectionClient } from './inspection-client.ts';
import type { Plant } from './plant.ts';
import { childrenOf, type ServerProcess, startServerProcess, survivors } from './server-process.ts';

/** How often and how a server is killed. */
export interface CrashRequest {
  readonly plant: Plant;
  /** `dist/cli/main.js` */
  readonly program: string;
  readonly dataDir: string;
  readonly rounds: number;
  readonly clients: number;
  readonly seed: number;
  /** Pictures that the clients send in turn. */
  readonly pictures: readonly Uint8Array[];
  note(message: string): void;
}

/** What clients sent and what they were told. */
export interface CrashResult {
  /** Everything that was sent, each once, and answered in the end. */
  readonly orders: readonly Order[];
  /** Changes that were answered as done and belong into the audit log. */
  readonly changes: readonly AuditedChange[];
  /** Requests that broke off with the server and were sent again. */
  readonly broken: number;
  /** Processes that outlived their server. */
  readonly survivors: readonly number[];
  readonly startMs: readonly number[];
}

/**
 * The longest time that a server lives once it has answered: in milliseconds, and as a share of the time that it took to
 * start, since a slow machine needs longer for its first answers, too.
 */
const LONGEST_LIFE_MS = 700;
const LONGEST_LIFE = 0.7;
/** Of the rounds, the share in which a server is killed while it starts. */
const KILLED_EARLY = 0.1;
const LONGEST_START_MS = 1_500;

/**
 * Lets clients post inspections to a server, and another one change settings and review, while
 * the server is killed with SIGKILL at random moments and started again. At the end a server answers everything that broke off, and is stopped as it should be.
 *
 * @throws Error when a server does not start, or answers anything but an inspection, 503 or 504.
 */
export async function runCrashRounds(request: CrashRequest): Promise<CrashResult> {
  const { rounds, clients, seed, note } = request;
  const random = randomFor('crash', seed);
  const all = Array.from({ length: clients }, (_, index) => openInspectionClient(index, request));
  const auditor = openAuditClient();
  const found = { survivors: [] as number[], startMs: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    if (random() < KILLED_EARLY) await killEarly(request, random);
    const server = await start(request);
    found.startMs.push(server.startMs);
    const children = childrenOf(server.pid);
    const work = [...all, auditor].map(client => client.work(server.address));
    await delay(random() * Math.max(LONGEST_LIFE_MS, LONGEST_LIFE * server.startMs));
    server.kill('SIGKILL');
    await Promise.all([server.ended, ...work]);
    found.survivors.push(...(await survivors(children)));
    note(
      `round ${round + 1} of ${rounds}: ${answered(all)} inspections, ${auditor.changes.length} changes answered`,
    );
  }
  await finish(request, all, auditor);
  const orders = all.flatMap(client => client.orders);
  return {
    ...found,
    orders,
    changes: auditor.changes,
    broken: all.reduce((sum, client) => sum + client.broken, 0),
  };
}

function start({ plant, program, dataDir }: CrashRequest, signal?: AbortSignal): Promise<ServerProcess> {
  const folders = ['--data-dir', dataDir, '--models-root', plant.modelsRoot];
  return startServerProcess(program, [...folders, '--log-level', 'error'], plant.folder, signal);
}

/** A server that may never get as far as its address. */
async function killEarly(request: CrashRequest, random: Random): Promise<void> {
  const kill = AbortSignal.timeout(100 + Math.floor(LONGEST_START_MS * random()));
  const killed = once(kill, 'abort');
  const server = await start(request, kill).catch(() => null);
  await killed;
  await server?.ended;
}

/** Answers what is left, then stops as a server should be stopped. */
async function finish(
  request: CrashRequest,
  clients: readonly InspectionClient[],
  auditor: AuditClient,
): Promise<void> {
  const server = await start(request);
  await Promise.all(clients.map(client => client.finish(server.address)));
  await auditor.finish(server.address);
  server.kill('SIGTERM');
  const status = await server.ended;
  if (status !== 0) throw new Error(`The last server ended with status ${status}:\n${server.log()}`);
}

function answered(clients: readonly InspectionClient[]): number {
  return clients.reduce((sum, { orders }) => sum + orders.filter(({ id }) => id !== null).length, 0);
}
