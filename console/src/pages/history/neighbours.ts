import type { InspectionSummary } from '../../api/types.ts';
import type { HistoryFilter } from './history-filter.ts';

/** Where an inspection stands in the list: by time, and within a millisecond by its id. */
export type Place = Pick<InspectionSummary, 'id' | 'created_at'>;
export type Side = 'newer' | 'older';

/** Enough to get past those of the same millisecond. */
const LIMIT = 20;

/** What the list is asked to find the inspection beside this one. */
export function besideQuery({ created_at }: Place, side: Side, filter: HistoryFilter) {
  const after = new Date(Date.parse(created_at) + 1).toISOString();
  return side === 'newer'
    ? { ...filter, from: latest(created_at, filter.from), order: 'oldest' as const, limit: LIMIT }
    : { ...filter, before: earliest(after, filter.before), order: 'newest' as const, limit: LIMIT };
}

/** The id of the inspection beside this one, of what the list has answered; null at the end. */
export function besideIn(items: readonly Place[], place: Place, side: Side): string | null {
  const wanted = side === 'newer' ? 1 : -1;
  return items.find(item => compare(item, place) === wanted)?.id ?? null;
}

function compare(a: Place, b: Place): number {
  if (a.created_at !== b.created_at) return a.created_at > b.created_at ? 1 : -1;
  return a.id === b.id ? 0 : a.id > b.id ? 1 : -1;
}

const latest = (a: string, b: string | undefined) => (b !== undefined && b > a ? b : a);
const earliest = (a: string, b: string | undefined) => (b !== undefined && b < a ? b : a);
