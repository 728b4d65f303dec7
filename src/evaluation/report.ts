import type { Plane } from '../image/image.ts';
import type { DefectTypeResult, EvaluationReport, ImageResult, VerdictCounts } from '../schemas/report.ts';
import { clopperPearson } from '../statistics/intervals.ts';
import type { EvaluatedPicture, EvaluationInput } from './evaluation-input.ts';
import { confusion, imageMetrics } from './metrics.ts';
import { pixelMetrics } from './pixel-metrics.ts';
import { quantile } from './quantile.ts';
import { reportCurves } from './report-curves.ts';

/**
 * Makes the report of an evaluation. Pixel metrics count good parts and those defects that have a mask.
 *
 * @throws InspectError `data_invalid` for scores or maps that are not numbers, `invalid_argument` for a mask whose
 * size differs from its map's.
 */
export function buildReport(input: EvaluationInput): EvaluationReport {
  const { model, pictures } = input;
  const image = imageMetrics(scoresOf(pictures), labelsOf(pictures));
  const outlined = pictures.filter(isOutlined);
  const pixel = pixelMetricsOf(outlined);
  return {
    schema_version: 1,
    created_at: input.createdAt.toISOString(),
    category: input.category,
    model_version: model.version,
    backbone: model.backbone,
    backbone_precision: model.precision,
    layers: [...model.layers],
    image_size: model.imageSize,
    ...(model.tiling && { tiling: model.tiling }),
    ...(model.regionOfInterest && {
      region_of_interest: { ...model.regionOfInterest, defects_outside: outlined.filter(isOutside).length },
    }),
    image_auroc: image.auroc,
    image_average_precision: image.averagePrecision,
    image_f1_max: image.f1Max,
    image_f1_max_threshold: image.f1MaxThreshold,
    pixel_auroc: pixel.auroc,
    pixel_average_precision: pixel.averagePrecision,
    aupro_30: pixel.aupro30,
    aupro_05: pixel.aupro05,
    masked_defects: outlined.filter(picture => picture.mask !== null).length,
    threshold: model.threshold,
    review_threshold: model.reviewThreshold,
    threshold_method: model.thresholdMethod,
    max_false_reject_rate: model.maxFalseRejectRate,
    ...rates(pictures),
    per_defect_type: perDefectType(pictures),
    ...reportCurves(pictures, model.threshold),
    images: pictures.map(imageResult),
    skipped: input.skipped.map(({ path, reason }) => ({ path, reason })),
    timings: timings(input),
  };
}

const scoresOf = (pictures: readonly EvaluatedPicture[]) => pictures.map(picture => picture.anomalyScore);
const labelsOf = (pictures: readonly EvaluatedPicture[]) =>
  pictures.map(picture => (picture.defectType === null ? 0 : 1));

interface OutlinedPicture extends EvaluatedPicture {
  readonly map: Plane;
}

/** Whether the truth is known for every pixel: a good part has no defective one, a defect needs its mask. */
function isOutlined(picture: EvaluatedPicture): picture is OutlinedPicture {
  return picture.map !== null && (picture.defectType === null || picture.mask !== null);
}

/** Whether nothing of the labelled defect is of interest. */
function isOutside({ mask, ignored }: EvaluatedPicture): boolean {
  if (!mask || !ignored) return false;
  return mask.data.includes(1) && mask.data.every((pixel, at) => pixel === 0 || ignored.data[at] === 1);
}

function pixelMetricsOf(pictures: readonly OutlinedPicture[]) {
  return pixelMetrics(
    pictures.map(picture => picture.map),
    pictures.map(picture => (picture.defectType === null ? null : picture.mask)),
    pictures.map(picture => picture.ignored ?? null),
  );
}

function rates(pictures: readonly EvaluatedPicture[]) {
  const counts = confusion(pictures.map(isRejected), labelsOf(pictures));
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = counts;
  const falseRejects = share(falsePositives, falsePositives + trueNegatives);
  const recall = share(truePositives, truePositives + falseNegatives);
  const precision = share(truePositives, truePositives + falsePositives);
  const good = verdictsOf(pictures.filter(({ defectType }) => defectType === null));
  const defective = verdictsOf(pictures.filter(({ defectType }) => defectType !== null));
  const escapes = share(defective.pass, truePositives + falseNegatives);
  return {
    false_reject_rate: falseRejects.value,
    false_reject_interval: falseRejects.interval,
    recall: recall.value,
    recall_interval: recall.interval,
    precision: precision.value,
    precision_interval: precision.interval,
    escape_rate: escapes.value,
    escape_interval: escapes.interval,
    verdicts: { good, defective },
    confusion: {
      true_positives: truePositives,
      false_positives: falsePositives,
      true_negatives: trueNegatives,
      false_negatives: falseNegatives,
    },
  };
}

function isRejected({ decision }: EvaluatedPicture): boolean {
  return decision === 'FAIL';
}

function verdictsOf(pictures: readonly EvaluatedPicture[]): VerdictCounts {
  const count = (verdict: ImageResult['decision']) =>
    pictures.filter(({ decision }) => decision === verdict).length;
  return { pass: count('PASS'), review: count('REVIEW'), fail: count('FAIL') };
}

function share(part: number, whole: number): { value: number | null; interval: [number, number] | null } {
  return whole === 0
    ? { value: null, interval: null }
    : { value: part / whole, interval: [...clopperPearson(part, whole)] };
}

function perDefectType(pictures: readonly EvaluatedPicture[]) {
  const types = new Set(pictures.flatMap(({ defectType }) => (defectType === null ? [] : [defectType])));
  // fromEntries also takes a folder named __proto__ as an ordinary key.
  return Object.fromEntries([...types].sort().map(type => [type, defectTypeResult(pictures, type)]));
}

function defectTypeResult(pictures: readonly EvaluatedPicture[], type: string): DefectTypeResult {
  const goodAndType = pictures.filter(({ defectType }) => defectType === null || defectType === type);
  const ofType = pictures.filter(({ defectType }) => defectType === type);
  const scores = scoresOf(ofType).sort((a, b) => a - b);
  const { fail: detected, review } = verdictsOf(ofType);
  return {
    count: scores.length,
    detected,
    in_review: review,
    recall: detected / scores.length,
    recall_interval: share(detected, scores.length).interval,
    image_auroc: imageMetrics(scoresOf(goodAndType), labelsOf(goodAndType)).auroc,
    pixel_auroc: pixelMetricsOf(goodAndType.filter(isOutlined)).auroc,
    score_min: scores[0]!,
    score_median: quantile(scores, 0.5)!,
    score_max: scores.at(-1)!,
  };
}

function imageResult(picture: EvaluatedPicture): ImageResult {
  return {
    path: picture.path,
    label: picture.defectType === null ? 'good' : 'defect',
    defect_type: picture.defectType,
    anomaly_score: picture.anomalyScore,
    p_value: picture.pValue,
    decision: picture.decision,
    inspection_ms: picture.inspectionMs,
  };
}

function timings({ pictures, timings }: EvaluationInput): EvaluationReport['timings'] {
  const inspections = pictures.map(picture => picture.inspectionMs).sort((a, b) => a - b);
  return {
    load_ms: timings.loadMs,
    inspection_ms_median: quantile(inspections, 0.5),
    inspection_ms_p95: quantile(inspections, 0.95),
    images_per_second: timings.picturesMs > 0 ? (1000 * pictures.length) / timings.picturesMs : null,
    total_ms: timings.totalMs,
  };
}
