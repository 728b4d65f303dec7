import { join } from 'node:path';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import { readConfig } from '../patchcore/model-files.ts';
import { currentVersion, listVersions } from '../patchcore/versions.ts';
import type { ModelConfig } from '../schemas/model.ts';
import { categoryModelFolder } from './places.ts';

/** What there is to say of a version at a glance; wire names. */
export interface VersionSummary {
  readonly version: string;
  readonly current: boolean;
  readonly backbone: string;
  readonly precision: string;
  readonly pictures: number;
  readonly entries: number;
  readonly threshold: number;
  readonly review_threshold: number;
  /** How many patches of the grid are inspected; null where all are. */
  readonly region_of_interest: NonNullable<ModelConfig['region_of_interest']> | null;
  readonly how: 'trained' | 'taught';
  /** Of a taught version: what it grew from and by how much. */
  readonly taught: ModelConfig['taught'] | null;
}

/** A version whose configuration cannot be read. */
export interface UnreadableVersion {
  readonly version: string;
  readonly current: boolean;
  readonly problem: string;
}

export interface ModelVersions {
  readonly category: string;
  readonly current: string | null;
  readonly versions: readonly (VersionSummary | UnreadableVersion)[];
}

/**
 * The versions of a category, oldest first.
 *
 * @throws InspectError `model_not_found` when there are none.
 */
export async function modelVersions(
  config: Pick<Config, 'modelsRoot'>,
  category: string,
): Promise<ModelVersions> {
  checkCategoryName(category);
  const folder = categoryModelFolder(config, category);
  const names = await listVersions(folder);
  if (names.length === 0)
    throw new InspectError(
      'model_not_found',
      `There is no model of "${category}" in ${folder}. Run "inspectai train --category ${category}" first.`,
    );
  const current = await currentVersion(folder);
  const versions = await Promise.all(names.map(name => summaryOf(folder, name, name === current)));
  return { category, current, versions };
}

async function summaryOf(
  folder: string,
  version: string,
  current: boolean,
): Promise<VersionSummary | UnreadableVersion> {
  try {
    const { config } = await readConfig(join(folder, version));
    return {
      version,
      current,
      backbone: config.backbone.name,
      precision: config.precision,
      pictures: config.training_set.pictures,
      entries: config.coreset.entries,
      threshold: config.threshold,
      review_threshold: config.calibration.review_threshold,
      region_of_interest: config.region_of_interest ?? null,
      how: config.taught ? 'taught' : 'trained',
      taught: config.taught ?? null,
    };
  } catch (cause) {
    if (!(cause instanceof InspectError)) throw cause;
    return { version, current, problem: cause.message };
  }
}
