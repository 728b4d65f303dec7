import type { Config } from '../config.ts';
import { currentVersion } from '../patchcore/versions.ts';
import type { Activation } from '../schemas/activation.ts';
import { readJournal } from './activation-journal.ts';
import { categoryModelFolder } from './places.ts';

/** A line of a category's journal. */
export interface RecordedActivation {
  readonly entry: Activation & { readonly id: string };
  /** Whether the version came into use: a line is written before, and the program may have ended in between. */
  readonly activated: boolean;
}

/**
 * The lines of a category's journal that have an id, oldest first.
 *
 * @throws InspectError `model_damaged` for a line that cannot be read.
 */
export async function recordedActivations(
  config: Pick<Config, 'modelsRoot'>,
  category: string,
): Promise<readonly RecordedActivation[]> {
  const folder = categoryModelFolder(config, category);
  const current = await currentVersion(folder);
  const journal = await readJournal(folder);
  return journal.flatMap((entry, index) => {
    const next = journal[index + 1];
    const activated = (next ? next.from : current) === entry.to;
    return entry.id === undefined ? [] : [{ entry: { ...entry, id: entry.id }, activated }];
  });
}
