/** What is read of report.json, the result of an evaluation; null where something is not defined. */
export interface EvaluationReport {
  readonly model_version: string;
  readonly threshold: number;
  readonly review_threshold: number;
  readonly image_auroc: number | null;
  readonly image_average_precision: number | null;
  readonly pixel_auroc: number | null;
  readonly aupro_30: number | null;
  readonly false_reject_rate: number | null;
  readonly false_reject_interval: readonly [number, number] | null;
  readonly recall: number | null;
  readonly recall_interval: readonly [number, number] | null;
  readonly escape_rate: number | null;
  readonly escape_interval: readonly [number, number] | null;
  readonly verdicts: { readonly good: VerdictCounts; readonly defective: VerdictCounts };
  readonly per_defect_type: Readonly<Record<string, DefectTypeResult>>;
  readonly images: readonly EvaluatedPicture[];
}

export interface VerdictCounts {
  readonly pass: number;
  readonly review: number;
  readonly fail: number;
}

interface DefectTypeResult {
  readonly count: number;
  readonly detected: number;
  readonly in_review: number;
  readonly recall: number;
  readonly image_auroc: number | null;
  readonly pixel_auroc: number | null;
  readonly score_median: number;
}

export interface EvaluatedPicture {
  readonly path: string;
  readonly label: 'good' | 'defect';
  readonly defect_type: string | null;
  readonly anomaly_score: number;
  readonly decision: 'PASS' | 'REVIEW' | 'FAIL';
}
