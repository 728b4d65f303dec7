import type { Random } from '../random.ts';
import { type ControlChart, checkSeries } from './control-chart.ts';
import { type CusumChart, cusumChart } from './cusum-chart.ts';
import { ewmaChart } from './ewma-chart.ts';
import { type IndividualsChart, individualsChart } from './individuals-chart.ts';
import { conformalPValues, martingaleChart } from './martingale.ts';
import { normalScores } from './normal-scores.ts';
import { type PChart, pChart } from './p-chart.ts';

/** One inspected part. */
export interface Inspected {
  /** Null for a part whose picture was not scored. */
  readonly score: number | null;
  readonly rejected: boolean;
}

export interface DriftSettings {
  /** Scores of good parts that were not rejected, when nothing was wrong; two or more. */
  readonly baseline: readonly number[];
  /** Whether the baseline's scores may be higher than those of new good parts, as held-out scores are. */
  readonly baselineMayLieHigh: boolean;
  /** Parts in a batch of the p chart. */
  readonly batchSize: number;
  /** The share of rejects that is normal; that of the inspected parts when left out. */
  readonly rejectShare?: number;
  /** Breaks ties between scores. */
  readonly random: Random;
}

/** Parts in the order of inspection, and what the charts say of them. */
export interface Drift {
  /** Index of the inspected part behind every point of the charts of scores; rejected and unscored parts have none. */
  readonly places: readonly number[];
  /** Of scores in standard deviations from the baseline. */
  readonly scores: IndividualsChart | null;
  readonly ewma: ControlChart | null;
  readonly cusum: CusumChart | null;
  readonly martingale: ControlChart;
  /** Of the share of rejects in each batch, exact limits. */
  readonly rejects: PChart;
  readonly batchSize: number;
}

/** What the two charts that decide may be wrong by, each, over all points together. */
export const FALSE_ALARM = 0.01;
/** Points between false signals of a process that has not changed, on average; see docs/drift.md. */
export const POINTS_BETWEEN_FALSE_SIGNALS = {
  rules: 91.75,
  ewma: 560,
  cusum: 465,
  movingRange: 109,
} as const;

const STANDARD: { readonly centre: 0; readonly sigma: 1 } = { centre: 0, sigma: 1 };

/**
 * Looks for a change in a series of inspections with all charts. Rejected parts are counted by the p chart; the
 * charts of scores ask whether the parts that pass move, so that single defects do not hide or feign a drift.
 *
 * @throws InspectError `data_invalid` without inspections or with a baseline of fewer than two scores.
 */
export function analyseDrift(inspected: readonly Inspected[], settings: DriftSettings): Drift {
  const { baseline, batchSize, rejectShare, random } = settings;
  checkSeries(baseline, 2);
  const places = inspected.flatMap(({ score, rejected }, at) => (rejected || score === null ? [] : [at]));
  const scores = places.map(at => inspected[at]!.score!);
  const levels = normalScores(baseline, scores);
  const batches = batchesOf(inspected, batchSize);
  return {
    places,
    scores: levels.length < 2 ? null : individualsChart(levels, STANDARD),
    ewma: levels.length < 1 ? null : ewmaChart(levels, STANDARD, { weight: 0.2, width: 3, limits: 'exact' }),
    cusum: levels.length < 1 ? null : cusumChart(levels, { target: 0, allowance: 0.5, decisionInterval: 5 }),
    martingale: martingaleChart(conformalPValues(baseline, scores, random), {
      level: 1 / FALSE_ALARM,
      direction: settings.baselineMayLieHigh ? 'up' : 'both',
    }),
    rejects: pChart(batches, {
      ...(rejectShare !== undefined && { share: rejectShare }),
      limits: 'exact',
      falseAlarm: FALSE_ALARM / batches.length,
    }),
    batchSize,
  };
}

/** Whether one of the two charts with a bounded probability of error has a signal of more rejects or changed scores. */
export function isDrift({ martingale, rejects }: Drift): boolean {
  return martingale.signals.length > 0 || rejects.signals.length > 0;
}

/** Index of the inspected part at which a change that the martingale found began, as the CUSUM chart dates it, or null. */
export function beginOfChange({ places, martingale, cusum }: Drift): number | null {
  const found = martingale.signals[0]?.at;
  if (found === undefined || !cusum) return null;
  const signal = cusum.signals.findLast(({ at }) => at <= found) ?? cusum.signals[0];
  return signal === undefined ? null : places[signal.since]!;
}

/** Counts of successive batches; a last one that is less than half full joins the one before it. */
function batchesOf(inspected: readonly Inspected[], size: number) {
  const count = Math.max(1, Math.round(inspected.length / size));
  return Array.from({ length: inspected.length === 0 ? 0 : count }, (_, index) => {
    const parts = inspected.slice(index * size, index === count - 1 ? undefined : (index + 1) * size);
    return { inspected: parts.length, counted: parts.filter(part => part.rejected).length };
  });
}
