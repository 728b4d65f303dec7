import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskContext } from '../compute/task.ts';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { isImageName } from '../image/codec.ts';
import type { BackboneRecord } from '../schemas/backbone.ts';
import type { EvaluationReport } from '../schemas/report.ts';
import type { AuditReport } from './audit-report.ts';
import { auditTraining } from './audit-training.ts';
import { pullBackbone } from './backbones.ts';
import { checkShift, type ShiftCheck } from './check-shift.ts';
import { evaluateModel } from './evaluate-model.ts';
import { isFolder, picturesBelow } from './job-pictures.ts';
import type { Run } from './reporter.ts';
import { type MissedReport, teachMissed } from './teach-missed.ts';
import { type Teaching, teachNormal } from './teach-normal.ts';
import { trainModel } from './train-model.ts';
import type { TrainingSummary } from './training-summary.ts';

/** What a task of a job is asked. */
export interface JobTask<Request> {
  readonly config: Config;
  readonly request: Request;
}

/** What a task tells while it runs. */
export type JobNews =
  | {
      readonly type: 'progress';
      readonly stage: string;
      readonly done: number;
      readonly total: number | null;
    }
  | { readonly type: 'note'; readonly message: string };

export interface AuditJob {
  readonly category: string;
  /** In MVTec layout, or of good pictures; the data root's when left out. */
  readonly folder?: string | undefined;
  readonly top: number;
}

export interface TrainJob {
  readonly category: string;
  /** In MVTec layout, or of good pictures; the data root's when left out. */
  readonly folder?: string | undefined;
  readonly skipBad: boolean;
  readonly force: boolean;
  readonly reason?: string | undefined;
  /** False to leave the new version out of use. */
  readonly activate: boolean;
}

export interface EvaluateJob {
  readonly category: string;
  /** A category's folder with `test`; the data root's when left out. */
  readonly folder?: string | undefined;
}

export interface TeachJob {
  readonly category: string;
  readonly mode: 'normal' | 'missed';
  readonly folder: string;
  readonly force: boolean;
  readonly reason?: string | undefined;
  /** False to leave the new version out of use. */
  readonly activate: boolean;
}

export interface CheckJob {
  readonly category: string;
  /** Today's pictures, or folders `golden` and `reference`. */
  readonly folder: string;
  /** Goes before a folder `reference`. */
  readonly reference?: string | undefined;
  readonly alpha: number;
}

/** The figures of an evaluation without its pictures, which are in the file. */
export type EvaluationFigures = Omit<EvaluationReport, 'images'>;

/** Masks of missed defects lie here, named as their pictures. */
const MASKS = 'masks/';

/** The tasks of jobs that compute. */
export const tasks = {
  async audit({ config, request }: JobTask<AuditJob>, context: TaskContext): Promise<AuditReport> {
    const { category, folder, top } = request;
    const asked = { category, top, imagesFolder: await goodFolder(folder), save: true, pictures: true };
    return auditTraining(config, asked, runOf(context));
  },

  async train({ config, request }: JobTask<TrainJob>, context: TaskContext): Promise<TrainingSummary> {
    const { folder, ...rest } = request;
    return trainModel(config, { ...rest, imagesFolder: await goodFolder(folder) }, runOf(context));
  },

  async evaluate(
    { config, request }: JobTask<EvaluateJob>,
    context: TaskContext,
  ): Promise<EvaluationFigures> {
    const asked = { ...request, explicit: new Set<never>(), save: true, plots: true };
    const { images: _, ...figures } = (await evaluateModel(config, asked, runOf(context))).report;
    return figures;
  },

  async teach(
    { config, request }: JobTask<TeachJob>,
    context: TaskContext,
  ): Promise<Teaching | MissedReport> {
    const { category, mode, folder, ...grounds } = request;
    const found = await picturesBelow(folder);
    const pictures = found.filter(({ name }) => !name.startsWith(MASKS));
    const paths = pictures.map(({ path }) => path);
    const run = runOf(context);
    if (mode === 'normal') return teachNormal(config, { category, pictures: paths, ...grounds }, run);
    const masks = masksOf(pictures, found);
    return teachMissed(config, { category, pictures: paths, masks, reason: grounds.reason }, run);
  },

  async pull(
    { config, request }: JobTask<{ readonly backbone: string }>,
    context: TaskContext,
  ): Promise<BackboneRecord> {
    return pullBackbone(config, request.backbone, runOf(context));
  },

  async check({ config, request }: JobTask<CheckJob>, context: TaskContext): Promise<ShiftCheck> {
    const { category, folder, alpha } = request;
    const { golden, reference } = await shiftFolders(folder);
    const asked = { category, golden, reference: request.reference ?? reference, alpha };
    return checkShift(config, { ...asked, explicit: new Set<never>() }, runOf(context));
  },
};

/** The table's type, for those who run its tasks. */
export type JobTasks = typeof tasks;

/** Where the good pictures of a folder lie: it may be in MVTec layout, or hold nothing but the folder that was packed. */
async function goodFolder(folder: string | undefined): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const good = join(folder, 'train', 'good');
  if (await isFolder(good)) return good;
  const packed = await onlyFolderIn(folder);
  return packed === undefined ? folder : goodFolder(packed);
}

/** Where today's pictures of golden parts lie, and those from a good day if there are any. */
async function shiftFolders(
  folder: string,
): Promise<{ readonly golden: string; readonly reference: string | undefined }> {
  const [golden, reference] = [join(folder, 'golden'), join(folder, 'reference')];
  const [hasGolden, hasReference] = [await isFolder(golden), await isFolder(reference)];
  if (hasGolden || hasReference)
    return { golden: hasGolden ? golden : folder, reference: hasReference ? reference : undefined };
  const packed = await onlyFolderIn(folder);
  return packed === undefined ? { golden: folder, reference: undefined } : shiftFolders(packed);
}

async function onlyFolderIn(folder: string): Promise<string | undefined> {
  const [only, ...others] = await readdir(folder, { withFileTypes: true });
  return only?.isDirectory() && others.length === 0 ? join(folder, only.name) : undefined;
}

type Pictures = Awaited<ReturnType<typeof picturesBelow>>;

/** `masks/a.png` or `masks/a_mask.png` for `a.jpg`: for every picture, or for none. */
function masksOf(pictures: Pictures, found: Pictures): readonly string[] {
  const masks = new Map(
    found
      .filter(({ name }) => name.startsWith(MASKS) && isImageName(name))
      .map(({ name, path }) => [bare(name.slice(MASKS.length)).replace(/_mask$/, ''), path]),
  );
  if (masks.size === 0) return [];
  return pictures.map(({ name }) => {
    const mask = masks.get(bare(name));
    if (mask !== undefined) return mask;
    throw new InspectError(
      'invalid_argument',
      `There are masks, but none for ${name}: expected ${MASKS}${bare(name)}.png. Send one for each picture, or none.`,
    );
  });
}

function bare(name: string): string {
  return name.replace(/\.[^.]+$/, '');
}

function runOf({ signal, progress }: TaskContext): Run {
  const tell = (news: JobNews) => progress(news);
  return {
    signal,
    reporter: {
      progress: (stage, done, total) => tell({ type: 'progress', stage, done, total }),
      note: message => tell({ type: 'note', message }),
    },
  };
}
