import { spawn } from 'node:child_process';
import { InspectError } from '../src/errors.ts';

/** What a finished child process has taken. */
export interface ChildRun {
  readonly ms: number;
  /** The most memory it has held at once (resident set), in bytes. */
  readonly peakBytes: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Writes the process's peak memory in kilobytes to file descriptor 3 when it ends. On Linux `maxRSS` also counts what
 * the parent held when it started the child, so the kernel's own record of the process is preferred.
 */
const TELL_PEAK = `
import { readFileSync, writeSync } from 'node:fs';
const recorded = () => /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1];
const peak = () => { try { return recorded(); } catch { return String(process.resourceUsage().maxRSS); } };
process.on('exit', () => writeSync(3, peak()));`;

/**
 * Runs the built command line as a user would and waits for its end.
 *
 * @param statuses exit statuses that are no failure; 0 alone when left out
 * @throws InspectError `invalid_argument` with what it wrote to stderr when it fails.
 */
export function runCommandLine(
  words: readonly string[],
  statuses: readonly number[] = [0],
): Promise<ChildRun> {
  const started = performance.now();
  const loader = `data:text/javascript,${encodeURIComponent(TELL_PEAK)}`;
  const child = spawn(process.execPath, ['--import', loader, 'dist/cli/main.js', ...words], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const written = [1, 2, 3].map(descriptor => {
    const chunks: Buffer[] = [];
    child.stdio[descriptor]!.on('data', (chunk: Buffer) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString('utf8');
  });
  const [stdout, stderr, peak] = written as [() => string, () => string, () => string];
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', status => {
      const ms = performance.now() - started;
      if (status !== null && statuses.includes(status))
        return resolve({ ms, peakBytes: Number(peak()) * 1024, stdout: stdout(), stderr: stderr() });
      const message = `"inspectai ${words.join(' ')}" ended with status ${status}: ${stderr().trim()}. Run "npm run build" when dist is out of date.`;
      reject(new InspectError('invalid_argument', message));
    });
  });
}
