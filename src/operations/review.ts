import { InspectError } from '../errors.ts';
import type { History } from '../history/database.ts';
import { getInspection } from '../history/inspections.ts';
import { checkReason, reviewReasons } from '../history/review-reasons.ts';
import { listReviews, reviewInspection } from '../history/reviews.ts';
import type { NewReview, Review } from '../schemas/review.ts';

/** What became of a review. */
export type ReviewOutcome =
  | { readonly outcome: 'recorded'; readonly review: Review }
  /** Somebody else was first: `review` is what stands. */
  | { readonly outcome: 'conflict'; readonly review: Review; readonly detail: string }
  | { readonly outcome: 'refused'; readonly error: InspectError };

/** Which inspection is reviewed, and what is said of it. */
export interface ReviewRequest {
  readonly id: string;
  readonly review: NewReview;
}

/**
 * Records reviews, each for itself: what a colleague has decided in the meantime keeps none of the others back. The
 * outcomes come in the order of the requests.
 *
 * @throws InspectError of the database alone, such as `storage_full`; reviews before it are recorded.
 */
export async function reviewAll(
  history: History,
  requests: readonly ReviewRequest[],
  reviewer: string,
): Promise<readonly ReviewOutcome[]> {
  const reasons = await reviewReasons(history);
  const outcomes: ReviewOutcome[] = [];
  for (const { id, review } of requests) {
    try {
      checkReason(reasons, review.action, review.reason_code);
      // A transaction each: one for all would wait for the log of a colleague who waits for one of these.
      outcomes.push({
        outcome: 'recorded',
        review: await reviewInspection(history, id, review, { reviewer }),
      });
    } catch (cause) {
      if (!(cause instanceof InspectError && OF_THE_REQUEST.has(cause.code))) throw cause;
      outcomes.push(await explained(history, id, review, cause));
    }
  }
  return outcomes;
}

const OF_THE_REQUEST: ReadonlySet<string> = new Set(['invalid_argument', 'data_not_found']);

async function explained(
  history: History,
  id: string,
  { supersedes }: NewReview,
  error: InspectError,
): Promise<ReviewOutcome> {
  if (error.code === 'data_not_found') return { outcome: 'refused', error };
  const { review_id } = await getInspection(history, id).catch(() => ({ review_id: supersedes }));
  if (review_id === null || review_id === supersedes) return { outcome: 'refused', error };
  const standing = (await listReviews(history, id)).find(review => review.id === review_id);
  if (standing === undefined) return { outcome: 'refused', error };
  const { reviewer, created_at, decision_after } = standing;
  return {
    outcome: 'conflict',
    review: standing,
    detail: `${reviewer} has reviewed this inspection at ${created_at}: it counts as ${decision_after}. To replace that review, send "supersedes": "${standing.id}".`,
  };
}
