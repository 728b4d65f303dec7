import type { FastifyReply } from 'fastify';
import type { Context } from '../context.ts';
import type { IdempotencyKey, Recorded } from '../history/inspections.ts';
import { requireModel } from '../operations/category-summary.ts';
import type { InspectionOutput, PictureFile } from '../operations/compute-tasks.ts';
import type { Drawing } from '../operations/draw-all.ts';
import { keepInspection, type PartLabels } from '../operations/keep-inspection.ts';
import type { Metrics } from './metrics.ts';

/** What is to be inspected, and what drawn of it. */
export interface PictureRequest {
  readonly category: string;
  readonly picture: PictureFile & { readonly sha256: string };
  readonly draw: readonly Drawing[];
  /** Keep the anomaly map whatever the verdict. */
  readonly keepMap?: boolean;
  readonly labels: PartLabels;
  readonly idempotency?: IdempotencyKey | undefined;
}

/** An inspection with its record. */
export interface KeptInspection extends Recorded {
  readonly output: InspectionOutput;
}

/** Longest side of heatmap and overlay in pixels: what a screen shows. */
const LONGEST_SIDE_PX = 1024;

/**
 * Inspects a picture in a compute process and records the inspection. One whose client has left is not recorded: it
 * leaves the queue, or is let finish where it runs, because a process that is ended takes all its warm models along.
 *
 * @throws InspectError `model_not_found` and others of `InspectionPool.inspect` and `keepInspection`.
 */
export async function inspectPicture(
  context: Context,
  metrics: Metrics,
  { category, picture, draw, keepMap = false, labels, idempotency }: PictureRequest,
  reply: FastifyReply,
): Promise<KeptInspection> {
  const { config, inspections } = context;
  await requireModel(config, category);
  const left = new AbortController();
  const leave = () => left.abort();
  reply.raw.once('close', leave);
  try {
    const sizes = { longestSidePx: LONGEST_SIDE_PX, mapUnlessPass: !keepMap };
    const input = { config, category, picture, name: picture.name, draw, ...sizes };
    const output = await inspections.inspect(input, { signal: left.signal, letFinish: true });
    reply.request.span?.setAttributes({
      'inspectai.category': category,
      'inspectai.model_version': output.facts.model_version,
      'inspectai.decision': output.facts.decision,
      'inspectai.inspection_ms': output.facts.inspection_ms,
      'inspectai.load_ms': output.loadMs,
    });
    const finished = { category, output, picture, keepMap, labels, idempotency };
    const recorded = await keepInspection(context, finished);
    if (!recorded.repeated) metrics.inspected(category, output);
    return { output, ...recorded };
  } finally {
    reply.raw.off('close', leave);
  }
}
