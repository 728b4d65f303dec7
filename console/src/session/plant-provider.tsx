import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { ApiProblem, api, dataOf } from '../api/client.ts';
import { PlantContext, UNSAID } from '../i18n/plant.ts';

/** Under which the settings of the plant are asked for. */
export const PLANT_KEY = ['settings', 'plant'];
const STALE_MS = 60_000;
/** Displays at a line stay open for weeks. */
const LOOK_AGAIN_MS = 5 * 60_000;

/** Asks how the plant tells the time; shows `whileLoading` until that is known. */
export function PlantProvider({
  children,
  whileLoading,
}: {
  readonly children: ReactNode;
  readonly whileLoading: (error: Error | null, retry: () => void) => ReactNode;
}) {
  const { data, error, refetch } = useQuery({
    queryKey: PLANT_KEY,
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/settings', { signal })),
    staleTime: STALE_MS,
    refetchInterval: LOOK_AGAIN_MS,
  });
  const plant = useMemo(
    () => (data ? { timeZone: data.time_zone, shiftStarts: data.shift_starts } : UNSAID),
    [data],
  );
  // Settings that cannot be read are set anew in the console, which must open for that.
  const isUnreadable = error instanceof ApiProblem && error.code === 'data_invalid';
  if (!data && !isUnreadable) return whileLoading(error, () => void refetch());
  return <PlantContext value={plant}>{children}</PlantContext>;
}
