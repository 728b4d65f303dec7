import { InspectError } from '../errors.ts';
import { type DeviceCandidate, deviceCandidates } from './device-candidates.ts';
import { type DeviceTrial, tryDevice } from './device-trial.ts';
import { builtInDevices, type Device } from './session.ts';

/** What was asked for, and the threads that the processor would use. */
export interface DeviceRequest {
  readonly device: 'auto' | Device;
  readonly threads: number;
}

/** The device to use, and why it is not a GPU. */
export interface ChosenDevice {
  readonly device: Device;
  /** One line on every device that `auto` did not take; null when it took one or was not asked. */
  readonly note: string | null;
  /** Whether the note is news: a device is here and was tried in vain. */
  readonly tried: boolean;
}

/** What is known of a device on this machine. */
export interface DeviceVerdict {
  readonly device: Device;
  /**
   * `usable`: right results and not slower than the processor. `slower`: right results. `wrong`: results too far from
   * the processor's. `broken`: it failed, crashed or hung. `absent`: not tried, since something it needs is not here.
   */
  readonly verdict: 'usable' | 'slower' | 'wrong' | 'broken' | 'absent';
  /** Part of a sentence. */
  readonly reason: string;
}

/** How long a device may take to answer; the first use of one can compile its programs. */
const PATIENCE_MS = { auto: 20_000, named: 60_000 } as const;

/** Trials of this process by device and threads: every category of a run asks anew. */
const trials = new Map<string, Promise<DeviceTrial>>();

/**
 * Chooses where to compute. `auto` takes the first device that gives the processor's results and is not slower; a
 * device asked for by name must only give the right results.
 *
 * @throws InspectError `device_unavailable` when a device asked for by name does not work; `cancelled`.
 */
export async function chooseDevice(request: DeviceRequest, signal?: AbortSignal): Promise<ChosenDevice> {
  const { device, threads } = request;
  if (device === 'cpu') return { device, note: null, tried: false };
  if (device !== 'auto') {
    await insist(device, threads, signal);
    return { device, note: null, tried: true };
  }
  const verdicts: DeviceVerdict[] = [];
  for (const candidate of deviceCandidates()) {
    const verdict = await judge(candidate, threads, signal);
    if (verdict.verdict === 'usable') return { device: verdict.device, note: null, tried: true };
    verdicts.push(verdict);
  }
  return {
    device: 'cpu',
    note: noteOf(verdicts),
    tried: verdicts.some(({ verdict }) => verdict !== 'absent'),
  };
}

/** The verdict on every device that `auto` would try here, in its order. */
export async function judgeDevices(threads: number, signal?: AbortSignal): Promise<readonly DeviceVerdict[]> {
  const verdicts: DeviceVerdict[] = [];
  for (const candidate of deviceCandidates()) verdicts.push(await judge(candidate, threads, signal));
  return verdicts;
}

/** Turns what a trial came to into a verdict. */
export function verdictOf(device: Device, trial: DeviceTrial): DeviceVerdict {
  if ('failure' in trial) return { device, verdict: 'broken', reason: trial.failure };
  if (trial.deviation !== null) {
    const { output, error, tolerance } = trial.deviation;
    const found = `its ${output} differ from the processor's by ${error.toExponential(1)}, more than ${tolerance.toExponential(0)}`;
    const remedy = device === 'cuda' ? '; NVIDIA_TF32_OVERRIDE=0 in the environment may help' : '';
    return { device, verdict: 'wrong', reason: found + remedy };
  }
  const { cpuMs, deviceMs } = trial;
  const times = `${deviceMs.toFixed(1)} ms against the processor's ${cpuMs.toFixed(1)} ms`;
  return { device, verdict: deviceMs <= cpuMs ? 'usable' : 'slower', reason: times };
}

/** A device that was named is tried even when something seems to be missing: what is known is then part of the error. */
async function insist(device: Device, threads: number, signal?: AbortSignal): Promise<void> {
  const builtIn = builtInDevices();
  if (!builtIn.includes(device))
    throw unavailable(
      device,
      `ONNX Runtime for ${process.platform} ${process.arch} offers ${builtIn.join(', ')}`,
    );
  const { verdict, reason } = verdictOf(device, await tryOnce(device, threads, PATIENCE_MS.named, signal));
  if (verdict === 'usable' || verdict === 'slower') return;
  const obstacle = deviceCandidates().find(candidate => candidate.device === device)?.obstacle;
  throw unavailable(device, obstacle ? `${reason}; ${obstacle}` : reason);
}

async function judge(
  { device, obstacle }: DeviceCandidate,
  threads: number,
  signal?: AbortSignal,
): Promise<DeviceVerdict> {
  if (obstacle !== null) return { device, verdict: 'absent', reason: obstacle };
  return verdictOf(device, await tryOnce(device, threads, PATIENCE_MS.auto, signal));
}

function tryOnce(
  device: Device,
  threads: number,
  timeLimitMs: number,
  signal?: AbortSignal,
): Promise<DeviceTrial> {
  const key = `${device} ${threads}`;
  const known = trials.get(key);
  if (known) return known;
  const trial = tryDevice(device, { threads, timeLimitMs, signal });
  trials.set(key, trial);
  trial.catch(() => trials.delete(key)); // cancelled: nothing was learnt
  return trial;
}

function noteOf(verdicts: readonly DeviceVerdict[]): string {
  if (verdicts.length === 0)
    return `No GPU is used: ONNX Runtime offers none for ${process.platform} ${process.arch}.`;
  const words = {
    usable: 'works',
    slower: 'is slower',
    wrong: 'is wrong',
    broken: 'fails',
    absent: 'is not here',
  };
  const parts = verdicts.map(({ device, verdict, reason }) => `${device} ${words[verdict]} (${reason})`);
  return `No GPU is used: ${parts.join(', ')}.`;
}

function unavailable(device: Device, reason: string): InspectError {
  return new InspectError(
    'device_unavailable',
    `The device ${device} does not work on this machine (${reason}). Use --device cpu, or --device auto to fall back by itself.`,
  );
}
