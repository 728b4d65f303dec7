import Type from '#bundled/typebox';
import { Line, Verdict } from './inspection.ts';

/**
 * What a person says about an inspection: `confirm` a REVIEW or FAIL as defective, `overrule` it as good, or report a
 * passed part as an `escape`.
 */
export const ReviewAction = Type.Enum(['confirm', 'overrule', 'escape']);
export type ReviewAction = Type.Static<typeof ReviewAction>;

/** A review as it is handed in. */
export const NewReview = Type.Object({
  action: ReviewAction,
  reason_code: Type.String({
    pattern: '^[a-z][a-z0-9_]{0,49}$',
    description: 'Such as scratch, dirt, reflection, acceptable_variation.',
  }),
  note: Type.Union([Type.String({ maxLength: 2000, pattern: '^[^\\u0000\\ud800-\\udfff]*$' }), Type.Null()]),
  supersedes: Type.Union([Type.String(), Type.Null()], {
    description:
      'The review that this one replaces, null for the first: a colleague is never overwritten unseen.',
  }),
});
export type NewReview = Type.Static<typeof NewReview>;

/** A review as it was recorded. */
export const Review = Type.Object({
  id: Type.String(),
  inspection_id: Type.String(),
  created_at: Type.String({ description: 'ISO 8601, UTC.' }),
  reviewer: Line,
  ...NewReview.properties,
  decision_before: Verdict,
  decision_after: Verdict,
});
export type Review = Type.Static<typeof Review>;
