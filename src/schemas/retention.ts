import Type from '#bundled/typebox';

const Days = (verdict: string) =>
  Type.Union([Type.Number({ minimum: 0, maximum: 36_500 }), Type.Null()], {
    description: `Days that pictures and maps of ${verdict} are kept; null for ever.`,
  });

/** How long pictures, maps and ended jobs are kept. Records of inspections stay for good. */
export const RetentionSettings = Type.Object(
  {
    pass_days: Days('PASS'),
    review_days: Days('REVIEW'),
    fail_days: Days('FAIL'),
    job_days: Type.Optional(
      Type.Union([Type.Number({ minimum: 0, maximum: 36_500 }), Type.Null()], {
        description:
          'Days that jobs are kept with their events and results once they have ended, except trainings that succeeded, whose pictures others may need; null for ever. As it was where it is left out.',
      }),
    ),
    budget_bytes: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
      description: 'When pictures and maps take more than this, the oldest go: PASS, then REVIEW, then FAIL.',
    }),
  },
  { additionalProperties: false },
);
export type RetentionSettings = Type.Static<typeof RetentionSettings>;
