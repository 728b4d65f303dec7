import Type from 'typebox';

const Days = (verdict: string) =>
  Type.Union([Type.Number({ minimum: 0, maximum: 36_500 }), Type.Null()], {
    description: `Days that pictures and maps of ${verdict} are kept; null for ever.`,
  });

/** How long pictures and maps are kept. Records stay for good. */
export const RetentionSettings = Type.Object(
  {
    pass_days: Days('PASS'),
    review_days: Days('REVIEW'),
    fail_days: Days('FAIL'),
    budget_bytes: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
      description: 'When pictures and maps take more than this, the oldest go: PASS, then REVIEW, then FAIL.',
    }),
  },
  { additionalProperties: false },
);
export type RetentionSettings = Type.Static<typeof RetentionSettings>;
