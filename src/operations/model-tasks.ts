import type { TaskContext } from '../compute/task.ts';
import type { Config } from '../config.ts';
import { type ActivationResult, activate, rollback } from './activate-version.ts';
import { compareModels, type ModelComparison } from './compare-models.ts';
import type { Run } from './reporter.ts';

/** A question or an order about a category's versions. */
export interface ModelTask<Request> {
  readonly config: Config;
  readonly request: Request;
}

/** Why a version is put to use although the regression check may speak against it. */
interface Grounds {
  readonly category: string;
  readonly force: boolean;
  readonly reason?: string | undefined;
}

/** Work on models that inspects pictures and so belongs into another process than a server's. */
export const tasks = {
  activate(
    { config, request }: ModelTask<Grounds & { readonly version: string }>,
    context: TaskContext,
  ): Promise<ActivationResult> {
    return activate(config, request, runOf(context));
  },
  rollback({ config, request }: ModelTask<Grounds>, context: TaskContext): Promise<ActivationResult> {
    return rollback(config, request, runOf(context));
  },
  compare(
    {
      config,
      request,
    }: ModelTask<{ readonly category: string; readonly before: string; readonly after: string }>,
    context: TaskContext,
  ): Promise<ModelComparison> {
    return compareModels(config, request, runOf(context));
  },
};

/** The table's type, for those who run its tasks. */
export type ModelTasks = typeof tasks;

function runOf({ signal, progress }: TaskContext): Run {
  return {
    signal,
    reporter: { progress: (stage, done, total) => progress({ stage, done, total }), note: () => undefined },
  };
}
