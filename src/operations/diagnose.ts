import { access, constants, statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Config } from '../config.ts';
import { chooseDevice, type DeviceVerdict, judgeDevices } from '../onnx/device.ts';
import { runtimeVersion } from '../onnx/session.ts';
import { type BackboneStatus, listBackbones } from './backbones.ts';
import { type SelfTest, selfTest } from './self-test.ts';

/** A folder that the product writes to. */
export interface FolderStatus {
  readonly path: string;
  readonly writable: boolean;
  readonly freeBytes: number;
}

/** What `doctor` says about the machine. */
export interface Diagnosis {
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  readonly threads: number;
  readonly memoryBytes: { readonly total: number; readonly free: number };
  readonly onnxRuntime: string;
  readonly device: string;
  readonly deviceNote: string | null;
  /** Every device that `auto` would try here, in its order. */
  readonly devices: readonly DeviceVerdict[];
  readonly backbones: readonly BackboneStatus[];
  readonly folders: readonly FolderStatus[];
  readonly selfTest: SelfTest;
  readonly healthy: boolean;
}

/** Looks at everything that an inspection depends on, and computes one. */
export async function diagnose(config: Config): Promise<Diagnosis> {
  const { device, note } = await chooseDevice(config);
  const folders = await Promise.all(
    [config.modelsRoot, config.resultsRoot, config.backbonesRoot].map(folderStatus),
  );
  const test = await selfTest({ device, threads: config.threads });
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    threads: config.threads,
    memoryBytes: { total: totalmem(), free: freemem() },
    onnxRuntime: runtimeVersion(),
    device,
    deviceNote: note,
    devices: await judgeDevices(config.threads),
    backbones: await listBackbones(config),
    folders,
    selfTest: test,
    healthy: test.passed && folders.every(folder => folder.writable),
  };
}

/** A folder that does not exist yet is judged by the nearest one above it that does. */
async function folderStatus(path: string): Promise<FolderStatus> {
  let existing = resolve(path);
  while (!(await reachable(existing, constants.F_OK)) && dirname(existing) !== existing)
    existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  return { path, writable: await reachable(existing, constants.W_OK), freeBytes: bavail * bsize };
}

function reachable(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
