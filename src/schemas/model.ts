import Type from '#bundled/typebox';

/** The schema version that this product writes and reads. */
export const MODEL_SCHEMA_VERSION = 2;

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Share = Type.Number({ minimum: 0, maximum: 1 });
const Count = Type.Integer({ minimum: 1 });

/** Tiles that pictures are cut into at native scale. */
export const Tiling = Type.Object({
  side: Type.Integer({ minimum: 1, description: 'Pixels of a side of a tile.' }),
  overlap: Type.Integer({ minimum: 0, description: 'Pixels that neighbouring tiles share at least.' }),
  picture: Type.Object({ width: Count, height: Count }, { description: 'The size of every picture.' }),
  map_step: Type.Integer({ minimum: 1, description: 'Pixels of the picture for one of the map, each way.' }),
});

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
    tiling: Type.Optional(Tiling),
  }),
  alignment: Type.Optional(
    Type.Object(
      {
        kind: Type.Enum(['translation', 'rigid']),
        turns: Type.Boolean({ description: 'Whether the angle is found; also see alignment.json.' }),
      },
      { description: 'How parts are brought to their place. Absent where pictures are taken as they come.' },
    ),
  ),
  region_of_interest: Type.Optional(
    Type.Object(
      { patches: Count, of: Count },
      {
        description:
          'How many patches of the grid are inspected; also see region_of_interest.json. Absent where all are.',
      },
    ),
  ),
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
  index: Type.Optional(
    Type.Object(
      { kind: Type.Literal('approximate'), axes: Count, recall: Share, measured_patches: Count },
      {
        description:
          'Of a bank that is searched through an index: the share of held-out patches whose nearest entry it finds.',
      },
    ),
  ),
  calibration: Type.Object({
    kind: Type.Enum(['leave_one_out', 'split']),
    method: Type.Enum(['false_reject_rate', 'mean_std', 'percentile']),
    n: Count,
    requested_false_reject_rate: Share,
    max_false_reject_rate: Share,
    requested_review_rate: Share,
    review_rate: Share,
    smallest_supportable_rate: Share,
    review_threshold: Type.Number({ description: 'REVIEW above this and up to the threshold.' }),
    pixel_threshold: Type.Number(),
    pixel_review_threshold: Type.Number(),
    scores: Type.Array(Type.Number(), {
      description: 'Held-out scores of the training pictures, ascending.',
    }),
    map_maxima: Type.Array(Type.Number(), {
      description: 'Held-out maxima of the anomaly map, ascending.',
    }),
  }),
  rules: Type.Optional(
    Type.Object(
      {
        min_region_area: Type.Optional(Count),
        max_regions: Type.Optional(Type.Integer({ minimum: 0 })),
        mm_per_px: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
      },
      { description: 'What regions mean for the verdict; pixels of the picture. Absent without such rules.' },
    ),
  ),
  training_set: Type.Object({ pictures: Count, fingerprint: Sha256 }),
  taught: Type.Optional(
    Type.Object(
      { from: Type.String(), pictures: Count, entries: Count, covering_radius: Type.Number() },
      {
        description:
          'Of a version that was made by teaching: the version it grew from, the pictures and bank entries that were added, and the distance within which the bank covers their patches. Absent when it was trained.',
      },
    ),
  ),
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
    copies: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Pictures with the same bytes, which were left out; absent when there are none.',
      }),
    ),
    held_out_score: Type.Number({ description: 'Anomaly score against the bank without this picture.' }),
    held_out_map_maximum: Type.Number(),
    how: Type.Optional(
      Type.Literal('taught', { description: 'The picture was taught; absent when it was trained on.' }),
    ),
    pose: Type.Optional(
      Type.Object(
        { right: Type.Number(), down: Type.Number(), angle: Type.Number() },
        {
          description:
            'Of a picture that was aligned: how far the part was moved, as shares of the picture, and turned, in degrees clockwise.',
        },
      ),
    ),
    kept_out: Type.Optional(
      Type.Literal(true, {
        description: 'Of split calibration: the picture takes no part in the memory bank.',
      }),
    ),
  }),
);
export type TrainingImages = Type.Static<typeof TrainingImages>;
