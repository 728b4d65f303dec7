import { putBlob } from '../history/blobs.ts';
import type { History } from '../history/database.ts';
import { type IdempotencyKey, type Recorded, recordInspection } from '../history/inspections.ts';
import { encodeNpy } from '../patchcore/npy.ts';
import type { NewInspection } from '../schemas/inspection.ts';
import type { InspectionOutput } from './compute-tasks.ts';
import type { LiveFeed } from './live-feed.ts';

/** Which part was inspected, where and by whom; null where that was not said. */
export type PartLabels = Pick<NewInspection, 'serial' | 'lot' | 'line' | 'station' | 'operator'>;

/** An inspection that is to be kept. */
export interface FinishedInspection {
  readonly category: string;
  readonly output: InspectionOutput;
  readonly picture: { readonly name: string; readonly bytes: Uint8Array };
  readonly labels: PartLabels;
  readonly idempotency?: IdempotencyKey | undefined;
}

/** Where inspections are kept: the database, and the folder of the pictures. */
export interface Keeping {
  readonly history: History;
  readonly blobs: string;
  /** Who is told of what has been recorded. */
  readonly live?: Pick<LiveFeed, 'recorded'>;
}

/**
 * Records an inspection with its picture, with what was drawn of it, and, unless it passed, with its anomaly map. When
 * this returns, all of it survives a loss of power.
 *
 * @throws InspectError as `recordInspection` and `putBlob`; nothing is recorded then.
 */
export async function keepInspection(
  { history, blobs, live }: Keeping,
  { category, output, picture, labels, idempotency }: FinishedInspection,
): Promise<Recorded> {
  const { facts, record, drawn, map } = output;
  const keep = async (bytes: Uint8Array | undefined, mediaType: string) =>
    bytes === undefined ? null : (await putBlob(history, blobs, bytes, mediaType)).sha256;
  await keep(picture.bytes, 'application/octet-stream'); // what it is, its content says
  const mapFile =
    facts.decision === 'PASS' ? undefined : encodeNpy({ data: map.data, shape: [map.height, map.width] });
  const inspection: NewInspection = {
    ...explanationOf(output),
    ...labels,
    category,
    picture: { ...sizeOf(record), name: picture.name, kept: true },
    map_sha256: await keep(mapFile, 'application/x-npy'),
    heatmap_sha256: await keep(drawn.heatmap, 'image/png'),
    overlay_sha256: await keep(drawn.overlay, 'image/png'),
  };
  const recorded = await recordInspection(history, inspection, idempotency ? { idempotency } : {});
  if (!recorded.repeated) live?.recorded(recorded.inspection);
  return recorded;
}

function explanationOf({ facts, record, loadMs }: InspectionOutput) {
  return {
    model_version: facts.model_version,
    anomaly_score: facts.anomaly_score,
    p_value: facts.p_value,
    threshold: facts.threshold,
    review_threshold: facts.review_threshold,
    decision: facts.decision,
    reason: facts.reason,
    config_sha256: record.config_sha256,
    backbone: record.backbone,
    region_of_interest: facts.region_of_interest ?? null,
    alignment: facts.alignment ?? null,
    input_findings: [...facts.input_findings],
    regions: [...facts.regions],
    evidence: { ...facts.evidence, top: [...facts.evidence.top] },
    timings: { load_ms: loadMs, inspection_ms: facts.inspection_ms },
    software: record.software,
  };
}

function sizeOf({ picture }: InspectionOutput['record']) {
  const { sha256, width, height } = picture;
  return { sha256, width, height };
}
