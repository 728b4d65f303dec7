import { builtModule } from '../compute/built-module.ts';
import { openComputePool, type PoolState, type TaskOptions } from '../compute/pool.ts';
import type { Config } from '../config.ts';
import type { ReplayRecord } from '../schemas/replay-record.ts';
import type { InspectionInput, InspectionOutput, InspectionTasks, LoadedCategory } from './compute-tasks.ts';
import type { KeptMapRequest } from './draw-kept-map.ts';

export interface InspectionPoolOptions {
  readonly processes: number;
  /** How many inspections may wait while all processes are busy. */
  readonly queueLimit: number;
  /** Milliseconds that an inspection may take, with loading the model where that is necessary. */
  readonly timeoutMs: number;
}

/** Processes that inspect pictures. */
export interface InspectionPool {
  /**
   * Inspects a picture in a process that has the category's model open, where one is free.
   *
   * @throws InspectError as `infer`, and as `ComputePool.run`; a process that crashes is replaced and the inspection
   * tried once more.
   */
  inspect(
    input: InspectionInput,
    options?: Pick<TaskOptions, 'signal' | 'letFinish' | 'timeoutMs'>,
  ): Promise<InspectionOutput>;
  /**
   * Loads a category's current model from its files in one process, whatever is open there. Inspections that run or wait
   * are not disturbed, and use a new version by themselves as soon as it is current.
   *
   * @throws InspectError as `openCategory`; what was open stays so.
   */
  reload(config: Config, category: string): Promise<LoadedCategory>;
  /**
   * Draws the kept anomaly map of an inspection as PNG.
   *
   * @throws InspectError as `drawKeptMap`, and as `ComputePool.run`.
   */
  drawMap(request: KeptMapRequest, options?: Pick<TaskOptions, 'signal' | 'letFinish'>): Promise<Uint8Array>;
  /** The versions of everything that inspections are computed with, and the device. */
  software(config: Config): Promise<ReplayRecord['software']>;
  /** Whose keys are categories. */
  state(): PoolState;
  /** As of `ComputePool`. */
  responding(ms: number): Promise<number>;
  /** Ends the processes, after at most `drainMs` for inspections to finish. */
  close(options?: { readonly drainMs?: number }): Promise<void>;
}

/**
 * Starts processes for inspections: for programs that must go on when an inspection crashes or hangs, as a server must.
 *
 * @throws InspectError `compute_failed` when a process cannot be started.
 */
export async function openInspectionPool(options: InspectionPoolOptions): Promise<InspectionPool> {
  const pool = await openComputePool<InspectionTasks>({
    ...options,
    tasks: builtModule('./compute-tasks.ts', import.meta.url),
    idempotent: ['inspect', 'reload', 'drawMap', 'software'],
  });
  return {
    inspect: (input, taskOptions) => pool.run('inspect', input, { ...taskOptions, key: input.category }),
    reload: (config, category) => pool.run('reload', { config, category }, { key: category }),
    drawMap: (request, taskOptions) => pool.run('drawMap', request, taskOptions),
    software: config => pool.run('software', { config }),
    state: pool.state,
    responding: pool.responding,
    close: closeOptions => pool.close(closeOptions),
  };
}
