import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { throwIfCancelled } from '../errors.ts';
import type { DeviceCheck } from './device-check.ts';
import type { Device } from './session.ts';

/** What trying a device came to: a comparison, or why there is none. */
export type DeviceTrial = DeviceCheck | { readonly failure: string };

export interface TrialOptions {
  /** Threads for the processor's part. */
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
  /** The device counts as broken after this time. */
  readonly timeLimitMs: number;
  /** Path of the program to run instead of `device-check-process`. */
  readonly program?: string;
}

/**
 * Tries a device in a process of its own: graphics drivers are known to crash or hang the process that opens them.
 *
 * @throws InspectError `cancelled`; whatever the device does is an answer.
 */
export async function tryDevice(device: Device, options: TrialOptions): Promise<DeviceTrial> {
  const { threads, signal, timeLimitMs, program = checkProgram() } = options;
  throwIfCancelled(signal);
  const child = spawn(process.execPath, [program, device, String(threads)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    windowsHide: true,
  });
  let trial: DeviceTrial | null = null;
  child.once('message', message => {
    trial = message as DeviceTrial;
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, timeLimitMs);
  const stop = () => void child.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  const ended = once(child, 'close').then(
    ([status, killedBy]) => ({ status: status as number | null, killedBy: killedBy as string | null }),
    (cause: Error) => ({ status: null, killedBy: cause.message }),
  );
  const { status, killedBy } = await ended;
  clearTimeout(timer);
  signal?.removeEventListener('abort', stop);
  throwIfCancelled(signal);
  if (late) return { failure: `it gave no answer within ${timeLimitMs / 1000} s` };
  if (status !== 0) return { failure: `trying it ended the process with ${killedBy ?? `status ${status}`}` };
  return trial ?? { failure: 'the process that tried it ended without an answer' };
}

/** Beside this file, and with its ending: this file is compiled or not, and so is the program. */
function checkProgram(): string {
  return fileURLToPath(new URL(`./device-check-process${extname(import.meta.url)}`, import.meta.url));
}
