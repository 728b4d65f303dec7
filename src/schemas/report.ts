import Type from '#bundled/typebox';
import { Tiling } from './model.ts';

const Share = Type.Number({ minimum: 0, maximum: 1 });
const ShareOrNull = Type.Union([Share, Type.Null()]);
const NumberOrNull = Type.Union([Type.Number(), Type.Null()]);
const IntervalOrNull = Type.Union([Type.Tuple([Share, Share]), Type.Null()]);
const Count = Type.Integer({ minimum: 0 });

/** One picture of the test set and what the model said about it. */
export const ImageResult = Type.Object({
  path: Type.String({ description: 'Relative to the data set, with forward slashes.' }),
  label: Type.Enum(['good', 'defect']),
  defect_type: Type.Union([Type.String(), Type.Null()], {
    description: 'The folder the picture came from; null for good parts.',
  }),
  anomaly_score: Type.Number({ description: 'Raw, as compared with the threshold.' }),
  p_value: Type.Union([Share, Type.Null()], {
    description: 'Share of good parts that score as high; null when the model is not calibrated.',
  }),
  decision: Type.Enum(['PASS', 'REVIEW', 'FAIL'], {
    description:
      'FAIL when anomaly_score > threshold, REVIEW when it is only above review_threshold, unless a rule says otherwise.',
  }),
  inspection_ms: Type.Number({ minimum: 0 }),
});
export type ImageResult = Type.Static<typeof ImageResult>;

/** Pictures by verdict. */
export const VerdictCounts = Type.Object({ pass: Count, review: Count, fail: Count });
export type VerdictCounts = Type.Static<typeof VerdictCounts>;

/** How one kind of defect fared; its AUROCs are against all good parts. */
export const DefectTypeResult = Type.Object({
  count: Count,
  detected: Count,
  in_review: Count,
  recall: Share,
  recall_interval: IntervalOrNull,
  image_auroc: ShareOrNull,
  pixel_auroc: ShareOrNull,
  score_min: Type.Number(),
  score_median: Type.Number(),
  score_max: Type.Number(),
});
export type DefectTypeResult = Type.Static<typeof DefectTypeResult>;

/**
 * The result of running a model over a test set, as in `report.json`. Shares are fractions, intervals are exact
 * 95 % confidence intervals; null means undefined: no masks, no defective or no good parts.
 */
export const EvaluationReport = Type.Object({
  schema_version: Type.Literal(1),
  created_at: Type.String({ description: 'ISO 8601, UTC.' }),
  category: Type.String(),
  model_version: Type.String(),
  backbone: Type.String(),
  backbone_precision: Type.String({ description: 'float32 or int8.' }),
  layers: Type.Array(Type.String()),
  image_size: Type.Integer({ minimum: 1, description: 'Pixels of a side of the picture the model sees.' }),
  tiling: Type.Optional(Tiling),
  region_of_interest: Type.Optional(
    Type.Object(
      {
        patches: Type.Integer({ minimum: 1, description: 'Patches of a picture that are inspected.' }),
        of: Type.Integer({ minimum: 1 }),
        defects_outside: Type.Integer({
          minimum: 0,
          description:
            'Defective pictures whose labelled defects all lie outside; their verdicts count as all others.',
        }),
      },
      {
        description:
          'Pixel metrics are those of the region of interest. Absent where whole pictures are inspected.',
      },
    ),
  ),
  image_auroc: ShareOrNull,
  image_average_precision: ShareOrNull,
  image_f1_max: ShareOrNull,
  image_f1_max_threshold: NumberOrNull,
  pixel_auroc: ShareOrNull,
  pixel_average_precision: ShareOrNull,
  aupro_30: ShareOrNull,
  aupro_05: ShareOrNull,
  masked_defects: Type.Integer({ minimum: 0, description: 'Defective pictures that have a mask.' }),
  threshold: Type.Number({ description: 'FAIL above this.' }),
  review_threshold: Type.Number({ description: 'REVIEW above this and up to the threshold.' }),
  threshold_method: Type.String(),
  max_false_reject_rate: Type.Union([Share, Type.Null()], {
    description: 'What the threshold was calibrated for; null for methods without a target.',
  }),
  false_reject_rate: ShareOrNull,
  false_reject_interval: IntervalOrNull,
  recall: ShareOrNull,
  recall_interval: IntervalOrNull,
  precision: ShareOrNull,
  precision_interval: IntervalOrNull,
  escape_rate: Type.Union([Share, Type.Null()], {
    description: 'Share of the defects that pass: neither rejected nor sent to a person.',
  }),
  escape_interval: IntervalOrNull,
  verdicts: Type.Object({ good: VerdictCounts, defective: VerdictCounts }),
  confusion: Type.Object({
    true_positives: Count,
    false_positives: Count,
    true_negatives: Count,
    false_negatives: Count,
  }),
  per_defect_type: Type.Record(Type.String(), DefectTypeResult),
  curves: Type.Optional(
    Type.Union(
      [
        Type.Object({
          roc: Type.Object({
            false_positive_rate: Type.Array(Share),
            recall: Type.Array(Share),
            thresholds: Type.Array(NumberOrNull),
          }),
          precision_recall: Type.Object({
            recall: Type.Array(Share),
            precision: Type.Array(Share),
            thresholds: Type.Array(NumberOrNull),
          }),
        }),
        Type.Null(),
      ],
      {
        description:
          'One entry a point, at most 200 of them; thresholds are the lowest score called defective at the point, null where nothing is. Null without good parts or defects.',
      },
    ),
  ),
  score_distribution: Type.Optional(
    Type.Array(
      Type.Object({
        defect_type: Type.Union([Type.String(), Type.Null()], { description: 'Null for good parts.' }),
        bars: Type.Array(Type.Object({ from: Type.Number(), to: Type.Number(), pictures: Count }), {
          description:
            'Scores above `from` and up to `to`; the threshold is an edge. Empty bars are left out.',
        }),
      }),
      { description: 'Good parts first, over common bins.' },
    ),
  ),
  images: Type.Array(ImageResult),
  skipped: Type.Array(Type.Object({ path: Type.String(), reason: Type.String() })),
  timings: Type.Object({
    load_ms: Type.Number({ minimum: 0, description: 'Loading the model.' }),
    inspection_ms_median: NumberOrNull,
    inspection_ms_p95: NumberOrNull,
    images_per_second: NumberOrNull,
    total_ms: Type.Number({ minimum: 0 }),
  }),
});
export type EvaluationReport = Type.Static<typeof EvaluationReport>;
