import { readdir } from 'node:fs/promises';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { currentVersion } from '../patchcore/versions.ts';
import { categoryModelFolder } from './places.ts';

/**
 * The categories that have a model, sorted.
 *
 * @throws InspectError `model_not_found` when there are none.
 */
export async function listModels(config: Pick<Config, 'modelsRoot'>): Promise<readonly string[]> {
  const entries = await readdir(config.modelsRoot).catch(() => []);
  const names = entries.filter(name => !name.startsWith('.')).sort();
  const found: string[] = [];
  for (const name of names)
    if ((await currentVersion(categoryModelFolder(config, name))) !== null) found.push(name);
  if (found.length > 0) return found;
  throw new InspectError(
    'model_not_found',
    `There is no trained model in ${config.modelsRoot}. Run "inspectai train" first, or name the folder with --models-root.`,
  );
}
