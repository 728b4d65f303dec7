import type { InspectionSummary, Review } from '../../api/types.ts';

/** What an inspection shows of the review that stands. */
export type Reviewable = Pick<
  InspectionSummary,
  'id' | 'review_id' | 'reviewed_at' | 'reviewed_by' | 'final_decision'
>;

/** An inspection as it is after a review of it; the very same when none of the reviews is of it. */
export function applyReviews<Item extends Reviewable>(
  item: Item,
  reviews: ReadonlyMap<string, Review>,
): Item {
  const review = reviews.get(item.id);
  if (!review) return item;
  return {
    ...item,
    review_id: review.id,
    reviewed_at: review.created_at,
    reviewed_by: review.reviewer,
    final_decision: review.decision_after,
  };
}

/** Reviews by the inspection that they are of. */
export function byInspection(reviews: readonly Review[]): ReadonlyMap<string, Review> {
  return new Map(reviews.map(review => [review.inspection_id, review]));
}
