import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '#bundled/kysely';
import { buildCommandLine } from '../../test/fixtures/command-line.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from '../../test/postgres-server.ts';
import { type Context, openContext } from '../context.ts';
import { inTransaction } from '../history/database.ts';
import { listInspections } from '../history/list-inspections.ts';
import { loadConfig } from '../load-config.ts';
import { buildApp } from './app.ts';
import type { App } from './app-type.ts';

const programs = postgresPrograms();

describe.skipIf(programs === null)('a server on PostgreSQL (needs the package postgresql)', () => {
  let postgres: PostgresServer;
  let root: string;
  let context: Context;
  let app: App;
  beforeAll(async () => {
    await buildCommandLine();
    postgres = await startPostgres(programs!);
    root = await mkdtemp(join(tmpdir(), 'inspectai-server-'));
    const settings = {
      database: await postgres.createDatabase(),
      modelsRoot: join(root, 'models'),
      device: 'cpu',
    };
    const { config } = loadConfig(settings, undefined, {});
    const log = pino({ level: 'silent' });
    context = await openContext({ config, dataDir: join(root, 'data'), log, processes: 1 });
    ({ app } = await buildApp(context));
  }, 240_000);
  afterAll(async () => {
    await app?.close();
    await context?.close();
    await rm(root, { recursive: true, force: true });
  });

  test('goes on when a connection breaks in the middle of a transaction, which fails', async () => {
    const { history } = context;
    const broken = inTransaction(history, async transaction => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
      await sql`select pg_terminate_backend(${rows[0]!.pid})`.execute(history);
      await delay(500);
      await listInspections(transaction, {});
    });
    await expect(broken).rejects.toMatchObject({ code: 'database_unavailable' });
    expect((await app.inject('/api/v1/inspections')).statusCode).toBe(200);
  });

  test('says so, is ready, and is not when the database has gone, with a code of its own', async () => {
    expect((await app.inject('/api/v1/system')).json()).toMatchObject({ database: { kind: 'postgresql' } });
    expect((await app.inject('/health/ready')).statusCode).toBe(200);
    await postgres.close();
    const reply = await app.inject('/api/v1/inspections');
    expect([reply.statusCode, reply.json().code]).toEqual([503, 'database_unavailable']);
    expect(reply.headers['retry-after']).toBe('5');
    expect((await app.inject('/health/ready')).statusCode).toBe(503);
    expect((await app.inject('/health/live')).statusCode).toBe(200);
  });
});
