import type { Answer } from '../../api/types.ts';

export type Drift = Answer<'/api/v1/statistics/drift'>;
export type DriftChart = Drift['charts'][number];
export type DriftSignal = DriftChart['signals'][number];

/** A signal with the chart it stands in. */
export interface ListedSignal extends DriftSignal {
  readonly chart: DriftChart['chart'];
}

/** Signals of the charts that decide, and hints of the others; the newest first. */
export function listSignals(charts: readonly DriftChart[]): {
  readonly alarms: readonly ListedSignal[];
  readonly hints: readonly ListedSignal[];
} {
  const of = (decides: boolean) =>
    charts
      .filter(chart => chart.decides === decides)
      .flatMap(({ chart, signals }) => signals.map(signal => ({ ...signal, chart })))
      .toSorted((a, b) => (a.to < b.to ? 1 : -1));
  return { alarms: of(true), hints: of(false) };
}

/** Indices of the points that are part of a signal. Ids sort by time, so a stretch is a range of them. */
export function signalPoints({ ids, signals }: Pick<DriftChart, 'ids' | 'signals'>): readonly number[] {
  const found = new Set<number>();
  for (const { from_id, to_id } of signals)
    for (const [index, id] of ids.entries()) if (id >= from_id && id <= to_id) found.add(index);
  return [...found].toSorted((a, b) => a - b);
}

/** When an inspection was, which its id begins with (UUID, version 7). */
export function timeOfId(id: string): string {
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toISOString();
}

/** The list of a signal's inspections, as a page instead of as a path of the API. */
export function pageOfSignal({ inspections }: Pick<DriftSignal, 'inspections'>): string {
  return inspections.replace(/^\/api\/v1\/inspections/, '/history');
}
