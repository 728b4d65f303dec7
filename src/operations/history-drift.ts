import { join } from 'node:path';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import { type ChartFinding, driftFindings } from '../evaluation/drift-findings.ts';
import type { History } from '../history/database.ts';
import { lastVersion, newestScores, type ScorePoint } from '../history/score-series.ts';
import { readConfig } from '../patchcore/model-files.ts';
import { checkVersion } from '../patchcore/versions.ts';
import { randomFor } from '../random.ts';
import type { InspectionFilter } from '../schemas/inspection.ts';
import type { ChartPoint, ControlChart } from '../statistics/control-chart.ts';
import { analyseDrift, beginOfChange, type Drift, FALSE_ALARM, isDrift } from '../statistics/drift.ts';
import { categoryModelFolder } from './places.ts';

/** Which inspections are looked at; a category's, by the version that inspected last or the one named. */
export interface HistoryDriftRequest {
  readonly filter: InspectionFilter & { readonly category: string };
  /** So many of the newest. */
  readonly limit: number;
  /** Parts in a batch of the chart of rejects. */
  readonly batch: number;
  /** The share of rejects that is normal; that of these inspections when left out. */
  readonly rejectShare?: number | undefined;
}

/** A stretch of inspections, by its first and last; wire names. */
interface Stretch {
  readonly from_id: string;
  readonly to_id: string;
  readonly from: string;
  readonly to: string;
  /** The list of them. */
  readonly inspections: string;
}

/** A chart with its points; wire names. */
export interface HistoryChart {
  readonly chart: ChartFinding['chart'];
  /** Whether its signal alone is a drift: its probability of a false one is bounded over all points. */
  readonly decides: boolean;
  /** Signals that chance alone gives on average; for a chart that decides the probability of any. */
  readonly by_chance: number;
  readonly signals: readonly (Stretch & { readonly rule: string; readonly side: 'above' | 'below' })[];
  /** The inspection of every point; of the chart of rejects the first of the batch. */
  readonly ids: readonly string[];
  readonly points: readonly ChartPoint[];
}

/** What the charts say of recorded inspections; wire names. */
export interface HistoryDrift {
  readonly category: string;
  readonly model_version: string;
  readonly inspections: number;
  readonly rejected: number;
  readonly baseline_scores: number;
  readonly drift: boolean;
  /** The inspection at which a change of the scores began, about. */
  readonly began: { readonly id: string; readonly at: string } | null;
  readonly charts: readonly HistoryChart[];
}

/**
 * Looks for drift in the history, as `inspectai drift` does in files: the calibration of the model version is what is
 * normal, charts of scores look at the parts that were not rejected.
 *
 * @throws InspectError `data_not_found` without inspections, `data_invalid` for a calibration of too few scores,
 * `model_not_found`, `model_damaged` when the version is gone.
 */
export async function historyDrift(
  { config, history }: { readonly config: Pick<Config, 'modelsRoot'>; readonly history: History },
  { filter, limit, batch, rejectShare }: HistoryDriftRequest,
): Promise<HistoryDrift> {
  const { category } = filter;
  checkCategoryName(category);
  const version = filter.model_version ?? (await lastVersion(history, filter));
  const points = version ? await newestScores(history, { ...filter, model_version: version }, limit) : [];
  if (version === null || points.length === 0)
    throw new InspectError(
      'data_not_found',
      `There are no inspections of "${category}" that match. Widen the filter.`,
    );
  const folder = categoryModelFolder(config, category);
  await checkVersion(folder, category, version);
  const { threshold, calibration } = (await readConfig(join(folder, version))).config;
  const baseline = calibration.scores.filter(score => score < threshold); // rejected parts are not charted either
  const inspected = points.map(({ anomaly_score, decision }) => ({
    score: anomaly_score,
    rejected: decision === 'FAIL',
  }));
  const drift = analyseDrift(inspected, {
    baseline,
    baselineMayLieHigh: true,
    batchSize: batch,
    ...(rejectShare !== undefined && { rejectShare }),
    random: randomFor('drift', category),
  });
  const began = beginOfChange(drift);
  const first = began === null ? null : points[began]!;
  return {
    category,
    model_version: version,
    inspections: points.length,
    rejected: inspected.filter(({ rejected }) => rejected).length,
    baseline_scores: baseline.length,
    drift: isDrift(drift),
    began: first && { id: first.id, at: first.created_at },
    charts: chartsOf(drift, points, { ...filter, model_version: version }),
  };
}

function chartsOf(drift: Drift, points: readonly ScorePoint[], filter: InspectionFilter): HistoryChart[] {
  const { places, scores, ewma, cusum, martingale, rejects, batchSize } = drift;
  const shown: Readonly<Record<ChartFinding['chart'], ControlChart | null>> = {
    rejects,
    martingale,
    ewma,
    cusum: cusum && { points: cusum.points.map(cusumPoint(cusum.decisionInterval)), signals: [] },
    scores: scores?.individuals ?? null,
    moving_range: scores?.movingRange ?? null,
  };
  const charted = places.map(at => points[at]!.id);
  const batches = rejects.points.map((_, at) => points[at * batchSize]!.id);
  return driftFindings(drift, FALSE_ALARM, 0).map(({ chart, decides, byChance, signals }) => ({
    chart,
    decides,
    by_chance: byChance,
    signals: signals.map(({ rule, side, from, to }) => {
      const end = chart === 'rejects' ? lastOfBatch(to, batchSize, points.length, rejects.points.length) : to;
      return { rule, side, ...stretchOf(points[from - 1]!, points[end - 1]!, filter) };
    }),
    ids: chart === 'rejects' ? batches : chart === 'moving_range' ? charted.slice(1) : charted,
    points: shown[chart]?.points ?? [],
  }));
}

/** The larger of the two sums, the one of falling values below zero. */
function cusumPoint(limit: number) {
  return ({ up, down }: { readonly up: number; readonly down: number }): ChartPoint => ({
    value: up >= down ? up : -down,
    centre: 0,
    lower: -limit,
    upper: limit,
  });
}

/** @param first number of the first part of the last batch of a stretch, from 1 */
function lastOfBatch(first: number, size: number, parts: number, batches: number): number {
  return (first - 1) / size === batches - 1 ? parts : first - 1 + size;
}

function stretchOf(first: ScorePoint, last: ScorePoint, filter: InspectionFilter): Stretch {
  const end = new Date(Date.parse(last.created_at) + 1).toISOString();
  const { decisions: _decisions, ...members } = filter;
  const query = new URLSearchParams(
    Object.entries({ ...members, from: first.created_at, before: end }).map(
      ([name, value]): [string, string] => [name, String(value)],
    ),
  );
  return {
    from_id: first.id,
    to_id: last.id,
    from: first.created_at,
    to: last.created_at,
    inspections: `/api/v1/inspections?${query}`,
  };
}
