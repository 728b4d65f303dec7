import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { changeLists } from '../../components/review/use-reviewed.ts';
import type { HistoryFilter } from './history-filter.ts';
import { besideIn, besideQuery, type Place, type Side } from './neighbours.ts';

/** An inspection with all that is known of it; lists that show it follow what is said of it. */
export function useRecorded(id: string) {
  const queries = useQueryClient();
  const found = useQuery(recordedQuery(id));
  const { data } = found;
  useEffect(() => {
    if (!data) return;
    const { review_id, reviewed_at, reviewed_by, final_decision } = data;
    changeLists(queries, item =>
      item.id === data.id && item.review_id !== review_id
        ? { ...item, review_id, reviewed_at, reviewed_by, final_decision }
        : item,
    );
  }, [queries, data]);
  return found;
}

/** How an inspection is asked for. */
export function recordedQuery(id: string) {
  return {
    queryKey: ['inspections', id],
    queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
      dataOf(api.GET('/api/v1/inspections/{id}', { params: { path: { id } }, signal })),
  };
}

/** The id of the inspection beside one in the list of a filter: null at the end, undefined while that is not known. */
export function useBeside(
  place: Place | undefined,
  side: Side,
  filter: HistoryFilter,
): string | null | undefined {
  const query = place && besideQuery(place, side, filter);
  const { data } = useQuery({
    queryKey: ['inspection-beside', place?.id, query],
    enabled: place !== undefined,
    queryFn: async ({ signal }) => {
      const { items } = await dataOf(api.GET('/api/v1/inspections', { params: { query: query! }, signal }));
      return besideIn(items, place!, side);
    },
  });
  return data;
}
