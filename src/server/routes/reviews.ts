import type { Context } from '../../context.ts';
import { getInspection } from '../../history/inspections.ts';
import { reviewQueue } from '../../history/review-queue.ts';
import { reviewReasons, setReviewReasons } from '../../history/review-reasons.ts';
import { listReviews } from '../../history/reviews.ts';
import { type ReviewOutcome, reviewAll } from '../../operations/review.ts';
import { type NewReview, Review } from '../../schemas/review.ts';
import { answers } from '../answers.ts';
import type { App } from '../app-type.ts';
import { RequestError } from '../problems.ts';
import {
  filterOf,
  InspectionId,
  QueuePage,
  QueueQuery,
  ReasonList,
  Reviewing,
  ReviewingSeveral,
  ReviewList,
  SeveralReviewed,
} from '../review-schemas.ts';

const tags = ['reviews'];

/** What people say about inspections: the queue, one review, several, and the reasons that they may name. */
export function addReviewRoutes(app: App, { history }: Pick<Context, 'history'>): void {
  addQueue(app, history);
  addReasons(app, history);
  app.get(
    '/api/v1/inspections/:id/reviews',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'listReviews',
        summary: 'All reviews of an inspection, oldest first',
        params: InspectionId,
        response: answers({ 200: ReviewList }, ['data_not_found']),
      },
    },
    async ({ params }) => {
      await getInspection(history, params.id);
      return { reviews: [...(await listReviews(history, params.id))] };
    },
  );
  app.post(
    '/api/v1/inspections/:id/reviews',
    {
      config: { permission: 'review' },
      schema: {
        tags,
        operationId: 'reviewInspection',
        summary: 'Confirm, overrule, or report an escape',
        description:
          'The verdict stays; `final_decision` of the inspection says what the part counts as. When somebody else was first, the answer is 409 with their review as the member `review`.',
        params: InspectionId,
        body: Reviewing,
        response: answers({ 201: Review }, [
          'data_not_found',
          'invalid_argument',
          'already_reviewed',
          'unsupported_media_type',
        ]),
      },
    },
    async ({ params, body, actor }, reply) => {
      const [outcome] = await reviewAll(history, [{ id: params.id, review: given(body) }], actor.name);
      return reply.code(201).send(recorded(outcome!));
    },
  );
  addSeveral(app, history);
}

function addSeveral(app: App, history: Context['history']): void {
  app.post(
    '/api/v1/reviews',
    {
      config: { permission: 'review' },
      schema: {
        tags,
        operationId: 'reviewInspections',
        summary: 'Up to 500 reviews, each for itself',
        description:
          'What a colleague has decided in the meantime, or cannot be said of an inspection, keeps none of the others back: `results` says of each what became of it.',
        body: ReviewingSeveral,
        response: answers({ 200: SeveralReviewed }, ['invalid_argument', 'unsupported_media_type']),
      },
    },
    async ({ body: { reviews }, actor }) => {
      const requests = reviews.map(({ inspection_id: id, ...review }) => ({ id, review: given(review) }));
      const outcomes = await reviewAll(history, requests, actor.name);
      return {
        recorded: outcomes.filter(({ outcome }) => outcome === 'recorded').length,
        results: outcomes.map((result, index) => ({
          inspection_id: requests[index]!.id,
          outcome: result.outcome,
          review: result.outcome === 'refused' ? null : result.review,
          detail: detailOf(result),
        })),
      };
    },
  );
}

function addQueue(app: App, history: Context['history']): void {
  app.get(
    '/api/v1/reviews/queue',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'listReviewQueue',
        summary: 'What waits for a review: REVIEW and FAIL that nobody has looked at',
        querystring: QueueQuery,
        response: answers({ 200: QueuePage }, ['invalid_argument']),
      },
    },
    async ({ query: { order, limit, cursor, ...filter } }) => {
      const paging = { ...(limit && { limit }), ...(cursor && { cursor }), ...(order && { order }) };
      const page = await reviewQueue(history, filterOf(filter), paging);
      return { ...page, items: [...page.items] };
    },
  );
}

function addReasons(app: App, history: Context['history']): void {
  app.get(
    '/api/v1/review-reasons',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'listReviewReasons',
        summary: 'The reasons that reviews may name',
        response: answers({ 200: ReasonList }),
      },
    },
    async () => ({ reasons: [...(await reviewReasons(history))] }),
  );
  app.put(
    '/api/v1/review-reasons',
    {
      config: { permission: 'administer' },
      schema: {
        tags,
        operationId: 'setReviewReasons',
        summary: 'Replace the list of reasons',
        body: ReasonList,
        response: answers({ 200: ReasonList }, ['invalid_argument', 'unsupported_media_type']),
      },
    },
    async ({ body, actor }) => {
      await setReviewReasons(history, body.reasons, { actor: actor.name });
      return body;
    },
  );
}

function given(review: Partial<NewReview> & Pick<NewReview, 'action' | 'reason_code'>): NewReview {
  const { action, reason_code, note = null, supersedes = null } = review;
  return { action, reason_code, note, supersedes };
}

function recorded(outcome: ReviewOutcome): Review {
  if (outcome.outcome === 'recorded') return outcome.review;
  if (outcome.outcome === 'refused') throw outcome.error;
  throw new RequestError('already_reviewed', outcome.detail, { review: outcome.review });
}

function detailOf(outcome: ReviewOutcome): string | null {
  if (outcome.outcome === 'recorded') return null;
  return outcome.outcome === 'conflict' ? outcome.detail : outcome.error.message;
}
