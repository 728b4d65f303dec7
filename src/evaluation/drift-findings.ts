import type { Signal, SignalRule } from '../statistics/control-chart.ts';
import { type Drift, POINTS_BETWEEN_FALSE_SIGNALS } from '../statistics/drift.ts';

export type DriftChart = 'rejects' | 'martingale' | 'scores' | 'moving_range' | 'ewma' | 'cusum';

/** Signals of one kind at successive points. */
export interface SignalStretch {
  readonly rule: SignalRule;
  readonly side: 'above' | 'below';
  /** Numbers of the first and last inspected part of the stretch, from 1. */
  readonly from: number;
  readonly to: number;
}

/** What one chart has found. */
export interface ChartFinding {
  readonly chart: DriftChart;
  /** Whether this chart alone makes it a drift: its probability of a false signal is bounded over all points. */
  readonly decides: boolean;
  readonly points: number;
  readonly signals: readonly SignalStretch[];
  /** Signals that chance alone gives on average, about; for a chart that decides the probability of any. */
  readonly byChance: number;
}

/** What every chart has found, those that decide first; `before` inspections were not charted and count all the same. */
export function driftFindings(drift: Drift, falseAlarm: number, before: number): ChartFinding[] {
  const { places, scores, ewma, cusum, martingale, rejects, batchSize } = drift;
  const part = (at: number) => before + places[at]! + 1;
  const batch = (at: number) => before + at * batchSize + 1;
  const between = POINTS_BETWEEN_FALSE_SIGNALS;
  const hint = (chart: DriftChart, signals: readonly Signal[], shift: number, pointsBetween: number) => ({
    chart,
    decides: false,
    points: places.length,
    signals: stretches(signals, at => part(at + shift)),
    byChance: places.length / pointsBetween,
  });
  return [
    {
      chart: 'rejects',
      decides: true,
      points: rejects.points.length,
      signals: stretches(rejects.signals, batch),
      byChance: falseAlarm,
    },
    {
      chart: 'martingale',
      decides: true,
      points: places.length,
      signals: stretches(martingale.signals, part),
      byChance: falseAlarm,
    },
    hint('ewma', ewma?.signals ?? [], 0, between.ewma),
    hint('cusum', cusum?.signals ?? [], 0, between.cusum),
    hint('scores', scores?.individuals.signals ?? [], 0, between.rules),
    hint('moving_range', scores?.movingRange.signals ?? [], 1, between.movingRange),
  ];
}

/** Puts signals of the same rule and side at successive points together. */
function stretches(signals: readonly Signal[], number: (at: number) => number): SignalStretch[] {
  const found: { rule: SignalRule; side: 'above' | 'below'; first: number; last: number }[] = [];
  for (const { at, rule, side } of signals) {
    const open = found.find(one => one.rule === rule && one.side === side && one.last === at - 1);
    if (open) open.last = at;
    else found.push({ rule, side, first: at, last: at });
  }
  return found.map(({ rule, side, first, last }) => ({ rule, side, from: number(first), to: number(last) }));
}
