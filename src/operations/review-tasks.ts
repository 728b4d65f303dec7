import type { TaskContext } from '../compute/task.ts';
import type { Config } from '../config.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import { loadModel } from '../patchcore/artifact.ts';
import { checkVersion, currentVersion } from '../patchcore/versions.ts';
import type { ReplayRecord } from '../schemas/replay-record.ts';
import { changeThresholds, type ThresholdChange, type ThresholdRequest } from './change-thresholds.ts';
import { addToRegressionSet, type RegressionAddition, type RegressionRequest } from './manage-regression.ts';
import { categoryModelFolder } from './places.ts';
import { checkRegression, type RegressionCheck } from './regression-check.ts';
import { type Replay, replayOne } from './replay.ts';
import type { Run } from './reporter.ts';
import { type Teaching, type TeachRequest, teachNormal } from './teach-normal.ts';

/** What a task is asked. */
export interface Asked<Request> {
  readonly config: Config;
  readonly request: Request;
}

/** Which version of a category's model. */
export interface VersionRequest {
  readonly category: string;
  readonly version: string;
}

/** An inspection to be repeated with the picture at `path`. */
export interface ReplayRequest {
  readonly record: ReplayRecord;
  readonly path: string;
}

/** Work that follows a review; it inspects pictures and so belongs into another process than a server's. */
export const reviewTasks = {
  teach({ config, request }: Asked<TeachRequest>, context: TaskContext): Promise<Teaching> {
    return teachNormal(config, request, runOf(context));
  },
  thresholds({ config, request }: Asked<ThresholdRequest>, context: TaskContext): Promise<ThresholdChange> {
    return changeThresholds(config, request, runOf(context));
  },
  extendRegressionSet(
    { config, request }: Asked<RegressionRequest>,
    context: TaskContext,
  ): Promise<RegressionAddition> {
    return addToRegressionSet(config, request, runOf(context));
  },
  async checkRegression(
    { config, request: { category, version } }: Asked<VersionRequest>,
    context: TaskContext,
  ): Promise<RegressionCheck> {
    checkCategoryName(category);
    const folder = categoryModelFolder(config, category);
    await checkVersion(folder, category, version);
    const after = await loadModel(folder, category, version);
    return checkRegression(config, folder, { before: await currentVersion(folder), after }, runOf(context));
  },
  replay({ config, request }: Asked<ReplayRequest>, context: TaskContext): Promise<Replay> {
    return replayOne(config, request.record, request.path, runOf(context));
  },
};

function runOf({ signal, progress }: TaskContext): Run {
  return {
    signal,
    reporter: { progress: (stage, done, total) => progress({ stage, done, total }), note: () => undefined },
  };
}
