import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Value from '#bundled/typebox/value';
import type { Config, ConfigKey } from '../config.ts';
import { type ErrorCode, InspectError } from '../errors.ts';
import { type CalibrationCard, type CardInput, calibrationCard } from '../evaluation/calibration-card.ts';
import { checkCategoryName, testPictures } from '../evaluation/dataset.ts';
import { loadModel, type StoredModel } from '../patchcore/artifact.ts';
import { EvaluationReport } from '../schemas/report.ts';
import { calibrationOf } from './calibration-facts.ts';
import { evaluateModel } from './evaluate-model.ts';
import { categoryModelFolder, resultsFolder } from './places.ts';
import { refuseContradiction } from './refuse-contradiction.ts';
import type { Run } from './reporter.ts';

export interface CardRequest extends Pick<CardInput, 'rates' | 'costs'> {
  readonly category: string;
  /** Options named on the command line; they must not contradict the model. */
  readonly explicit: ReadonlySet<ConfigKey>;
  /** Whether the test set, where there is one, is inspected; else the report of the last evaluation is read. */
  readonly inspectTests: boolean;
}

/** There is no test set; which is no fault here. */
const NO_TESTS: ReadonlySet<ErrorCode> = new Set(['data_not_found', 'data_invalid', 'category_unknown']);

/**
 * Says what a category's current model promises and how far labelled pictures bear it out.
 *
 * @throws InspectError `model_not_found`, `model_damaged`, `model_version`; `invalid_argument` and `data_not_found` as
 * `cheapestThreshold`; what inspecting the test set throws.
 */
export async function showCalibration(
  config: Config,
  request: CardRequest,
  run: Run,
): Promise<CalibrationCard> {
  const { category } = request;
  checkCategoryName(category);
  const model = await loadModel(categoryModelFolder(config, category), category);
  refuseContradiction(config, model.config, request.explicit);
  return calibrationCard({
    category,
    version: model.version,
    calibration: calibrationOf(model.config),
    trainingPictures: model.config.training_set.pictures,
    regionOfInterest: model.config.region_of_interest,
    hasCountRule: model.config.rules?.max_regions !== undefined,
    evaluation: (await inspectTests(config, request, run)) ?? (await storedEvaluation(config, model)),
    rates: request.rates,
    costs: request.costs,
  });
}

async function inspectTests(config: Config, { category, explicit, inspectTests }: CardRequest, run: Run) {
  if (!inspectTests || !(await hasTests(config, category))) return null;
  const { report } = await evaluateModel(config, { category, explicit, save: false, plots: false }, run);
  return { source: `the test set ${join(config.dataRoot, category, 'test')}`, report };
}

async function hasTests(config: Config, category: string): Promise<boolean> {
  try {
    return (await testPictures(config.dataRoot, category)).length > 0;
  } catch (cause) {
    if (cause instanceof InspectError && NO_TESTS.has(cause.code)) return false;
    throw cause;
  }
}

/** The report of the last evaluation, if it is one of this model. */
export async function storedEvaluation(
  config: Pick<Config, 'resultsRoot'>,
  { version, config: model }: Pick<StoredModel, 'version' | 'config'>,
) {
  const path = join(resultsFolder(config, model.category), 'evaluation', 'report.json');
  const text = await readFile(path, 'utf8').catch(() => null);
  const report = text === null ? null : parsed(text);
  if (!Value.Check(EvaluationReport, report)) return null;
  const isOfModel = report.model_version === version && report.threshold === model.threshold;
  return isOfModel
    ? { source: `the evaluation of ${report.created_at.slice(0, 10)} (${path})`, report }
    : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
