import { join } from 'node:path';
import { isKept } from '../backbones/store.ts';
import type { Config } from '../config.ts';
import { InspectError, throwIfCancelled } from '../errors.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import { sha256OfFile } from '../files.ts';
import { readConfig } from '../patchcore/model-files.ts';
import { currentVersion, listVersions } from '../patchcore/versions.ts';
import type { RegressionPicture } from '../schemas/regression.ts';
import { categoryModelFolder, keptBackbonesFolder } from './places.ts';
import { readRegressionPicture, readRegressionSet, regressionMask } from './regression-set.ts';
import type { Run } from './reporter.ts';

/** What was found when every file of a version was compared with its hash; wire names. */
export interface VersionCheck {
  readonly version: string;
  readonly current: boolean;
  /** One sentence for every file that is not as it was written; empty when all are. */
  readonly problems: readonly string[];
}

/** What was found in a category; wire names. */
export interface ModelsCheck {
  readonly category: string;
  readonly versions: readonly VersionCheck[];
  /** Of the regression set. */
  readonly problems: readonly string[];
  readonly sound: boolean;
}

/** Compares every file of every version of a category, and of its regression set, with the recorded SHA-256. */
export async function verifyModels(
  config: Pick<Config, 'modelsRoot'>,
  category: string,
  { reporter, signal }: Run,
): Promise<ModelsCheck> {
  checkCategoryName(category);
  const folder = categoryModelFolder(config, category);
  const names = await listVersions(folder);
  if (names.length === 0)
    throw new InspectError('model_not_found', `There is no model of "${category}" in ${folder}.`);
  const versions: VersionCheck[] = [];
  for (const name of names) {
    versions.push(await verifyVersion(config, category, name, signal));
    reporter.progress('verifying', versions.length, names.length);
  }
  const problems = await verifyRegressionSet(folder);
  const sound = problems.length === 0 && versions.every(version => version.problems.length === 0);
  return { category, versions, problems, sound };
}

/** Compares every file of a version, and the weights of its backbone, with the recorded SHA-256. */
export async function verifyVersion(
  config: Pick<Config, 'modelsRoot'>,
  category: string,
  version: string,
  signal?: AbortSignal,
): Promise<VersionCheck> {
  const folder = categoryModelFolder(config, category);
  const place = join(folder, version);
  const current = (await currentVersion(folder)) === version;
  const read = await readConfig(place).catch(asProblem);
  if (typeof read === 'string') return { version, current, problems: [read] };
  const problems: string[] = [];
  for (const [name, recorded] of Object.entries(read.config.files)) {
    throwIfCancelled(signal);
    const found = await sha256OfFile(join(place, name)).catch(() => null);
    if (found === null) problems.push(`${join(place, name)} cannot be read`);
    else if (found !== recorded) problems.push(`${join(place, name)} is not as it was written`);
  }
  const { backbone } = read.config;
  if (!(await isKept(keptBackbonesFolder(config), backbone)))
    problems.push(`the weights of ${backbone.name} in ${keptBackbonesFolder(config)} are missing or altered`);
  return { version, current, problems };
}

async function verifyRegressionSet(folder: string): Promise<readonly string[]> {
  const set = await readRegressionSet(folder).catch(asProblem);
  if (typeof set === 'string') return [set];
  const found = await Promise.all(set.map(picture => problemOf(folder, picture)));
  return found.filter(problem => problem !== null);
}

async function problemOf(folder: string, picture: RegressionPicture): Promise<string | null> {
  const mask = regressionMask(folder, picture);
  const hash = mask && (await sha256OfFile(mask).catch(() => ''));
  if (picture.mask && hash !== picture.mask.sha256) return `${mask} is missing or not as it was written`;
  return readRegressionPicture(folder, picture).then(() => null, asProblem);
}

function asProblem(cause: unknown): string {
  if (cause instanceof InspectError) return cause.message;
  throw cause;
}
