import { type History, inTransaction } from '../history/database.ts';
import { type IdempotencyKey, type Recorded, recordInspection } from '../history/inspections.ts';
import { registerBlobs, storeBytes, storeFile } from '../history/store-blobs.ts';
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
  /** A file of this path is moved into the folder of blobs, so it must be the server's own, on the same disk. */
  readonly picture: { readonly name: string } & (
    | { readonly bytes: Uint8Array }
    | { readonly path: string; readonly sha256: string }
  );
  /** Whether the anomaly map is kept of a part that passed, too. */
  readonly keepMap?: boolean;
  readonly labels: PartLabels;
  readonly idempotency?: IdempotencyKey | undefined;
}

/** What a picture is, its content says. */
const UNKNOWN_TYPE = 'application/octet-stream';

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
 * @throws InspectError as `recordInspection`, `storeBytes` and `storeFile`; nothing is recorded then.
 */
export async function keepInspection(
  { history, blobs, live }: Keeping,
  { category, output, picture, keepMap, labels, idempotency }: FinishedInspection,
): Promise<Recorded> {
  const { facts, record, drawn, map } = output;
  const files = {
    picture: await ('path' in picture
      ? storeFile(blobs, picture, UNKNOWN_TYPE)
      : storeBytes(blobs, picture.bytes, UNKNOWN_TYPE)),
    map:
      map && (facts.decision !== 'PASS' || keepMap)
        ? await storeBytes(
            blobs,
            encodeNpy({ data: map.data, shape: [map.height, map.width] }),
            'application/x-npy',
          )
        : null,
    heatmap: drawn.heatmap ? await storeBytes(blobs, drawn.heatmap, 'image/png') : null,
    overlay: drawn.overlay ? await storeBytes(blobs, drawn.overlay, 'image/png') : null,
  };
  const inspection: NewInspection = {
    ...explanationOf(output),
    ...labels,
    category,
    picture: { ...sizeOf(record), name: picture.name, kept: true },
    map_sha256: files.map?.sha256 ?? null,
    heatmap_sha256: files.heatmap?.sha256 ?? null,
    overlay_sha256: files.overlay?.sha256 ?? null,
  };
  const recorded = await inTransaction(history, async transaction => {
    const stored = Object.values(files).filter(file => file !== null);
    await registerBlobs(transaction, blobs, stored);
    return recordInspection(transaction, inspection, idempotency ? { idempotency } : {});
  });
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
