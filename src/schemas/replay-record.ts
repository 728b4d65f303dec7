import Type from '#bundled/typebox';

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Count = Type.Integer({ minimum: 1 });

/** What it takes to inspect a picture again and get the same verdict: `<picture>_result.json`. */
export const ReplayRecord = Type.Object({
  record_version: Type.Literal(1),
  category: Type.String({ minLength: 1 }),
  inspected_at: Type.String({ description: 'ISO 8601, UTC.' }),
  picture: Type.Object({ path: Type.String(), sha256: Sha256, width: Count, height: Count }),
  model_version: Type.String(),
  config_sha256: Type.String({
    pattern: '^[0-9a-f]{64}$',
    description: 'Of config.json, which holds the SHA-256 of all other files of the version.',
  }),
  backbone: Type.Object({ name: Type.String(), sha256: Sha256 }),
  anomaly_score: Type.Number(),
  threshold: Type.Number(),
  review_threshold: Type.Number(),
  decision: Type.Enum(['PASS', 'REVIEW', 'FAIL']),
  region_of_interest: Type.Optional(
    Type.Object({ patches: Count, of: Count }, { description: 'Patches inspected. Absent where all are.' }),
  ),
  alignment: Type.Optional(
    Type.Object(
      {
        aligned: Type.Boolean(),
        right_px: Type.Number(),
        down_px: Type.Number(),
        angle_degrees: Type.Number(),
        match: Type.Number(),
      },
      { description: 'How the part lay in the picture. Absent where pictures are taken as they come.' },
    ),
  ),
  software: Type.Object({
    inspectai: Type.String(),
    onnxruntime: Type.String(),
    node: Type.String(),
    platform: Type.String({ description: 'Operating system and processor, such as linux-x64.' }),
    device: Type.String(),
  }),
});
export type ReplayRecord = Type.Static<typeof ReplayRecord>;
