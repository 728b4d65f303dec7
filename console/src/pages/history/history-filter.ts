import type { Verdict } from '../../api/types.ts';

/** Which inspections a list shows; what is absent restricts nothing. The members are called as the API calls them. */
export interface HistoryFilter {
  readonly category?: string;
  readonly decision?: Verdict;
  readonly reviewed?: boolean;
  readonly serial?: string;
  readonly lot?: string;
  readonly line?: string;
  readonly station?: string;
  readonly operator?: string;
  readonly model_version?: string;
  readonly picture_sha256?: string;
  /** UTC, inclusive. */
  readonly from?: string;
  /** UTC, exclusive. */
  readonly before?: string;
  readonly score_min?: number;
  readonly score_max?: number;
}

export type FilterName = keyof HistoryFilter;

const MAX_TEXT = 200;
/** How each member is read from an address; undefined leaves it out. */
const READERS: { readonly [Name in FilterName]-?: (text: string) => HistoryFilter[Name] | undefined } = {
  category: textOf,
  decision: text => (isVerdict(text) ? text : undefined),
  reviewed: text => (text === 'true' || text === 'false' ? text === 'true' : undefined),
  serial: textOf,
  lot: textOf,
  line: textOf,
  station: textOf,
  operator: textOf,
  model_version: textOf,
  picture_sha256: text => (/^[0-9a-f]{64}$/.test(text) ? text : undefined),
  from: timeOf,
  before: timeOf,
  score_min: numberOf,
  score_max: numberOf,
};

/** The members in the order in which they are shown. */
export const FILTER_NAMES = Object.keys(READERS) as readonly FilterName[];

/** The filter that an address names; what cannot be is left out. */
export function readFilter(address: URLSearchParams): HistoryFilter {
  const found = FILTER_NAMES.map(name => [name, READERS[name](address.get(name) ?? '')] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/** The filter as part of an address; `readFilter` reads the same again. */
export function writeFilter(filter: HistoryFilter): URLSearchParams {
  const written = new URLSearchParams();
  for (const name of FILTER_NAMES) if (filter[name] !== undefined) written.set(name, String(filter[name]));
  return written;
}

/** The filter with one member set from what was typed; empty text, or what cannot be, takes it out. */
export function withMember(filter: HistoryFilter, name: FilterName, typed: string): HistoryFilter {
  const written = writeFilter(filter);
  written.set(name, typed);
  return readFilter(written);
}

/** The path of an inspection within a list, so that it knows what comes before and after. */
export function pathOfInspection(id: string, filter: HistoryFilter): string {
  const written = writeFilter(filter).toString();
  return `/history/${id}${written === '' ? '' : `?${written}`}`;
}

function textOf(text: string): string | undefined {
  const trimmed = text.trim().slice(0, MAX_TEXT);
  return trimmed === '' ? undefined : trimmed;
}

function timeOf(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** A number as people write it, with a point or a comma. */
function numberOf(text: string): number | undefined {
  const number = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
}

const isVerdict = (text: string): text is Verdict => ['PASS', 'REVIEW', 'FAIL'].includes(text);
