import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import type { Job } from './use-job.ts';

const EVERY_MS = 10_000;

/** Trainings that run or wait; asked for again and again. */
export function useRunningTrainings(): readonly Job[] {
  const { data } = useQuery({
    queryKey: ['jobs', 'running-trainings'],
    queryFn: async ({ signal }) => {
      const { items } = await dataOf(
        api.GET('/api/v1/jobs', { signal, params: { query: { kind: 'train', limit: 20 } } }),
      );
      return items.filter(({ state }) => state === 'running' || state === 'queued');
    },
    refetchInterval: EVERY_MS,
  });
  return data ?? [];
}
