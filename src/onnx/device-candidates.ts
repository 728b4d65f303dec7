import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { builtInDevices, type Device, runtimeFolder } from './session.ts';

/** A device that may be worth a try. */
export interface DeviceCandidate {
  readonly device: Device;
  /** What it needs and this machine plainly lacks; null when only a try can tell. */
  readonly obstacle: string | null;
}

/**
 * The order in which `auto` tries devices, the likely fastest first. CUDA is named for Windows too, although the package
 * of ONNX Runtime 1.30 has it for Linux only.
 */
const ORDER: Readonly<Partial<Record<NodeJS.Platform, readonly Device[]>>> = {
  linux: ['cuda', 'webgpu'],
  win32: ['cuda', 'dml', 'webgpu'],
  darwin: ['coreml', 'webgpu'],
};

/** The devices to try in turn on a platform, out of those that ONNX Runtime was built for there. */
export function deviceOrder(platform: NodeJS.Platform, builtIn: readonly Device[]): readonly Device[] {
  return (ORDER[platform] ?? []).filter(device => builtIn.includes(device));
}

/**
 * The devices to try on this machine. Looks only at files, so that a machine without a GPU learns in about a
 * millisecond that there is nothing to try.
 */
export function deviceCandidates(): readonly DeviceCandidate[] {
  return deviceOrder(process.platform, builtInDevices()).map(device => ({
    device,
    obstacle: process.platform === 'linux' ? linuxObstacle(device) : null,
  }));
}

/** Windows and macOS bring DirectX and Metal along; on Linux, driver and library are separate things. */
function linuxObstacle(device: Device): string | null {
  if (device === 'cuda') {
    const library = join(runtimeFolder(), 'libonnxruntime_providers_cuda.so');
    if (!existsSync(library)) return "ONNX Runtime's CUDA library is not installed";
    return hasNvidia() ? null : 'no NVIDIA driver is loaded';
  }
  return hasGraphics() || hasNvidia() ? null : 'no graphics device is in /dev';
}

/** `/dev/dxg` is the way to the GPU of the Windows that a Linux runs under. */
function hasNvidia(): boolean {
  return ['/dev/nvidiactl', '/dev/nvidia0', '/dev/dxg'].some(path => existsSync(path));
}

function hasGraphics(): boolean {
  return existsSync('/dev/dri') && readdirSync('/dev/dri').some(name => name.startsWith('renderD'));
}
