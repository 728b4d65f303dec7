import Type from '#bundled/typebox';

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Time = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  description: 'ISO 8601, UTC, with milliseconds.',
});
const Pixels = Type.Integer({ minimum: 0 });
const Count = Type.Integer({ minimum: 1 });

/** One line of text without control characters and broken ones, which not every database or log keeps as they are. */
export const Line = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ud800-\\udfff]*$',
});
const LineOrNull = Type.Union([Line, Type.Null()]);

/** PASS, REVIEW or FAIL. */
export const Verdict = Type.Enum(['PASS', 'REVIEW', 'FAIL']);
export type Verdict = Type.Static<typeof Verdict>;

const Box = Type.Object({ x: Pixels, y: Pixels, width: Pixels, height: Pixels });

const Patch = Type.Object({
  row: Pixels,
  column: Pixels,
  box: Box,
  distance: Type.Number(),
  normal: Type.Object({ picture: Type.String(), row: Pixels, column: Pixels, box: Box }),
});

const Region = Type.Object({
  number: Count,
  box: Box,
  area_px: Type.Number(),
  area_mm2: Type.Union([Type.Number(), Type.Null()]),
  peak: Type.Object({ value: Type.Number(), x: Type.Number(), y: Type.Number() }),
  p_value: Type.Number(),
  evidence: Patch,
});

const InputFinding = Type.Object({
  reason: Type.String(),
  reading: Type.String(),
  value: Type.Number(),
  low: Type.Union([Type.Number(), Type.Null()]),
  high: Type.Union([Type.Number(), Type.Null()]),
  excess: Type.Number(),
  sentence: Type.String(),
});

const Alignment = Type.Object({
  aligned: Type.Boolean(),
  right_px: Type.Number(),
  down_px: Type.Number(),
  angle_degrees: Type.Number(),
  match: Type.Number(),
});

/** What lists and tables show of an inspection, and what is known when it is recorded. */
const Facts = {
  category: Line,
  model_version: Line,
  serial: LineOrNull,
  lot: LineOrNull,
  line: LineOrNull,
  station: LineOrNull,
  operator: LineOrNull,
  picture: Type.Object({
    name: Line,
    sha256: Sha256,
    width: Count,
    height: Count,
    kept: Type.Boolean({ description: 'The picture itself lies among the blobs.' }),
  }),
  anomaly_score: Type.Number(),
  p_value: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()]),
  threshold: Type.Number({ description: 'FAIL above this.' }),
  review_threshold: Type.Number({ description: 'REVIEW above this.' }),
  decision: Verdict,
  reason: Type.String({ maxLength: 4000, pattern: '^[^\\u0000\\ud800-\\udfff]*$' }),
};

/** What explains an inspection and lets it be repeated. */
const Explanation = {
  config_sha256: Sha256,
  backbone: Type.Object({ name: Line, sha256: Sha256 }),
  region_of_interest: Type.Union([Type.Object({ patches: Count, of: Count }), Type.Null()]),
  alignment: Type.Union([Alignment, Type.Null()]),
  input_findings: Type.Array(InputFinding),
  regions: Type.Array(Region),
  evidence: Type.Union([Type.Intersect([Patch, Type.Object({ top: Type.Array(Patch) })]), Type.Null()]),
  timings: Type.Record(Type.String(), Type.Number({ minimum: 0 }), { description: 'Milliseconds by step.' }),
  software: Type.Record(Type.String(), Type.String(), { description: 'Versions that the score comes from.' }),
  map_sha256: Type.Union([Sha256, Type.Null()], { description: 'The anomaly map among the blobs.' }),
  heatmap_sha256: Type.Union([Sha256, Type.Null()]),
  overlay_sha256: Type.Union([Sha256, Type.Null()]),
};

const Recorded = {
  id: Type.String({ description: 'UUID, version 7: in the order of time.' }),
  created_at: Time,
};

const Reviewed = {
  review_id: Type.Union([Type.String(), Type.Null()], { description: 'The review that stands.' }),
  reviewed_at: Type.Union([Time, Type.Null()]),
  reviewed_by: LineOrNull,
  final_decision: Type.Union([Verdict, Type.Null()], { description: 'What the review made of it.' }),
  pictures_removed_at: Type.Union([Time, Type.Null()], {
    description: 'When retention removed picture and maps.',
  }),
};

/** An inspection as it is handed in to be recorded. */
export const NewInspection = Type.Object({ ...Facts, ...Explanation });
export type NewInspection = Type.Static<typeof NewInspection>;

/** An inspection as lists show it. */
export const InspectionSummary = Type.Object({ ...Recorded, ...Facts, ...Reviewed });
export type InspectionSummary = Type.Static<typeof InspectionSummary>;

/** An inspection with all that is known of it. */
export const Inspection = Type.Object({ ...Recorded, ...Facts, ...Explanation, ...Reviewed });
export type Inspection = Type.Static<typeof Inspection>;

/** Which inspections are meant; what is absent restricts nothing. */
export const InspectionFilter = Type.Object({
  category: Type.Optional(Line),
  decisions: Type.Optional(Type.Array(Verdict, { minItems: 1 })),
  serial: Type.Optional(Line),
  lot: Type.Optional(Line),
  line: Type.Optional(Line),
  station: Type.Optional(Line),
  operator: Type.Optional(Line),
  model_version: Type.Optional(Line),
  picture_sha256: Type.Optional(Sha256),
  from: Type.Optional(Time),
  before: Type.Optional(Time),
  score_min: Type.Optional(Type.Number()),
  score_max: Type.Optional(Type.Number()),
  reviewed: Type.Optional(Type.Boolean()),
});
export type InspectionFilter = Type.Static<typeof InspectionFilter>;
