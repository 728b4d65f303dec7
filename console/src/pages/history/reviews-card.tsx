import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import type { Inspection } from '../../api/types.ts';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useReasonLabel } from '../../components/review/use-review-reasons.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';

/** Who said what of an inspection, the latest first. */
export function ReviewsCard({ inspection }: { readonly inspection: Inspection }) {
  const { inspection: text, review: words } = useMessages();
  const format = useFormat();
  const labelOf = useReasonLabel();
  const { id } = inspection;
  const { data, error, refetch } = useQuery({
    queryKey: ['reviews', id],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/inspections/{id}/reviews', { params: { path: { id } }, signal })),
  });
  return (
    <Card title={text.reviews}>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-16" />}
      {data?.reviews.length === 0 && <p className="text-muted">{text.noReviews}</p>}
      <ol className="flex flex-col gap-3">
        {data?.reviews.toReversed().map(review => (
          <li key={review.id} className="rounded-xl border border-line p-3">
            <p className="font-semibold break-words">
              {words.saved(words.done[review.action], labelOf(review.reason_code))}
            </p>
            {review.note !== null && <p className="break-words whitespace-pre-line">{review.note}</p>}
            <p className="text-sm text-muted">
              {review.reviewer} · {format.time(review.created_at)}
              {review.id !== inspection.review_id && ` · ${text.replaced}`}
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}
