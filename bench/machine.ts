import { execFileSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { runtimeVersion } from '../src/onnx/session.ts';

/** What results depend on besides the code; wire names. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly threads: number;
  readonly memory_gigabytes: number;
  readonly platform: string;
  readonly node: string;
  readonly onnx_runtime: string;
  /** Commit of the code, with a plus sign when files have changed since; "unknown" outside a clone. */
  readonly commit: string;
  readonly seed: number;
  /** Processes that wanted to run in the minute before; well under 1 on a quiet machine, 0 where it is not known. */
  readonly load_before: number;
}

/** Looks the machine up. */
export function machineFacts(seed: number, threads: number): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    threads,
    memory_gigabytes: Math.round(totalmem() / 1e9),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    onnx_runtime: runtimeVersion(),
    commit: commit(),
    seed,
    load_before: Number(loadavg()[0]!.toFixed(2)),
  };
}

/** The machine in two lines for people. */
export function describeMachine(machine: Machine): string {
  const {
    processor,
    cores,
    threads,
    memory_gigabytes: memory,
    platform,
    node,
    onnx_runtime: runtime,
  } = machine;
  return [
    `${processor}, ${cores} cores, ${threads} threads used, ${memory} GB, ${platform}`,
    `Node.js ${node}, ONNX Runtime ${runtime}, commit ${machine.commit}, seed ${machine.seed}, load ${machine.load_before}`,
  ].join('\n');
}

function commit(): string {
  const git = (...words: readonly string[]) =>
    execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return (
      git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', 'src') === '' ? '' : '+')
    );
  } catch {
    return 'unknown';
  }
}
