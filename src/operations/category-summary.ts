import { join } from 'node:path';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import { readConfig } from '../patchcore/model-files.ts';
import { currentVersion, hasCurrentVersion } from '../patchcore/versions.ts';
import { listModels } from './list-models.ts';
import { categoryModelFolder } from './places.ts';

/** A category and the version of its model that is in use; wire names. */
export interface CategorySummary {
  readonly name: string;
  readonly model_version: string;
  readonly threshold: number;
  readonly review_threshold: number;
  readonly backbone: string;
  readonly pictures: number;
}

/** A category whose model cannot be read. */
export interface UnreadableCategory {
  readonly name: string;
  readonly model_version: string;
  readonly problem: string;
}

/** The categories that have a model, sorted by name; empty where there is none. */
export async function categorySummaries(
  config: Pick<Config, 'modelsRoot'>,
): Promise<readonly (CategorySummary | UnreadableCategory)[]> {
  const names = await listModels(config).catch(cause => {
    if (cause instanceof InspectError && cause.code === 'model_not_found') return [];
    throw cause;
  });
  return Promise.all(
    names.map(async name => {
      const version = await versionInUse(config, name);
      return summaryOf(config, name, version).catch(cause => {
        if (!(cause instanceof InspectError)) throw cause;
        return { name, model_version: version, problem: cause.message };
      });
    }),
  );
}

/**
 * A category by name.
 *
 * @throws InspectError `invalid_argument` for what cannot be a category's name, `model_not_found`, `model_damaged`,
 * `model_version`.
 */
export async function categorySummary(
  config: Pick<Config, 'modelsRoot'>,
  category: string,
): Promise<CategorySummary> {
  return summaryOf(config, category, await versionInUse(config, category));
}

/**
 * The version of a category's model that inspections use.
 *
 * @throws InspectError `invalid_argument`, `model_not_found`.
 */
export async function versionInUse(config: Pick<Config, 'modelsRoot'>, category: string): Promise<string> {
  checkCategoryName(category);
  const version = await currentVersion(categoryModelFolder(config, category));
  if (version !== null) return version;
  throw withoutModel(category);
}

/**
 * Checks, before anything else is done, that a category can be inspected.
 *
 * @throws InspectError `invalid_argument`, `model_not_found`.
 */
export async function requireModel(config: Pick<Config, 'modelsRoot'>, category: string): Promise<void> {
  checkCategoryName(category);
  if (!(await hasCurrentVersion(categoryModelFolder(config, category)))) throw withoutModel(category);
}

function withoutModel(category: string): InspectError {
  return new InspectError(
    'model_not_found',
    `There is no trained model of "${category}". The list of categories names those that there are; train one with "inspectai train --category ${category}".`,
  );
}

async function summaryOf(
  config: Pick<Config, 'modelsRoot'>,
  name: string,
  version: string,
): Promise<CategorySummary> {
  const { config: model } = await readConfig(join(categoryModelFolder(config, name), version));
  return {
    name,
    model_version: version,
    threshold: model.threshold,
    review_threshold: model.calibration.review_threshold,
    backbone: model.backbone.name,
    pictures: model.training_set.pictures,
  };
}
