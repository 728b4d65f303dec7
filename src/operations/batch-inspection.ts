import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { InspectError, throwIfCancelled } from '../errors.ts';
import { sha256, sha256OfFile, writeFileAtomically } from '../files.ts';
import { findRecorded, type IdempotencyKey } from '../history/inspections.ts';
import type { Inspection } from '../schemas/inspection.ts';
import { requireModel } from './category-summary.ts';
import type { InspectionOutput } from './compute-tasks.ts';
import type { InspectionPool } from './inspection-pool.ts';
import type { FolderPicture } from './job-pictures.ts';
import { type Keeping, keepInspection, type PartLabels } from './keep-inspection.ts';
import type { Run } from './reporter.ts';

export interface BatchRequest {
  /** Of the job: pictures that it has recorded are not inspected again. */
  readonly id: string;
  readonly category: string;
  readonly pictures: readonly FolderPicture[];
  readonly labels: PartLabels;
  readonly mostPixels: number;
  /** Where a line for every picture goes, as JSON Lines. */
  readonly file: string;
}

/** Who inspects, where it is kept, and who counts. */
export interface BatchTools extends Keeping {
  readonly config: Config;
  readonly inspections: Pick<InspectionPool, 'inspect' | 'state'>;
  inspected?(category: string, output: InspectionOutput): void;
}

/** What became of a batch; wire names. */
export interface BatchSummary {
  readonly pictures: number;
  readonly pass: number;
  readonly review: number;
  readonly fail: number;
  /** Pictures that could not be inspected; the file says why. */
  readonly refused: number;
}

type Line =
  | Pick<Inspection, 'id' | 'decision' | 'anomaly_score' | 'model_version'>
  | { readonly code: string; readonly detail: string };

/** What is wrong with a picture, and no reason to stop. */
const OF_THE_PICTURE = new Set(['image_unreadable', 'data_invalid', 'data_not_found', 'timed_out']);
const MOST_CRASHES = 5;
const TURN_MS = 20;
/** A batch gives way to those who wait, but not for ever. */
const LONGEST_WAIT_MS = 5_000;

/**
 * Inspects many pictures in the processes for inspections, and records each like a single one. One process at least is
 * left to single inspections, and the next picture is taken only when none of those waits.
 *
 * @throws InspectError `model_not_found`, `model_damaged`, `storage_full`, `cancelled`, `compute_failed` when the
 * processes crash again and again; what was recorded stays.
 */
export async function inspectBatch(
  tools: BatchTools,
  request: BatchRequest,
  run: Run,
): Promise<BatchSummary> {
  await requireModel(tools.config, request.category);
  const lines: Line[] = [];
  let [next, done, crashes] = [0, 0, 0];
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(run.signal ? [run.signal] : [])]);
  const work = async () => {
    for (let at = next++; at < request.pictures.length; at = next++) {
      const line = await inspectOne(tools, request, request.pictures[at]!, signal);
      crashes = 'code' in line && line.code === 'compute_failed' ? crashes + 1 : 0;
      if (crashes >= MOST_CRASHES)
        throw new InspectError('compute_failed', (line as { detail: string }).detail);
      lines[at] = line;
      run.reporter.progress('inspecting', ++done, request.pictures.length);
    }
  };
  const workers = Math.max(1, tools.inspections.state().processes - 1);
  const ended = await Promise.allSettled(
    Array.from({ length: workers }, () =>
      work().catch(cause => {
        failed.abort();
        throw cause;
      }),
    ),
  );
  throwIfCancelled(run.signal);
  const failure = ended.find(end => end.status === 'rejected' && !isCancelled(end.reason));
  if (failure?.status === 'rejected') throw failure.reason;
  const text = lines.map((line, at) => `${JSON.stringify({ name: request.pictures[at]!.name, ...line })}\n`);
  await writeFileAtomically(request.file, text.join(''));
  return summaryOf(lines);
}

async function inspectOne(
  tools: BatchTools,
  { id, category, labels, mostPixels }: BatchRequest,
  { path, name }: FolderPicture,
  signal: AbortSignal,
): Promise<Line> {
  try {
    const hash = await sha256OfFile(path, signal);
    const key = `job/${id}/${hash}/${name}`;
    const idempotency: IdempotencyKey = { scope: 'job', key, requestSha256: sha256(`${category}/${key}`) };
    const first = await findRecorded(tools.history, idempotency);
    if (first) return lineOf(first);
    const picture = { path, name, mostPixels };
    const output = await whenThereIsRoom(tools.inspections, signal, () =>
      tools.inspections.inspect(
        { config: tools.config, category, picture, name, draw: [], mapUnlessPass: true },
        { signal },
      ),
    );
    const kept = { name: name.slice(-200), bytes: await readFile(path) };
    const { inspection, repeated } = await keepInspection(tools, {
      ...{ category, output, labels, idempotency },
      picture: kept,
    });
    if (!repeated) tools.inspected?.(category, output);
    return lineOf(inspection);
  } catch (cause) {
    throwIfCancelled(signal);
    if (!(cause instanceof InspectError)) throw cause;
    if (!OF_THE_PICTURE.has(cause.code) && cause.code !== 'compute_failed') throw cause;
    return { code: cause.code, detail: cause.message };
  }
}

/** Waits while single inspections wait, and tries again when too many do. */
async function whenThereIsRoom<T>(
  { state }: Pick<InspectionPool, 'state'>,
  signal: AbortSignal,
  inspect: () => Promise<T>,
): Promise<T> {
  for (;;) {
    const until = performance.now() + LONGEST_WAIT_MS;
    while (state().waiting > 0 && performance.now() < until) await delay(TURN_MS, undefined, { signal });
    try {
      return await inspect();
    } catch (cause) {
      if (!(cause instanceof InspectError) || cause.code !== 'overloaded') throw cause;
      await delay(TURN_MS, undefined, { signal });
    }
  }
}

function lineOf({ id, decision, anomaly_score, model_version }: Inspection): Line {
  return { id, decision, anomaly_score, model_version };
}

function isCancelled(cause: unknown): boolean {
  return cause instanceof InspectError && cause.code === 'cancelled';
}

function summaryOf(lines: readonly Line[]): BatchSummary {
  const count = (verdict: string) =>
    lines.filter(line => 'decision' in line && line.decision === verdict).length;
  return {
    pictures: lines.length,
    pass: count('PASS'),
    review: count('REVIEW'),
    fail: count('FAIL'),
    refused: lines.filter(line => 'code' in line).length,
  };
}
