import type { Selectable } from '#bundled/kysely';
import type { Inspection, InspectionSummary } from '../schemas/inspection.ts';
import type { BlobUseTable, HistoryTables } from './tables.ts';

export type InspectionRow = Selectable<HistoryTables['inspections']>;

/** The columns that a list needs. */
export const SUMMARY_COLUMNS = [
  'id',
  'created_at',
  'category',
  'model_version',
  'serial',
  'lot',
  'line',
  'station',
  'operator',
  'picture_name',
  'picture_sha256',
  'picture_width',
  'picture_height',
  'picture_kept',
  'anomaly_score',
  'p_value',
  'threshold',
  'review_threshold',
  'decision',
  'reason',
  'review_id',
  'reviewed_at',
  'reviewed_by',
  'final_decision',
  'pictures_removed_at',
] as const satisfies readonly (keyof InspectionRow)[];

/** A row of a list as it goes out. */
export function toSummary(row: Pick<InspectionRow, (typeof SUMMARY_COLUMNS)[number]>): InspectionSummary {
  return {
    id: row.id,
    created_at: row.created_at,
    category: row.category,
    model_version: row.model_version,
    serial: row.serial,
    lot: row.lot,
    line: row.line,
    station: row.station,
    operator: row.operator,
    picture: {
      name: row.picture_name,
      sha256: row.picture_sha256,
      width: row.picture_width,
      height: row.picture_height,
      kept: row.picture_kept === 1,
    },
    anomaly_score: row.anomaly_score,
    p_value: row.p_value,
    threshold: row.threshold,
    review_threshold: row.review_threshold,
    decision: row.decision,
    reason: row.reason,
    review_id: row.review_id,
    reviewed_at: row.reviewed_at,
    reviewed_by: row.reviewed_by,
    final_decision: row.final_decision,
    pictures_removed_at: row.pictures_removed_at,
  };
}

/** A whole row as it goes out. */
export function toInspection(row: InspectionRow): Inspection {
  return {
    ...toSummary(row),
    config_sha256: row.config_sha256,
    backbone: { name: row.backbone_name, sha256: row.backbone_sha256 },
    region_of_interest: fromJson<Inspection['region_of_interest']>(row.region_of_interest),
    alignment: fromJson<Inspection['alignment']>(row.alignment),
    input_findings: fromJson<Inspection['input_findings']>(row.input_findings),
    regions: fromJson<Inspection['regions']>(row.regions),
    evidence: fromJson<Inspection['evidence']>(row.evidence),
    timings: fromJson<Inspection['timings']>(row.timings),
    software: fromJson<Inspection['software']>(row.software),
    map_sha256: row.map_sha256,
    heatmap_sha256: row.heatmap_sha256,
    overlay_sha256: row.overlay_sha256,
  };
}

/** An inspection as it is kept. */
export function toRow(inspection: Inspection): InspectionRow {
  const { picture, backbone, region_of_interest, alignment, evidence, ...rest } = inspection;
  return {
    ...rest,
    picture_name: picture.name,
    picture_sha256: picture.sha256,
    picture_width: picture.width,
    picture_height: picture.height,
    picture_kept: picture.kept ? 1 : 0,
    backbone_name: backbone.name,
    backbone_sha256: backbone.sha256,
    region_of_interest: region_of_interest && JSON.stringify(region_of_interest),
    alignment: alignment && JSON.stringify(alignment),
    input_findings: JSON.stringify(inspection.input_findings),
    regions: JSON.stringify(inspection.regions),
    evidence: evidence && JSON.stringify(evidence),
    timings: JSON.stringify(inspection.timings),
    software: JSON.stringify(inspection.software),
  };
}

/** The blobs that an inspection needs. */
export function blobUsesOf(inspection: Inspection): BlobUseTable[] {
  const { id, picture, map_sha256, heatmap_sha256, overlay_sha256 } = inspection;
  const blobs = {
    picture: picture.kept ? picture.sha256 : null,
    map: map_sha256,
    heatmap: heatmap_sha256,
    overlay: overlay_sha256,
  };
  return (['picture', 'map', 'heatmap', 'overlay'] as const).flatMap(role => {
    const sha256 = blobs[role];
    return sha256 === null ? [] : [{ inspection_id: id, role, sha256 }];
  });
}

/** Written by `toRow`, so it has the type that was checked then. */
function fromJson<T>(text: string | null): T {
  return (text === null ? null : JSON.parse(text)) as T;
}
