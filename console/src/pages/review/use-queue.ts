import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, dataOf } from '../../api/client.ts';
import type { InspectionSummary } from '../../api/types.ts';
import { viewedOf } from '../../components/viewer/viewed.ts';
import { type HistoryFilter, writeFilter } from '../history/history-filter.ts';
import { recordedQuery } from '../history/use-recorded.ts';
import { type QueueState, upcoming } from './queue.ts';

export type Order = 'oldest' | 'worst';

const PAGE = 50;
const MAX_PAGE = 500;
/** When this few are left of a page, the next is asked for. */
const FEW = 10;
/** How soon an empty queue is looked at again. */
const EMPTY_MS = 5_000;
const LOOK_AGAIN_MS = 30_000;

/** Which of what waits is shown; the queue itself knows what is reviewed. */
export type QueueFilter = Omit<HistoryFilter, 'decision' | 'reviewed'> & {
  readonly decision?: 'REVIEW' | 'FAIL';
};

/** What waits for a review: what is still to be decided here, and how many there are in all. */
export function useQueue(filter: QueueFilter, order: Order, state: QueueState) {
  const queries = useQueryClient();
  const limit = Math.min(MAX_PAGE, PAGE + state.skipped.length);
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['review-queue', writeFilter(filter).toString(), order, limit],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/reviews/queue', { params: { query: { ...filter, order, limit } }, signal })),
    refetchInterval: ({ state: { data: page } }) =>
      upcoming(page?.items ?? [], state).length === 0 ? EMPTY_MS : LOOK_AGAIN_MS,
  });
  const items = upcoming<InspectionSummary>(data?.items ?? [], state);
  const runsLow = data !== undefined && data.next_cursor !== null && items.length < FEW && !isFetching;
  useEffect(() => {
    if (runsLow) void refetch();
  }, [runsLow, refetch]);
  const next = items[1];
  useEffect(() => {
    if (!next) return;
    const recorded = queries.fetchQuery({ ...recordedQuery(next.id), staleTime: LOOK_AGAIN_MS });
    recorded.then(
      inspection => {
        const { pictureUrl, overlayUrl } = viewedOf(inspection);
        for (const url of [pictureUrl, overlayUrl]) if (url !== null) new Image().src = url;
      },
      () => undefined, // the page asks again, and says what is wrong
    );
  }, [queries, next]);
  return { items, isLoading: !data, error, refetch };
}

/** How many wait, as the server counts them; null until that is known. */
export function useWaiting(filter: QueueFilter): number | null {
  const { data } = useQuery({
    queryKey: ['statistics', 'waiting', writeFilter(filter).toString()],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/statistics/yield', { params: { query: { ...filter } }, signal })),
    refetchInterval: LOOK_AGAIN_MS,
  });
  return data?.total.waiting ?? null;
}
