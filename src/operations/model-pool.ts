import { builtModule } from '../compute/built-module.ts';
import { type ComputePool, openComputePool } from '../compute/pool.ts';
import type { ModelTasks } from './model-tasks.ts';

/** A process for work on models: activation with its regression check, comparison of versions. */
export type ModelPool = ComputePool<ModelTasks>;

/**
 * Starts the process. One piece of work runs at a time, so that inspections keep the machine's cores.
 *
 * @param queueLimit how many may wait
 * @param timeoutMs milliseconds that a piece of work may take
 * @throws InspectError `compute_failed` when the process cannot be started.
 */
export function openModelPool(options: {
  readonly queueLimit: number;
  readonly timeoutMs: number;
}): Promise<ModelPool> {
  return openComputePool<ModelTasks>({
    ...options,
    processes: 1,
    tasks: builtModule('./model-tasks.ts', import.meta.url),
    idempotent: ['compare'],
  });
}
