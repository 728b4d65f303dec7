import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** The built server in a process of its own. */
export interface ServerProcess {
  readonly pid: number;
  readonly address: string;
  /** What it has written to standard error. */
  log(): string;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the exit status, null after a signal. */
  readonly ended: Promise<number | null>;
  /** Milliseconds from the start to the address. */
  readonly startMs: number;
}

/**
 * Starts `inspectai serve` on a free port and waits until it says its address.
 *
 * @param program `dist/cli/main.js`
 * @param words further words of the command line
 * @param signal kills it with SIGKILL, at any time
 * @throws Error with what it wrote when it ends before that.
 */
export async function startServerProcess(
  program: string,
  words: readonly string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<ServerProcess> {
  const started = performance.now();
  const args = [program, 'serve', '--port', '0', '--device', 'cpu', '--json', ...words];
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  signal?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
  let [said, log] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', text => {
    log += text;
  });
  const ended = once(child, 'close').then(([status]) => status as number | null);
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', text => {
      said += text;
      const found = /"address":\s*"([^"]+)"/.exec(said)?.[1];
      if (found) resolve(found);
    });
    void ended.then(status => reject(new Error(`The server ended with status ${status}:\n${log}${said}`)));
  });
  return {
    pid: child.pid!,
    address,
    log: () => log,
    kill: signal => void child.kill(signal),
    ended,
    startMs: performance.now() - started,
  };
}

/** Resident memory of a process in bytes, as Linux tells it. */
export function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(status)![1]);
}

/** The processes that a process has started and that live. */
export function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(name => parentOf(name) === pid)
    .map(Number);
}

/** Waits until none of these processes lives, for at most 10 s; gives back those that do. */
export async function survivors(pids: readonly number[]): Promise<readonly number[]> {
  const alive = () => pids.filter(pid => parentOf(String(pid)) !== null);
  for (let waited = 0; waited < 10_000 && alive().length > 0; waited += 20) await delay(20);
  return alive();
}

/** Null for a process that is gone or has ended. */
function parentOf(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? null : Number(parent);
  } catch {
    return null;
  }
}
