import { InspectError } from '../errors.ts';
import type { Inspection, Verdict } from '../schemas/inspection.ts';
import { NewReview, type Review, type ReviewAction } from '../schemas/review.ts';
import { appendAudit } from './audit.ts';
import { checkInput } from './check-input.ts';
import { type History, inTransaction } from './database.ts';
import { newId } from './id.ts';
import { getInspection } from './inspections.ts';
import { emitEvent, reviewEvent } from './webhook-events.ts';

/** What can be said about which verdict, and what the part is then. */
const OUTCOME: Readonly<
  Record<ReviewAction, { readonly of: readonly Verdict[]; readonly becomes: Verdict }>
> = {
  confirm: { of: ['REVIEW', 'FAIL'], becomes: 'FAIL' },
  overrule: { of: ['REVIEW', 'FAIL'], becomes: 'PASS' },
  escape: { of: ['PASS'], becomes: 'FAIL' },
};

/** Who reviews, and when. */
export interface ReviewOptions {
  readonly reviewer: string;
  readonly now?: Date;
}

/**
 * Records what a person says about an inspection. Its verdict stays as the machine gave it; `final_decision` says what
 * the part is taken for. Overrulings, escapes and whatever replaces an earlier review go into the audit log.
 *
 * @throws InspectError `data_not_found`; `invalid_argument` when the action does not fit the verdict, or when somebody
 * else has reviewed it in the meantime.
 */
export async function reviewInspection(
  db: History,
  inspectionId: string,
  given: NewReview,
  { reviewer, now = new Date() }: ReviewOptions,
): Promise<Review> {
  checkInput(NewReview, given, 'The review');
  return inTransaction(db, async transaction => {
    const inspection = await getInspection(transaction, inspectionId);
    const { of, becomes } = OUTCOME[given.action];
    if (!of.includes(inspection.decision))
      throw new InspectError(
        'invalid_argument',
        `The inspection's verdict is ${inspection.decision}; "${given.action}" is for ${of.join(' and ')}. ${inspection.decision === 'PASS' ? 'Report a passed part that is bad with "escape".' : 'Use "confirm" or "overrule".'}`,
      );
    const review: Review = {
      id: newId(now.getTime()),
      inspection_id: inspectionId,
      created_at: now.toISOString(),
      reviewer,
      action: given.action,
      reason_code: given.reason_code,
      note: given.note,
      supersedes: given.supersedes,
      decision_before: inspection.final_decision ?? inspection.decision,
      decision_after: becomes,
    };
    await putInForce(transaction, review);
    await transaction.insertInto('reviews').values(review).execute();
    if (review.action !== 'confirm' || review.supersedes !== null)
      await auditReview(transaction, inspection, review, now);
    await emitEvent(transaction, reviewEvent(inspection, review), now);
    return review;
  });
}

/** All reviews of an inspection, oldest first. */
export function listReviews(db: History, inspectionId: string): Promise<readonly Review[]> {
  return db
    .selectFrom('reviews')
    .selectAll()
    .where('inspection_id', '=', inspectionId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** Only when the review that stands is the one that the reviewer has seen: of two at the same time, one is told. */
async function putInForce(db: History, review: Review): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('inspections')
    .set({
      review_id: review.id,
      reviewed_at: review.created_at,
      reviewed_by: review.reviewer,
      final_decision: review.decision_after,
    })
    .where('id', '=', review.inspection_id)
    .where('review_id', review.supersedes === null ? 'is' : '=', review.supersedes)
    .executeTakeFirstOrThrow();
  if (Number(numUpdatedRows) === 1) return;
  throw new InspectError(
    'invalid_argument',
    'Somebody else has reviewed this inspection in the meantime. Look at that review; to replace it, name it in "supersedes".',
  );
}

async function auditReview(db: History, inspection: Inspection, review: Review, now: Date): Promise<void> {
  await appendAudit(
    db,
    {
      actor: review.reviewer,
      action: `review.${review.action}`,
      subject: `inspection/${inspection.id}`,
      before: { final_decision: review.decision_before, review_id: review.supersedes },
      after: { final_decision: review.decision_after, review_id: review.id },
      reason: review.note === null ? review.reason_code : `${review.reason_code}: ${review.note}`,
    },
    now,
  );
}
