import Type from '#bundled/typebox';

const Limit = Type.Object({
  center: Type.Number({ description: 'Mean of the training pictures.' }),
  deviation: Type.Number({ description: 'Standard deviation of the training pictures.' }),
  low: Type.Union([Type.Number(), Type.Null()]),
  high: Type.Union([Type.Number(), Type.Null()]),
});

/** `input_guard.json` of a model: what its training pictures are like as photographs. */
export const InputGuardDocument = Type.Object({
  pictures: Type.Integer({ minimum: 1 }),
  requested_rate: Type.Number(),
  rate: Type.Number({ description: 'Share of good parts that the limits together may send to REVIEW.' }),
  size: Type.Object({
    min_width: Type.Integer(),
    max_width: Type.Integer(),
    min_height: Type.Integer(),
    max_height: Type.Integer(),
    min_aspect: Type.Number({ description: 'Width by height.' }),
    max_aspect: Type.Number(),
  }),
  limits: Type.Object({
    brightness: Limit,
    clipped: Limit,
    redness: Limit,
    blueness: Limit,
    structure: Limit,
    sharpness: Limit,
    focus: Limit,
    right: Limit,
    down: Limit,
    match: Limit,
    distance: Limit,
  }),
  reference: Type.String({
    description: 'Mean thumbnail, 32 x 32 grey levels as little-endian float32 in base64.',
  }),
});
export type InputGuardDocument = Type.Static<typeof InputGuardDocument>;
