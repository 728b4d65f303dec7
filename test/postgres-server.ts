import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';

/** A PostgreSQL server of its own for a test file. */
export interface PostgresServer {
  /** The URL of a new, empty database. */
  createDatabase(): Promise<string>;
  close(): Promise<void>;
}

/** The folder of PostgreSQL's programs as Debian installs them, the newest; null where there is none. */
export function postgresPrograms(): string | null {
  if (!existsSync(DEBIAN)) return null;
  const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  return (
    versions.map(version => join(DEBIAN, version, 'bin')).find(bin => existsSync(join(bin, 'initdb'))) ?? null
  );
}

/** Starts a server on a free loopback port with its data in a temporary folder; nothing of it is kept. */
export async function startPostgres(programs: string): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'inspectai-postgres-'));
  const user = unprivilegedUser();
  await chmod(folder, 0o700);
  if (user) await chown(folder, user.uid, user.gid);
  const options = { ...user, cwd: folder };
  const data = join(folder, 'data');
  await run(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'inspectai', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C.UTF-8'],
    options,
  );
  const port = await freePort();
  const settings = ['fsync=off', 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`];
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap(setting => ['-c', setting])],
    { ...options, stdio: 'ignore' },
  );
  const ended = new Promise<void>(resolve => server.once('exit', () => resolve()));
  const url = (database: string) => `postgres://inspectai@127.0.0.1:${port}/${database}`;
  await untilReady(url('postgres'));
  let databases = 0;
  return {
    async createDatabase() {
      const name = `history${++databases}`;
      await query(url('postgres'), `create database ${name}`);
      return url(name);
    },
    async close() {
      server.kill('SIGQUIT'); // at once: the data are thrown away
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root; then the package's own user runs it, or nobody. */
function unprivilegedUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => {
    const of = (name: string) =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
    try {
      return of('postgres');
    } catch {
      return of('nobody');
    }
  };
  return { uid: id('-u'), gid: id('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });
}

async function untilReady(url: string): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      return await query(url, 'select 1');
    } catch (cause) {
      if (Date.now() > end) throw cause;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
