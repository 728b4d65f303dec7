import type { Stretch } from '../../i18n/plant-time.ts';

/** What a report is about besides its time. */
export interface ReportPlace {
  readonly category?: string | undefined;
  readonly line?: string | undefined;
  readonly lot?: string | undefined;
}

/** Where the server has the report of a stretch of time; it tells times as the plant does. */
export function shiftAddress({ from, before }: Stretch, place: ReportPlace): string {
  const said = Object.entries(place).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return `/api/v1/reports/shift?${new URLSearchParams([['from', from], ['before', before], ...said])}`;
}
