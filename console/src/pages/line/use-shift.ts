import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import type { Station } from './station.ts';

const DAY_MS = 86_400_000;
const AGAIN_MS = 30_000;

/** What a shift came to so far. */
export interface Shift {
  /** When it began, UTC; null while nothing was inspected in it. */
  readonly from: string | null;
  readonly inspected: number;
  readonly pass: number;
  readonly review: number;
  readonly fail: number;
  /** Passed at once, as a share; null while there is nothing. */
  readonly firstPassYield: number | null;
}

const NOTHING: Shift = { from: null, inspected: 0, pass: 0, review: 0, fail: 0, firstPassYield: null };

/** The counts of the shift that goes on, by the shifts and the clock of the plant. */
export function useShift(station: Station): Shift {
  const { data } = useQuery({
    queryKey: ['statistics', 'shift', station],
    queryFn: async ({ signal }): Promise<Shift> => {
      const from = new Date(Date.now() - DAY_MS).toISOString();
      const query = { ...station, from, bucket: 'shift' as const };
      const { buckets } = await dataOf(api.GET('/api/v1/statistics/yield', { params: { query }, signal }));
      const now = buckets.find(({ before }) => Date.parse(before) > Date.now());
      return now ? { ...now, firstPassYield: now.first_pass_yield } : NOTHING;
    },
    refetchInterval: AGAIN_MS,
  });
  return data ?? NOTHING;
}
