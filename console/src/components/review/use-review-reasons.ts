import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import type { ReviewAction, ReviewReason } from '../../api/types.ts';

const STALE_MS = 5 * 60_000;
const NONE: readonly ReviewReason[] = [];

/** The reasons that a review may name: none while they are loading, and why they could not be had. */
export interface KnownReasons {
  readonly reasons: readonly ReviewReason[];
  readonly error: Error | null;
  retry(): void;
}

export function useReviewReasons(): KnownReasons {
  const { data, error, refetch } = useQuery({
    queryKey: ['review-reasons'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/review-reasons', { signal })),
    staleTime: STALE_MS,
  });
  return { reasons: data?.reasons ?? NONE, error: data ? null : error, retry: () => void refetch() };
}

/** The reasons that fit an action. */
export function reasonsFor(reasons: readonly ReviewReason[], action: ReviewAction): readonly ReviewReason[] {
  return reasons.filter(({ actions }) => actions.includes(action));
}

/** What a reason is called; its code when it is on the list no more. */
export function useReasonLabel(): (code: string) => string {
  const { reasons } = useReviewReasons();
  return code => reasons.find(reason => reason.code === code)?.label ?? code;
}
