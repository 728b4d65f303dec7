import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, dataOf } from '../../api/client.ts';
import type { InspectionSummary } from '../../api/types.ts';
import { LIST_KEY } from '../../components/review/use-reviewed.ts';
import { type HistoryFilter, writeFilter } from './history-filter.ts';

/** The first page is there at once; those behind it are larger, so that far scrolling needs few requests. */
const FIRST_PAGE = 100;
const LATER_PAGE = 500;

/** Inspections of a filter, as far as they were loaded. */
export interface LoadedInspections {
  readonly items: readonly InspectionSummary[];
  /** True while nothing is known of this filter. */
  readonly isLoading: boolean;
  /** What is shown is of the filter before. */
  readonly isStale: boolean;
  readonly hasMore: boolean;
  readonly error: Error | null;
  /** Asks for the next page, unless it was asked for in vain. */
  loadMore(): void;
  /** Asks again for what could not be had. */
  retry(): void;
  /** Begins anew with the newest. */
  refresh(): void;
}

/** The list of a filter, page after page; what was loaded stays as it is until it is refreshed. */
export function useInspections(filter: HistoryFilter): LoadedInspections {
  const queries = useQueryClient();
  const queryKey = [LIST_KEY, writeFilter(filter).toString()];
  const found = useInfiniteQuery({
    queryKey,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam: cursor, signal }) => {
      const paging = cursor === null ? { limit: FIRST_PAGE } : { limit: LATER_PAGE, cursor };
      return dataOf(api.GET('/api/v1/inspections', { params: { query: { ...filter, ...paging } }, signal }));
    },
    getNextPageParam: ({ next_cursor }) => next_cursor,
    // Asking for hundreds of pages again, as other lists do when they are looked at again, would take minutes.
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  const items = useMemo(() => found.data?.pages.flatMap(page => page.items) ?? [], [found.data]);
  return {
    items,
    isLoading: found.isPending,
    isStale: found.isPlaceholderData,
    hasMore: found.hasNextPage,
    error: found.error,
    loadMore: () => void (found.isFetching || found.isError || found.fetchNextPage()),
    retry: () => void (found.isFetchNextPageError ? found.fetchNextPage() : found.refetch()),
    refresh() {
      void queries.resetQueries({ queryKey });
      void queries.invalidateQueries({ queryKey: ['statistics'] });
    },
  };
}

/** How many inspections a filter has; null until that is known. */
export function useInspectionCount(filter: HistoryFilter): number | null {
  const { data } = useQuery({
    queryKey: ['statistics', 'count', writeFilter(filter).toString()],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/statistics/yield', { params: { query: { ...filter } }, signal })),
  });
  return data?.total.inspected ?? null;
}
