import Type from '#bundled/typebox';
import { ReviewReason } from '../history/review-reasons.ts';
import { InspectionFilter, InspectionSummary, Verdict } from '../schemas/inspection.ts';
import { NewReview, Review } from '../schemas/review.ts';

const { action, reason_code, note, supersedes } = NewReview.properties;
const REASON = 'One of /api/v1/review-reasons that fits the action.';

/** What is said of one inspection. */
export const Reviewing = Type.Object(
  {
    action,
    reason_code: Type.String({ ...reason_code, description: REASON }),
    note: Type.Optional(note),
    supersedes: Type.Optional(supersedes),
  },
  { additionalProperties: false },
);

/** What is said of several inspections. */
export const ReviewingSeveral = Type.Object(
  {
    reviews: Type.Array(
      Type.Object(
        { inspection_id: Type.String({ maxLength: 100 }), ...Reviewing.properties },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 500 },
    ),
  },
  { additionalProperties: false },
);

/** What became of several reviews, in their order. */
export const SeveralReviewed = Type.Object({
  recorded: Type.Integer(),
  results: Type.Array(
    Type.Object({
      inspection_id: Type.String(),
      outcome: Type.Enum(['recorded', 'conflict', 'refused']),
      review: Type.Union([Review, Type.Null()], {
        description: 'What stands: this review, or that of who was first. Null when it was refused.',
      }),
      detail: Type.Union([Type.String(), Type.Null()], { description: 'Why it was not recorded.' }),
    }),
  ),
});

/** The reasons that reviews may name. */
export const ReasonList = Type.Object({ reasons: Type.Array(ReviewReason, { minItems: 1, maxItems: 200 }) });

/** All reviews of an inspection. */
export const ReviewList = Type.Object({ reviews: Type.Array(Review) });

const { decisions: _decisions, reviewed: _reviewed, ...filters } = InspectionFilter.properties;

/** Filters of a list as a query writes them. */
export const FilterQuery = {
  ...filters,
  decision: Type.Optional(Verdict),
  reviewed: InspectionFilter.properties.reviewed,
};

/** The queue of what waits for a review. */
export const QueueQuery = Type.Object({
  ...filters,
  decision: Type.Optional(Type.Enum(['REVIEW', 'FAIL'])),
  order: Type.Optional(
    Type.Enum(['oldest', 'worst'], { description: '`worst`: farthest above the threshold first.' }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: '50 unless told.' })),
  cursor: Type.Optional(Type.String({ maxLength: 300, description: '`next_cursor` of the page before.' })),
});
export const QueuePage = Type.Object({
  items: Type.Array(InspectionSummary),
  next_cursor: Type.Union([Type.String(), Type.Null()], { description: 'Null at the end.' }),
});

/** An inspection in a path. */
export const InspectionId = Type.Object({ id: Type.String({ maxLength: 100 }) });

/** The filter that a query names. */
export function filterOf<Query extends { readonly decision?: Verdict | undefined }>({
  decision,
  ...rest
}: Query) {
  return { ...rest, ...(decision && { decisions: [decision] }) };
}
