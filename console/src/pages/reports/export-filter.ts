import type { Verdict } from '../../api/types.ts';
import { fromPlantTime } from '../../i18n/plant-time.ts';

/** What the form of an export holds; times are local. */
export interface ExportFields {
  readonly category?: string | undefined;
  readonly line?: string | undefined;
  readonly lot?: string | undefined;
  readonly decision?: Verdict | undefined;
  readonly from?: string | undefined;
  readonly before?: string | undefined;
  readonly format: 'csv' | 'jsonl';
  readonly pictures: boolean;
}

/** The filter that a form makes; what is not said is left out. */
export type ExportFilter = Partial<
  Readonly<Record<'category' | 'line' | 'lot' | 'from' | 'before', string>> & { readonly decision: Verdict }
>;

/** The filter of the server, times in UTC. */
export function exportFilter(
  { format: _f, pictures: _p, ...said }: ExportFields,
  zone: string,
): ExportFilter {
  return Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) => {
      const isTime = name === 'from' || name === 'before';
      const asked = value && isTime ? fromPlantTime(value, zone) : value;
      return asked ? [[name, asked]] : [];
    }),
  );
}

/** Where the server writes these inspections as they are read. */
export function exportAddress(filter: ExportFilter, format: 'csv' | 'jsonl'): string {
  const query = new URLSearchParams(Object.entries(filter)).toString();
  return `/api/v1/inspections.${format}${query === '' ? '' : `?${query}`}`;
}
