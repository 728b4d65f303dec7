import Type, { type TSchema } from '#bundled/typebox';
import { Signature } from './accounts/signature.ts';
import { Activated } from './model-schemas.ts';
import { ThresholdsThenAndNow } from './regression-schemas.ts';

const OrNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const NumberOrNull = Type.Union([Type.Number(), Type.Null()]);
const Interval = Type.Union([Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }), Type.Null()], {
  description: '95 %.',
});
const Measured = Type.Object({
  count: Type.Integer(),
  of: Type.Integer(),
  rate: NumberOrNull,
  interval: Interval,
});
const Rate = Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 });

/** What a model promises and what stands behind it. */
export const CalibrationCard = Type.Object({
  category: Type.String(),
  model_version: Type.String(),
  kind: Type.Enum(['leave_one_out', 'split']),
  method: Type.Enum(['false_reject_rate', 'mean_std', 'percentile']),
  n: Type.Integer({ description: 'Held-out pictures.' }),
  training_pictures: Type.Integer(),
  region_of_interest: OrNull(Type.Object({ patches: Type.Integer(), of: Type.Integer() })),
  requested_false_reject_rate: Type.Number(),
  max_false_reject_rate: Type.Number(),
  requested_review_rate: Type.Number(),
  review_rate: Type.Number(),
  smallest_supportable_rate: Type.Number(),
  plausible_false_reject_rate: Type.Number({
    description: 'Which the rate stays under with 95 % confidence.',
  }),
  fail_threshold: Type.Number(),
  review_threshold: Type.Number(),
  pixel_threshold: Type.Number(),
  pixel_review_threshold: Type.Number(),
  promise: Type.String(),
  proof: Type.String(),
  spread: Type.String(),
  assumption: Type.String(),
  shortfall: Type.Union([Type.String(), Type.Null()]),
  measured: OrNull(
    Type.Object({
      source: Type.String(),
      false_rejects: Measured,
      escapes: Measured,
      good_to_review: Measured,
      defects_to_review: Measured,
    }),
  ),
  what_if: Type.Array(
    Type.Object({
      rate: Type.Number(),
      fail_threshold: Type.Number(),
      expected_rejects_per_1000: Type.Number(),
      good_rejected: NumberOrNull,
      defects_caught: NumberOrNull,
      in_use: Type.Boolean(),
    }),
  ),
  stricter: Type.Array(
    Type.Object({
      rate: Type.Number(),
      pictures_needed: Type.Integer(),
      more_good_pictures: Type.Integer(),
    }),
  ),
  held_out_scores: Type.Array(Type.Number(), { description: 'Of good pictures, ascending.' }),
  histogram: Type.Object({
    edges: Type.Array(Type.Number(), { description: 'One more than counts.' }),
    counts: Type.Array(Type.Integer()),
  }),
});

const Count = Type.Object({
  count: Type.Integer(),
  of: Type.Integer(),
  per_1000: NumberOrNull,
  interval_per_1000: Interval,
});

/** A threshold, or the rate that it is to stand for. */
export const WhatIfQuery = Type.Object({
  threshold: Type.Optional(Type.Number()),
  false_reject_rate: Type.Optional(Rate),
});

/** What another threshold would do. */
export const WhatIf = Type.Object({
  category: Type.String(),
  model_version: Type.String(),
  threshold: Type.Number(),
  threshold_in_use: Type.Number(),
  expected_false_rejects_per_1000: Type.Number(),
  held_out: Count,
  evaluated: Type.Union(
    [Type.Object({ source: Type.String(), good_rejected: Count, defects_caught: Count }), Type.Null()],
    { description: 'Pictures of the last evaluation of this version.' },
  ),
  recorded: Type.Object(
    { good_rejected: Count, defects_caught: Count, not_reviewed_rejected: Count },
    { description: 'Inspections that this version made, by what people said of the part afterwards.' },
  ),
});

/** To set the thresholds anew. */
export const ThresholdOrder = Type.Object(
  {
    max_false_reject_rate: { ...Rate, description: 'Share of good parts that may be rejected.' },
    review_rate: Type.Optional({
      ...Rate,
      description: 'Share that may be rejected or sent to a person; as before when left out.',
    }),
    reason: Type.String({ minLength: 1, maxLength: 1000, description: 'For journal and audit log.' }),
    force: Type.Optional(Type.Boolean({ description: 'Even if the regression check speaks against it.' })),
    signature: Type.Optional(Signature),
  },
  { additionalProperties: false },
);
export const ThresholdsChanged = Type.Object({
  ...Activated.properties,
  thresholds: ThresholdsThenAndNow,
});
