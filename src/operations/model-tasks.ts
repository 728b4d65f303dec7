import type { TaskContext } from '../compute/task.ts';
import type { Config } from '../config.ts';
import type { BackboneCheck, BackboneRecord, BackboneStatus } from '../schemas/backbone.ts';
import type { Diagnosis } from '../schemas/diagnosis.ts';
import { type ActivationResult, activate, rollback } from './activate-version.ts';
import { checkBackbone, importBackbone, listBackbones } from './backbones.ts';
import { type BackupReport, type BackupRequest, createBackup } from './backup.ts';
import { type CategoryRegion, type DrawnRegion, setCategoryRegion } from './category-region.ts';
import { compareModels, type ModelComparison } from './compare-models.ts';
import { diagnose } from './diagnose.ts';
import { type ImportedVersion, importModel } from './model-archive.ts';
import type { Run } from './reporter.ts';
import { reviewTasks } from './review-tasks.ts';
import { type ModelsCheck, verifyModels } from './verify-models.ts';

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
  ...reviewTasks,
  activate(
    { config, request }: ModelTask<Grounds & { readonly version: string }>,
    context: TaskContext,
  ): Promise<ActivationResult> {
    return activate(config, request, runOf(context));
  },
  rollback({ config, request }: ModelTask<Grounds>, context: TaskContext): Promise<ActivationResult> {
    return rollback(config, request, runOf(context));
  },
  /** Reads masks that somebody else has painted. */
  setRegion({ config, request }: ModelTask<DrawnRegion>): Promise<CategoryRegion> {
    return setCategoryRegion(config, request);
  },
  /** Reads files that somebody else has made. */
  import(
    { config, request }: ModelTask<{ readonly category: string; readonly file: string }>,
    { signal }: TaskContext,
  ): Promise<ImportedVersion> {
    return importModel(config, request, signal);
  },
  /** Reads and hashes every file, which would hold a server up. */
  backup({ config, request }: ModelTask<BackupRequest>, context: TaskContext): Promise<BackupReport> {
    return createBackup(config, request, runOf(context));
  },
  /** Reads and hashes every file, too. */
  verify(
    { config, request }: ModelTask<{ readonly category: string }>,
    context: TaskContext,
  ): Promise<ModelsCheck> {
    return verifyModels(config, request.category, runOf(context));
  },
  /** Computes a training and an inspection. */
  diagnose({ config }: ModelTask<object>): Promise<Diagnosis> {
    return diagnose(config);
  },
  backbones({ config }: ModelTask<object>): Promise<readonly BackboneStatus[]> {
    return listBackbones(config);
  },
  /** Reads a file that somebody else has made. */
  importBackbone({
    config,
    request: { name, file },
  }: ModelTask<{ readonly name: string; readonly file: string }>): Promise<BackboneRecord> {
    return importBackbone(config, name, file, 'upload');
  },
  /** Computes with it. */
  checkBackbone({ config, request }: ModelTask<{ readonly name: string }>): Promise<BackboneCheck> {
    return checkBackbone(config, request.name);
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
