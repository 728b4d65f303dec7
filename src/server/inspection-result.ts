import Type from '#bundled/typebox';
import type { InspectionOutput } from '../operations/compute-tasks.ts';
import { type Inspection, NewInspection } from '../schemas/inspection.ts';

const { regions, evidence, input_findings, alignment, region_of_interest } = NewInspection.properties;

/** Members that explain a verdict, under the names that `inference --json` uses. */
export const ResultMembers = {
  anomaly_score: Type.Number(),
  threshold: Type.Number({ description: 'FAIL above this.' }),
  review_threshold: Type.Number({ description: 'REVIEW above this.' }),
  p_value: Type.Number({ description: 'Share of good parts that score as high.' }),
  decision: Type.Enum(['PASS', 'REVIEW', 'FAIL']),
  is_anomaly: Type.Boolean({ description: 'True for FAIL.' }),
  reason: Type.String({ description: 'The verdict in a sentence.' }),
  model_version: Type.String(),
  region_of_interest,
  alignment,
  input_findings,
  regions,
  evidence,
  inspection_ms: Type.Number({ description: 'From the decoded picture to the verdict.' }),
};

const Png = Type.Union([
  Type.String({ contentEncoding: 'base64', contentMediaType: 'image/png' }),
  Type.Null(),
]);

/** Pictures of the anomaly map; null unless they were asked for. */
export const DrawnMembers = { heatmap_base64: Png, overlay_base64: Png };

/** An inspection's outcome as it goes out; wire names. */
export function resultOf({ facts }: Pick<InspectionOutput, 'facts'>) {
  return {
    ...facts,
    regions: [...facts.regions],
    input_findings: [...facts.input_findings],
    evidence: { ...facts.evidence, top: [...facts.evidence.top] },
    region_of_interest: facts.region_of_interest ?? null,
    alignment: facts.alignment ?? null,
  };
}

/** The same of an inspection that was recorded before. */
export function resultOfRecord(inspection: Inspection) {
  const { anomaly_score, threshold, review_threshold, p_value, decision, reason, model_version } = inspection;
  const { region_of_interest, alignment, input_findings, regions, evidence, timings } = inspection;
  return {
    ...{ anomaly_score, threshold, review_threshold, decision, reason, model_version },
    ...{ region_of_interest, alignment, input_findings, regions, evidence },
    p_value: p_value!, // null only in records that were not inspected here
    is_anomaly: decision === 'FAIL',
    inspection_ms: timings.inspection_ms!,
  };
}

/** Pictures of the anomaly map as text. */
export function drawnOf({ drawn }: Pick<InspectionOutput, 'drawn'>) {
  return { heatmap_base64: base64(drawn.heatmap), overlay_base64: base64(drawn.overlay) };
}

/** A picture as text; null for none. */
export function base64(bytes: Uint8Array | undefined): string | null {
  return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') : null;
}
