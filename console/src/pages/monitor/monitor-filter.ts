import { fromPlantTime, type Stretch, shiftAt } from '../../i18n/plant-time.ts';

export const RANGES = ['shift', 'last_shift', '24h', '7d', '30d', 'own'] as const;
export type Range = (typeof RANGES)[number];
export const BUCKETS = ['hour', 'shift', 'day'] as const;
export type Bucket = (typeof BUCKETS)[number];
export const PLACES = ['category', 'line', 'station', 'lot'] as const;
export type Place = (typeof PLACES)[number];

/** What the monitor looks at; all of it stands in the address bar. */
export interface MonitorFilter extends Partial<Readonly<Record<Place, string>>> {
  readonly range: Range;
  /** Local times of a range of one's own, `2026-03-01T14:05`. */
  readonly from?: string;
  readonly before?: string;
  readonly bucket: Bucket;
}

/** Makes a filter out of the one that is in force when it is called. */
export type ChangeFilter = (latest: MonitorFilter) => MonitorFilter;

const HOUR = 3_600_000;
const HOURS: Partial<Readonly<Record<Range, number>>> = { '24h': 24, '7d': 7 * 24, '30d': 30 * 24 };
const USUAL_BUCKETS: Readonly<Record<Range, Bucket>> = {
  shift: 'hour',
  last_shift: 'hour',
  '24h': 'hour',
  '7d': 'shift',
  '30d': 'day',
  own: 'day',
};
const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/** Reads the address bar; what cannot be read counts as not said. */
export function readFilter(search: URLSearchParams): MonitorFilter {
  const range = RANGES.find(one => one === search.get('range')) ?? '24h';
  const own = (name: 'from' | 'before') => {
    const local = search.get(name);
    return range === 'own' && local && LOCAL.test(local) ? { [name]: local } : {};
  };
  return {
    ...Object.fromEntries(
      PLACES.flatMap(place => (search.get(place) ? [[place, search.get(place)!] as const] : [])),
    ),
    range,
    ...own('from'),
    ...own('before'),
    bucket: BUCKETS.find(one => one === search.get('bucket')) ?? USUAL_BUCKETS[range],
  };
}

/** The address of a filter; what is usual is left out. */
export function searchOf(filter: MonitorFilter): URLSearchParams {
  const { range, bucket, ...others } = filter;
  const shown = Object.entries(others).filter(([name]) => range === 'own' || !/^(from|before)$/.test(name));
  return new URLSearchParams([
    ...shown.filter((entry): entry is [string, string] => Boolean(entry[1])),
    ...(range === '24h' ? [] : [['range', range]]),
    ...(bucket === USUAL_BUCKETS[range] ? [] : [['bucket', bucket]]),
  ]);
}

/** The filter with another place; without it where none is named. */
export function withPlace(filter: MonitorFilter, place: Place, value: string | undefined): MonitorFilter {
  const { [place]: _, ...others } = filter;
  return value ? { ...others, [place]: value } : others;
}

/** The filter with another range, divided as is usual for it. */
export function withRange(filter: MonitorFilter, range: Range): MonitorFilter {
  const { from: _from, before: _before, ...others } = filter;
  return { ...others, range, bucket: USUAL_BUCKETS[range] };
}

/** From when to when a filter reaches; without `before` to now. */
export function stretchOf(
  filter: MonitorFilter,
  now: number,
  zone: string,
  shifts: readonly string[],
): { readonly from?: string; readonly before?: string } {
  const { range, from, before } = filter;
  const hours = HOURS[range];
  if (hours !== undefined) return { from: new Date(now - hours * HOUR).toISOString() };
  if (range === 'shift') return shiftAt(now, zone, shifts);
  if (range === 'last_shift') return shiftAt(now, zone, shifts, 1);
  const ends = { from: from && fromPlantTime(from, zone), before: before && fromPlantTime(before, zone) };
  return { ...(ends.from && { from: ends.from }), ...(ends.before && { before: ends.before }) };
}

/** The address of the inspections of a stretch, in the history. */
export function historyOf(
  filter: MonitorFilter,
  more: Partial<Stretch> & Readonly<Record<string, string>>,
): string {
  const places = PLACES.flatMap(place => (filter[place] ? [[place, filter[place]] as const] : []));
  return `/history?${new URLSearchParams({ ...Object.fromEntries(places), ...more })}`;
}
