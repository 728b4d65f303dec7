import { spawn } from 'node:child_process';

const LINES_SHOWN = 30;

/** A failed set-up, told in words that its user can act on. */
export class SetupError extends Error {}

/**
 * Runs a command and says only what it is for and how long it took; its output is shown when it fails.
 *
 * @throws SetupError with the last lines of the output and a hint.
 */
export async function runQuietly(purpose, [program, ...fixed], args, options) {
  const start = performance.now();
  process.stderr.write(`set-up: ${purpose} …`);
  const { failure, output } = await run(program, [...fixed, ...args], options);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stderr.write(failure ? ' failed\n' : ` done in ${seconds} s\n`);
  if (!failure) return;
  const lines = output.trimEnd().split('\n').slice(-LINES_SHOWN).join('\n');
  throw new SetupError(`${lines}\nset-up: ${purpose} failed (${failure}). ${hintFor(output)}`);
}

function run(program, args, options) {
  return new Promise(resolve => {
    let output = '';
    // Windows starts .cmd files through a shell only; every argument is a constant of ours, so nothing needs quoting.
    const child = spawn(program, args, {
      ...options,
      shell: program.endsWith('.cmd'),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stop = signal => child.kill(signal);
    process.on('SIGINT', stop).on('SIGTERM', stop);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', text => (output += text));
    const finish = failure => {
      process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
      resolve({ failure, output });
    };
    child.on('error', error => finish(error.message));
    child.on('close', (status, signal) =>
      finish(status === 0 ? undefined : (signal ?? `exit status ${status}`)),
    );
  });
}

function hintFor(output) {
  if (/error TS\d+/.test(output))
    return 'Correct the type errors above; the previous dist/ was left as it is.';
  if (/ENOTFOUND|ETIMEDOUT|ECONNREFUSED|ECONNRESET|EAI_AGAIN/.test(output))
    return 'The package registry cannot be reached: connect this machine or set a proxy (npm config set https-proxy <address>), then run the command again.';
  if (/can only install|in sync/.test(output))
    return 'package.json and package-lock.json disagree: run "npm install" and commit the new lock file.';
  if (/ENOSPC/.test(output)) return 'The disk is full: free some space, then run the command again.';
  if (/EACCES|EPERM/.test(output))
    return 'A folder may not be written: check who owns node_modules and the npm cache.';
  return 'Correct what is named above, then run the command again.';
}
