import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../api/client.ts';

const NONE: readonly string[] = [];
const STALE_MS = 60_000;

/** The values that inspections have, the most frequent first; none while they are loading. */
export function useKnownValues(dimension: 'category' | 'line' | 'station'): readonly string[] {
  const { data } = useQuery({
    queryKey: ['statistics', 'by', dimension],
    queryFn: async ({ signal }) => {
      const path = { dimension };
      const { groups } = await dataOf(
        api.GET('/api/v1/statistics/by/{dimension}', { params: { path }, signal }),
      );
      return groups.map(({ value }) => value).filter(value => value !== null);
    },
    staleTime: STALE_MS,
  });
  return data ?? NONE;
}
