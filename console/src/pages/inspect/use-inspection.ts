import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import type { Inspection } from '../../api/types.ts';

/** A record as it is now, which a review changes; at first as it was answered. */
export function useInspection(recorded: Inspection): Inspection {
  const { id } = recorded;
  const { data } = useQuery({
    queryKey: ['inspections', id],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/inspections/{id}', { params: { path: { id } }, signal })),
    initialData: recorded,
    staleTime: 60_000,
  });
  return data;
}

/** Asks for records anew after something was said about them. */
export function useRefreshInspections(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all(
      [['inspections'], ['reviews'], ['categories'], ['models']].map(queryKey =>
        queries.invalidateQueries({ queryKey }),
      ),
    );
  };
}
