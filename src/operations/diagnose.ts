import { access, constants, statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Config } from '../config.ts';
import { chooseDevice, judgeDevices } from '../onnx/device.ts';
import { runtimeVersion } from '../onnx/session.ts';
import type { Diagnosis } from '../schemas/diagnosis.ts';
import { listBackbones } from './backbones.ts';
import { selfTest } from './self-test.ts';

/**
 * Looks at everything that an inspection depends on, and computes one.
 *
 * @throws InspectError `device_unavailable` when a device asked for by name does not work.
 */
export async function diagnose(config: Config): Promise<Diagnosis> {
  const { threads } = config;
  const { device, note } = await chooseDevice(config);
  const folders = await Promise.all(
    [config.modelsRoot, config.resultsRoot, config.backbonesRoot].map(folderStatus),
  );
  const test = await selfTest({ device, threads });
  return {
    healthy: test.passed && folders.every(({ writable }) => writable),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    threads,
    memory_total_bytes: totalmem(),
    memory_free_bytes: freemem(),
    onnxruntime: runtimeVersion(),
    device,
    device_note: note,
    devices: [...(await judgeDevices(threads))],
    backbones: [...(await listBackbones(config))],
    folders,
    self_test: test,
  };
}

/** A folder that does not exist yet is judged by the nearest one above it that does. */
async function folderStatus(path: string): Promise<Diagnosis['folders'][number]> {
  let existing = resolve(path);
  while (!(await reachable(existing, constants.F_OK)) && dirname(existing) !== existing)
    existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  return { path, writable: await reachable(existing, constants.W_OK), free_bytes: bavail * bsize };
}

function reachable(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
