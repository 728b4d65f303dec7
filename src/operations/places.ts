import { join } from 'node:path';
import type { Config } from '../config.ts';

/** The folder that holds all versions of a category's model. */
export function categoryModelFolder({ modelsRoot }: Pick<Config, 'modelsRoot'>, category: string): string {
  return join(modelsRoot, category);
}

/** The folder that keeps the weights of the backbones that the models need. */
export function keptBackbonesFolder({ modelsRoot }: Pick<Config, 'modelsRoot'>): string {
  return join(modelsRoot, '.backbones');
}

/** The folder for the result pictures of a category. */
export function resultsFolder({ resultsRoot }: Pick<Config, 'resultsRoot'>, category: string): string {
  return join(resultsRoot, category);
}

/** Where the history of a service lies: the database that was named, or a file in its data folder. */
export function historyLocation({ database }: Pick<Config, 'database'>, dataDir: string): string {
  return database ?? join(dataDir, 'history.sqlite');
}
