import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import { type Plant, usePlant } from '../../i18n/plant.ts';
import { type MonitorFilter, PLACES, stretchOf } from './monitor-filter.ts';

const RENEWED_MS = 30_000;

export type Dimension = 'category' | 'model_version' | 'line' | 'station' | 'lot' | 'operator';

/** Statistics of a filter are renewed in the background; what was known stays until then. */
const ALIVE = { placeholderData: keepPreviousData, refetchInterval: RENEWED_MS } as const;

/** Yield over time. */
export function useYield(filter: MonitorFilter) {
  const plant = usePlant();
  return useQuery({
    ...ALIVE,
    queryKey: ['statistics', 'yield', filter, plant],
    queryFn: ({ signal }) => {
      const query = { ...queryOf(filter, plant), bucket: filter.bucket };
      return dataOf(api.GET('/api/v1/statistics/yield', { signal, params: { query } }));
    },
  });
}

/** Yield of every value of a dimension, the largest first. */
export function useGroups(filter: MonitorFilter, dimension: Dimension) {
  const plant = usePlant();
  return useQuery({
    ...ALIVE,
    queryKey: ['statistics', 'by', dimension, filter, plant],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/statistics/by/{dimension}', {
          signal,
          params: { path: { dimension }, query: queryOf(filter, plant) },
        }),
      ),
  });
}

/** Reasons and places of rejects. */
export function usePareto(filter: MonitorFilter) {
  const plant = usePlant();
  return useQuery({
    ...ALIVE,
    queryKey: ['statistics', 'pareto', filter, plant],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/statistics/pareto', { signal, params: { query: queryOf(filter, plant) } })),
  });
}

/** Percentiles of the time that inspections take. */
export function useLatency(filter: MonitorFilter) {
  const plant = usePlant();
  return useQuery({
    ...ALIVE,
    queryKey: ['statistics', 'latency', filter, plant],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/statistics/latency', { signal, params: { query: queryOf(filter, plant) } })),
  });
}

/** Control charts of a category. */
export function useDrift(filter: MonitorFilter, category: string) {
  const plant = usePlant();
  return useQuery({
    ...ALIVE,
    queryKey: ['statistics', 'drift', category, filter, plant],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/statistics/drift', {
          signal,
          params: { query: { ...queryOf(filter, plant), category } },
        }),
      ),
  });
}

function queryOf(filter: MonitorFilter, { timeZone, shiftStarts }: Plant) {
  const places = PLACES.flatMap(place => (filter[place] ? [[place, filter[place]] as const] : []));
  return { ...Object.fromEntries(places), ...stretchOf(filter, Date.now(), timeZone, shiftStarts) };
}
