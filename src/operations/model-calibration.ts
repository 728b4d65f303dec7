import { join } from 'node:path';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { type CalibrationCard, calibrationCard } from '../evaluation/calibration-card.ts';
import type { History } from '../history/database.ts';
import { countAbove, type TruthCount } from '../history/score-series.ts';
import { expectedRejectRate, pValue, thresholdAt } from '../patchcore/calibration.ts';
import { readConfig } from '../patchcore/model-files.ts';
import { clopperPearson } from '../statistics/intervals.ts';
import { storedEvaluation } from './calibration-card.ts';
import { calibrationOf } from './calibration-facts.ts';
import { versionInUse } from './category-summary.ts';
import { categoryModelFolder } from './places.ts';

type Folders = Pick<Config, 'modelsRoot' | 'resultsRoot'>;

/** The card of a category's current model, with what it rests on; wire names. */
export interface ModelCalibration extends CalibrationCard {
  /** Scores of good pictures that were held out, ascending. */
  readonly held_out_scores: readonly number[];
  /** `edges[i]` up to `edges[i + 1]` holds `counts[i]` of them. */
  readonly histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] };
}

/** A count of so many, with its share for every 1,000 and the exact 95 % confidence interval of that; wire names. */
export interface CountOf {
  readonly count: number;
  readonly of: number;
  readonly per_1000: number | null;
  readonly interval_per_1000: readonly [low: number, high: number] | null;
}

/** What another threshold would do; wire names. */
export interface ThresholdWhatIf {
  readonly category: string;
  readonly model_version: string;
  readonly threshold: number;
  readonly threshold_in_use: number;
  /** False rejects among new good parts that the held-out scores let expect. */
  readonly expected_false_rejects_per_1000: number;
  readonly held_out: CountOf;
  /** Pictures of the last evaluation of this version; null without one. */
  readonly evaluated: {
    readonly source: string;
    readonly good_rejected: CountOf;
    readonly defects_caught: CountOf;
  } | null;
  /** Inspections that this version made, by what people said of the part afterwards. */
  readonly recorded: {
    readonly good_rejected: CountOf;
    readonly defects_caught: CountOf;
    readonly not_reviewed_rejected: CountOf;
  };
}

/** @throws InspectError `model_not_found`, `model_damaged`, `model_version`, `invalid_argument`. */
export async function modelCalibration(config: Folders, category: string): Promise<ModelCalibration> {
  const model = await current(config, category);
  const { version, config: facts } = model;
  const calibration = calibrationOf(facts);
  const card = calibrationCard({
    category,
    version,
    calibration,
    trainingPictures: facts.training_set.pictures,
    regionOfInterest: facts.region_of_interest,
    hasCountRule: facts.rules?.max_regions !== undefined,
    evaluation: await storedEvaluation(config, model),
    rates: [],
    costs: null,
  });
  return { ...card, held_out_scores: calibration.scores, histogram: histogramOf(calibration.scores) };
}

/**
 * What a threshold, or the one that a false-reject rate stands for, would do to parts of all kinds.
 *
 * @throws InspectError as `modelCalibration`, and `invalid_argument` without exactly one of threshold and rate.
 */
export async function thresholdWhatIf(
  config: Folders,
  history: History,
  category: string,
  asked: { readonly threshold?: number | undefined; readonly rate?: number | undefined },
): Promise<ThresholdWhatIf> {
  if ((asked.threshold === undefined) === (asked.rate === undefined))
    throw new InspectError(
      'invalid_argument',
      'Name either "threshold" or "false_reject_rate"; one of the two follows from the other.',
    );
  const model = await current(config, category);
  const { scores, n } = calibrationOf(model.config);
  const threshold = asked.threshold ?? thresholdAt(scores, asked.rate!);
  const rate = asked.rate === undefined ? shareAbove(scores, threshold) : expectedRejectRate(n, asked.rate);
  const evaluation = await storedEvaluation(config, model);
  const recorded = await countAbove(history, { category, model_version: model.version }, threshold);
  const truth = (wanted: TruthCount['truth']) => recorded.find(count => count.truth === wanted);
  const seen = (wanted: TruthCount['truth']) =>
    countOf(truth(wanted)?.above ?? 0, truth(wanted)?.inspections ?? 0);
  return {
    category,
    model_version: model.version,
    threshold,
    threshold_in_use: model.config.threshold,
    expected_false_rejects_per_1000: 1000 * rate,
    held_out: countAboveIn(scores, threshold),
    evaluated: evaluation && {
      source: evaluation.source,
      good_rejected: countAboveIn(scoresOf(evaluation.report.images, 'good'), threshold),
      defects_caught: countAboveIn(scoresOf(evaluation.report.images, 'defect'), threshold),
    },
    recorded: {
      good_rejected: seen('good'),
      defects_caught: seen('defective'),
      not_reviewed_rejected: seen('unknown'),
    },
  };
}

async function current(config: Folders, category: string) {
  const version = await versionInUse(config, category);
  const { config: facts } = await readConfig(join(categoryModelFolder(config, category), version));
  return { version, config: facts };
}

/** (1 + #{scores > threshold}) / (n + 1); a score equal to the threshold is not rejected. */
function shareAbove(scores: readonly number[], threshold: number): number {
  const next = scores.find(score => score > threshold);
  return next === undefined ? 1 / (scores.length + 1) : pValue(scores, next);
}

function scoresOf(
  images: readonly { readonly label: string; readonly anomaly_score: number }[],
  wanted: 'good' | 'defect',
): readonly number[] {
  return images.filter(({ label }) => label === wanted).map(image => image.anomaly_score);
}

function countAboveIn(scores: readonly number[], threshold: number): CountOf {
  return countOf(scores.filter(score => score > threshold).length, scores.length);
}

function countOf(count: number, of: number): CountOf {
  if (of === 0) return { count, of, per_1000: null, interval_per_1000: null };
  const [low, high] = clopperPearson(count, of);
  return { count, of, per_1000: (1000 * count) / of, interval_per_1000: [1000 * low, 1000 * high] };
}

/** About sqrt(n) steps of equal width. */
function histogramOf(scores: readonly number[]): ModelCalibration['histogram'] {
  const [low, high] = [scores[0]!, scores.at(-1)!];
  const steps = Math.min(60, Math.max(1, Math.ceil(Math.sqrt(scores.length))));
  const width = (high - low) / steps || 1;
  const counts = Array.from({ length: steps }, () => 0);
  for (const score of scores) counts[Math.min(steps - 1, Math.floor((score - low) / width))]!++;
  return { edges: Array.from({ length: steps + 1 }, (_, at) => low + at * width), counts };
}
