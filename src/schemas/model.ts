import Type from 'typebox';

/** The schema version that this product writes and reads. */
export const MODEL_SCHEMA_VERSION = 1;

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Share = Type.Number({ minimum: 0, maximum: 1 });
const Count = Type.Integer({ minimum: 1 });

/** `config.json` of a model: everything but the arrays. */
export const ModelConfig = Type.Object({
  schema_version: Type.Literal(MODEL_SCHEMA_VERSION),
  product: Type.Literal('inspectai'),
  category: Type.String({ minLength: 1 }),
  threshold: Type.Number({ description: 'A picture fails when its anomaly score is above this.' }),
  backbone: Type.Object({ name: Type.String(), sha256: Sha256 }),
  layers: Type.Array(Type.String(), { minItems: 1 }),
  precision: Type.Enum(['float32', 'int8']),
  activation_ranges: Type.Optional(
    Type.Record(Type.String(), Type.Object({ low: Type.Number(), high: Type.Number() }), {
      description: 'Of an int8 backbone: what its tensors are rounded within, by name.',
    }),
  ),
  preprocessing: Type.Object({
    image_size: Count,
    center_crop: Type.Union([Count, Type.Null()]),
    letterbox: Type.Boolean(),
  }),
  grid: Type.Object({ height: Count, width: Count }),
  dimensions: Count,
  neighbors: Count,
  seed: Type.Integer(),
  coreset: Type.Object({
    ratio: Share,
    patches: Count,
    entries: Count,
    projected_dimensions: Count,
  }),
  calibration: Type.Object({
    kind: Type.Literal('leave_one_out'),
    method: Type.Enum(['false_reject_rate', 'mean_std', 'percentile']),
    n: Count,
    requested_false_reject_rate: Share,
    max_false_reject_rate: Share,
    smallest_supportable_rate: Share,
    pixel_threshold: Type.Number(),
    scores: Type.Array(Type.Number(), {
      description: 'Held-out scores of the training pictures, ascending.',
    }),
  }),
  training_set: Type.Object({ pictures: Count, fingerprint: Sha256 }),
  runtime: Type.Object({ onnxruntime: Type.String() }),
  files: Type.Record(Type.String(), Sha256, { description: 'SHA-256 of the other files of the model.' }),
});
export type ModelConfig = Type.Static<typeof ModelConfig>;

/** `training_images.json` of a model: what the provenance's picture numbers stand for. */
export const TrainingImages = Type.Array(
  Type.Object({
    name: Type.String({ description: 'Path relative to the folder of good pictures, with forward slashes.' }),
    sha256: Sha256,
    width: Count,
    height: Count,
    held_out_score: Type.Number({ description: 'Anomaly score against the bank without this picture.' }),
    held_out_map_maximum: Type.Number(),
  }),
);
export type TrainingImages = Type.Static<typeof TrainingImages>;
