import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../context.ts';
import { writeFileAtomically } from '../../files.ts';
import type { AuditedAction } from '../../history/audit.ts';
import type { JobEnding } from '../../history/run-jobs.ts';
import type { ActivationResult } from '../../operations/activate-version.ts';
import { inspectBatch } from '../../operations/batch-inspection.ts';
import { exportInspections } from '../../operations/export-inspections.ts';
import { datasetFolder, inputFolder, outputFolder } from '../../operations/job-folders.ts';
import { picturesBelow } from '../../operations/job-pictures.ts';
import { runJobTask } from '../../operations/job-pool.ts';
import { resultsFolder } from '../../operations/places.ts';
import type { Run } from '../../operations/reporter.ts';
import type { MissedReport } from '../../operations/teach-missed.ts';
import type { InspectionFilter } from '../../schemas/inspection.ts';
import type { Job } from '../../schemas/job.ts';
import type { Signed } from '../accounts/signature.ts';
import { versionRecord } from '../audit-new-version.ts';
import type { Metrics } from '../metrics.ts';
import { MOST_PIXELS } from '../upload.ts';
import { withOptions } from './training-options.ts';

/** What jobs work with. */
export type JobTools = Pick<Context, 'config' | 'dataDir' | 'history' | 'blobs' | 'live' | 'inspections'> & {
  readonly metrics: Metrics;
};

/** A request that was checked when the job was created. */
interface Asked {
  readonly top?: number;
  readonly skip_bad?: boolean;
  readonly force?: boolean;
  readonly reason?: string;
  readonly activate?: boolean;
  readonly signed?: Signed;
  readonly mode?: 'normal' | 'missed';
  readonly dataset?: string;
  readonly reference_folder?: string;
  readonly alpha?: number;
  readonly backbone?: string;
  readonly filter?: InspectionFilter;
  readonly format?: 'csv' | 'jsonl';
  readonly pictures?: boolean;
  readonly serial?: string | null;
  readonly lot?: string | null;
  readonly line?: string | null;
  readonly station?: string | null;
  readonly operator?: string | null;
}

const BATCH_FILE = 'pictures.jsonl';
const EVALUATION = 'evaluation';
const AUDIT_FILE = 'findings.json';
const AUDIT_TOP = 20;
const CHECK_FILE = 'check.json';
const CHECK_ALPHA = 0.01;

/**
 * Does what a job asks for. Whatever an earlier, interrupted run has written is removed first.
 *
 * @throws what the operation throws; `cancelled` when the signal is aborted.
 */
export async function performJob(tools: JobTools, job: Job, run: Run): Promise<JobEnding> {
  const output = outputFolder(tools.dataDir, job.id);
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  return PERFORM[job.kind](tools, { job, asked: job.request as Asked, output }, run);
}

interface Order {
  readonly job: Job;
  readonly asked: Asked;
  /** An empty folder. */
  readonly output: string;
}

const PERFORM: Readonly<
  Record<Job['kind'], (tools: JobTools, order: Order, run: Run) => Promise<JobEnding>>
> = {
  async audit({ config, dataDir }, { job, asked, output }, run) {
    const category = job.category!;
    const request = { category, folder: folderOf(dataDir, job), top: asked.top ?? AUDIT_TOP };
    const settings = { ...withOptions(config, job.request), resultsRoot: output };
    const { sheet: _, ...findings } = await runJobTask('audit', { config: settings, request }, run);
    const folder = join(output, category, 'audit');
    await writeFileAtomically(join(folder, AUDIT_FILE), `${JSON.stringify(findings, null, 2)}\n`);
    const files = (await readdir(folder)).sort();
    return { state: 'succeeded', result: { ...findings, files } };
  },

  async train({ config, dataDir }, { job, asked }, run) {
    const { force = false, reason, activate = true, skip_bad: skipBad = false } = asked;
    const grounds = { force, reason, activate };
    const request = { category: job.category!, folder: folderOf(dataDir, job), skipBad, ...grounds };
    const summary = await runJobTask('train', { config: withOptions(config, job.request), request }, run);
    return { state: 'succeeded', result: { ...summary }, ...recordOf(job, 'model.train', summary) };
  },

  async evaluate({ config, dataDir }, { job, asked, output }, run) {
    const category = job.category!;
    const folder = asked.dataset ? datasetFolder(dataDir, category, asked.dataset) : folderOf(dataDir, job);
    const task = { config: { ...config, resultsRoot: output }, request: { category, folder } };
    const figures = await runJobTask('evaluate', task, run);
    const written = join(output, category, EVALUATION);
    const files = (await readdir(written)).sort();
    // The calibration card looks for the last evaluation here, whoever made it.
    const place = join(resultsFolder(config, category), EVALUATION);
    for (const name of files)
      await writeFileAtomically(join(place, name), await readFile(join(written, name)));
    return { state: 'succeeded', result: { ...figures, files } };
  },

  async teach({ config, dataDir }, { job, asked }, run) {
    const { mode = 'normal', force = false, reason, activate = true } = asked;
    const grounds = { force, reason, activate };
    const request = { category: job.category!, folder: folderOf(dataDir, job)!, mode, ...grounds };
    const taught = await runJobTask('teach', { config, request }, run);
    const record =
      'activated' in taught ? recordOf(job, 'model.teach', taught) : { audit: [additionOf(job, taught)] };
    return { state: 'succeeded', result: { ...taught }, ...record };
  },

  async check({ config, dataDir }, { job, asked, output }, run) {
    const { alpha = CHECK_ALPHA, reference_folder: reference } = asked;
    const request = { category: job.category!, folder: folderOf(dataDir, job)!, reference, alpha };
    const findings = await runJobTask('check', { config, request }, run);
    await writeFileAtomically(join(output, CHECK_FILE), `${JSON.stringify(findings, null, 2)}\n`);
    return { state: 'succeeded', result: { ...findings, files: [CHECK_FILE] } };
  },

  async batch(tools, { job, asked, output }, run) {
    const { serial = null, lot = null, line = null, station = null, operator = null } = asked;
    const pictures = await picturesBelow(folderOf(tools.dataDir, job)!);
    const request = {
      ...{ id: job.id, category: job.category!, pictures, mostPixels: MOST_PIXELS },
      ...{ labels: { serial, lot, line, station, operator }, file: join(output, BATCH_FILE) },
    };
    const summary = await inspectBatch({ ...tools, inspected: tools.metrics.inspected }, request, run);
    return { state: 'succeeded', result: { ...summary, files: [BATCH_FILE] } };
  },

  async export(tools, { asked, output }, run) {
    const { filter = {}, format = 'csv', pictures = false } = asked;
    const { file, ...summary } = await exportInspections(
      tools,
      { filter, format, pictures, folder: output },
      run,
    );
    return { state: 'succeeded', result: { ...summary, files: [file] } };
  },

  async pull({ config }, { job: { id, created_by: actor }, asked }, run) {
    const backbone = asked.backbone!;
    const record = await runJobTask('pull', { config, request: { backbone } }, run);
    const { sha256, source } = record;
    const subject = `backbone/${backbone}`;
    const audit = [{ actor, action: 'backbone.pull', subject, after: { sha256, source, job: id } }];
    return { state: 'succeeded', result: { ...record }, audit };
  },
};

/** The file that `/result` answers with, or one of those that stand beside it; null for a name that is none of them. */
export function resultFile(dataDir: string, job: Job, name?: string): string | null {
  const files = (job.result?.files ?? []) as readonly string[];
  const wanted = name ?? MAIN_FILES[job.kind] ?? files[0];
  if (job.state !== 'succeeded' || wanted === undefined || !files.includes(wanted)) return null;
  const below = { evaluate: EVALUATION, audit: 'audit' }[job.kind as string];
  const output = outputFolder(dataDir, job.id);
  return below === undefined ? join(output, wanted) : join(output, job.category!, below, wanted);
}

/** Of jobs that make several. */
const MAIN_FILES: Partial<Readonly<Record<Job['kind'], string>>> = {
  evaluate: 'report.json',
  audit: AUDIT_FILE,
};

/** Undefined where the data root of the server is meant. */
function folderOf(dataDir: string, job: Job): string | undefined {
  if (job.input === null) return undefined;
  return job.input.kind === 'folder' ? job.input.path : inputFolder(dataDir, job);
}

function recordOf(job: Job, action: string, outcome: ActivationResult): Pick<JobEnding, 'audit' | 'events'> {
  const { reason, signed = null } = job.request as Asked;
  const deed = { actor: job.created_by, action, reason, signed, after: { job: job.id } };
  const { audit, events } = versionRecord(outcome, deed);
  return { audit: [audit], events };
}

function additionOf(
  { id, created_by: actor, category, request }: Job,
  { pictures }: MissedReport,
): AuditedAction {
  const { reason } = request as Asked;
  return {
    ...{ actor, action: 'regression.add', subject: `category/${category}` },
    after: { pictures: pictures.map(({ sha256 }) => sha256), job: id },
    ...(reason !== undefined && { reason }),
  };
}
