import Type from '#bundled/typebox';
import { ReviewAction } from '../schemas/review.ts';
import { FilterQuery } from './review-schemas.ts';

const NumberOrNull = Type.Union([Type.Number(), Type.Null()]);
const Count = Type.Integer();

const Counts = {
  inspected: Count,
  pass: Count,
  review: Count,
  fail: Count,
  waiting: Type.Integer({ description: 'REVIEW and FAIL that nobody has looked at.' }),
  overruled: Type.Integer({ description: 'REVIEW and FAIL that a person called good.' }),
  confirmed: Type.Integer({ description: 'REVIEW and FAIL that a person called defective.' }),
  escapes: Type.Integer({ description: 'PASS that turned out to be defective.' }),
};

/** Outcomes with the yields that follow. */
export const Yield = {
  ...Counts,
  first_pass_yield: Type.Union([Type.Number(), Type.Null()], {
    description: 'Passed by the machine, of all inspected.',
  }),
  first_pass_interval: Type.Union([Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }), Type.Null()], {
    description: 'Exact 95 % confidence interval.',
  }),
  final_yield: Type.Union([Type.Number(), Type.Null()], {
    description: 'Good after review; what waits for one counts as not good yet.',
  }),
};

/** How time is divided in a query. */
const BucketQuery = {
  bucket: Type.Optional(Type.Enum(['hour', 'shift', 'day'], { description: 'day unless told.' })),
  time_zone: Type.Optional(
    Type.String({
      maxLength: 50,
      description: 'Such as Europe/Berlin or +05:30; that of the settings unless told.',
    }),
  ),
  shifts: Type.Optional(
    Type.String({
      maxLength: 100,
      description:
        'When shifts begin, local time, such as "06:00,14:00,22:00"; those of the settings unless told.',
    }),
  ),
};
export const YieldQuery = Type.Object({ ...FilterQuery, ...BucketQuery });
export const YieldAnswer = Type.Object({
  bucket: Type.String(),
  time_zone: Type.String(),
  total: Type.Object(Yield),
  buckets: Type.Array(
    Type.Object({
      label: Type.String({ description: 'When it begins, local time with offset.' }),
      from: Type.String({ description: 'UTC; with `before` a filter for lists.' }),
      before: Type.String(),
      ...Yield,
    }),
    { description: 'Oldest first; stretches without inspections are left out.' },
  ),
});

const DIMENSIONS = ['category', 'model_version', 'line', 'station', 'lot', 'operator'] as const;
export const DimensionPath = Type.Object({ dimension: Type.Enum([...DIMENSIONS]) });
export const FilteredQuery = Type.Object(FilterQuery);
export const GroupQuery = Type.Object({
  ...FilterQuery,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: '100 unless told.' })),
});
export const Groups = Type.Object({
  dimension: Type.String(),
  groups: Type.Array(Type.Object({ value: Type.Union([Type.String(), Type.Null()]), ...Yield }), {
    description: 'The largest first.',
  }),
});

export const ParetoQuery = Type.Object({
  ...FilterQuery,
  cells: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 32, description: 'Columns and rows of the picture; 8 unless told.' }),
  ),
});
export const Pareto = Type.Object({
  reasons: Type.Array(
    Type.Object({
      action: ReviewAction,
      reason_code: Type.String(),
      inspections: Count,
      latest_id: Type.String({ description: 'The newest of these inspections.' }),
    }),
    { description: 'Of the reviews in force.' },
  ),
  cells: Type.Integer(),
  places: Type.Array(
    Type.Object({
      column: Count,
      row: Count,
      regions: Count,
      inspections: Count,
      latest_id: Type.String(),
    }),
    { description: 'Where regions of REVIEW and FAIL have their peak.' },
  ),
});

/** Percentiles in milliseconds. */
export const LatencyAnswer = Type.Object({
  inspections: Type.Integer({ description: 'That this rests on: the newest 10,000 at most.' }),
  p50: NumberOrNull,
  p90: NumberOrNull,
  p95: NumberOrNull,
  p99: NumberOrNull,
  max: NumberOrNull,
});

const { category, ...others } = FilterQuery;
export const DriftQuery = Type.Object({
  category: Type.String({ ...category, description: 'Drift is a matter of one category and version.' }),
  ...others,
  limit: Type.Optional(
    Type.Integer({ minimum: 2, maximum: 10_000, description: 'Newest inspections; 2,000 unless told.' }),
  ),
  batch: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 10_000,
      description: 'Parts in a point of the chart of rejects; 50 unless told.',
    }),
  ),
  reject_rate: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'The normal share of rejects; that of these inspections unless told.',
    }),
  ),
});
export const DriftAnswer = Type.Object({
  category: Type.String(),
  model_version: Type.String(),
  inspections: Count,
  rejected: Count,
  baseline_scores: Type.Integer({ description: 'Held-out scores of the calibration.' }),
  drift: Type.Boolean({ description: 'A chart that decides has a signal.' }),
  began: Type.Union([Type.Object({ id: Type.String(), at: Type.String() }), Type.Null()]),
  charts: Type.Array(
    Type.Object({
      chart: Type.Enum(['rejects', 'martingale', 'scores', 'moving_range', 'ewma', 'cusum']),
      decides: Type.Boolean(),
      by_chance: Type.Number({
        description: 'Signals by chance alone; of a chart that decides the probability of any.',
      }),
      signals: Type.Array(
        Type.Object({
          rule: Type.String(),
          side: Type.Enum(['above', 'below']),
          from_id: Type.String(),
          to_id: Type.String(),
          from: Type.String(),
          to: Type.String(),
          inspections: Type.String({ description: 'The list of them, as a path.' }),
        }),
      ),
      ids: Type.Array(Type.String(), { description: 'The inspection of every point.' }),
      points: Type.Array(
        Type.Object({
          value: Type.Number(),
          centre: Type.Number(),
          lower: NumberOrNull,
          upper: NumberOrNull,
        }),
      ),
    }),
  ),
});
