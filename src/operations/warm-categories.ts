import { totalmem } from 'node:os';
import { bytesOf, type Config } from '../config.ts';
import { currentVersion } from '../patchcore/versions.ts';
import { type OpenCategory, openCategory } from './open-category.ts';
import { categoryModelFolder } from './places.ts';

/** Categories that stay open between inspections. */
export interface WarmCategories {
  /** The category's current model, loaded when it is not yet open or a newer version has become current. */
  open(config: Config, category: string): Promise<OpenCategory>;
  /** The category's current model, loaded anew. One that is open stays open when that fails. */
  reload(config: Config, category: string): Promise<OpenCategory>;
  /** Names of the categories that are open. */
  names(): readonly string[];
}

/** A process that keeps categories open expects many pictures, so that their search is worth tuning. */
const MANY_PICTURES = 1_000;

/** Memory of the machine that the open categories of a process take when no limit is named. */
const SHARE = 1 / 4;

/**
 * Keeps the categories open that were used last, as many as the configuration's `modelMemory` holds. For one caller at a
 * time: the categories that were not used for longest are closed when another one needs their memory. The one in use
 * stays open however large it is.
 */
export function openWarmCategories(): WarmCategories {
  const open = new Map<string, OpenCategory>();
  const close = async (place: string) => {
    const category = open.get(place);
    open.delete(place);
    await category?.close();
  };
  const keep = async (place: string, category: OpenCategory, { modelMemory }: Config) => {
    open.set(place, category);
    const budget = modelMemory === null ? SHARE * totalmem() : bytesOf(modelMemory);
    for (const [oldest] of [...open].slice(0, -1)) {
      const taken = [...open.values()].reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
      if (taken > budget) await close(oldest);
    }
  };
  const placeOf = (config: Config, name: string) => JSON.stringify([name, config]);
  return {
    async open(config, name) {
      const place = placeOf(config, name);
      const known = open.get(place);
      if (known && known.model.version === (await currentVersion(categoryModelFolder(config, name)))) {
        open.delete(place); // set again, it is the one that was used last
        open.set(place, known);
        return known;
      }
      await close(place);
      const category = await openCategory(config, name, new Set(), MANY_PICTURES);
      await keep(place, category, config);
      return category;
    },
    async reload(config, name) {
      const fresh = await openCategory(config, name, new Set(), MANY_PICTURES);
      const place = placeOf(config, name);
      await close(place);
      await keep(place, fresh, config);
      return fresh;
    },
    names: () => [...new Set([...open.values()].map(({ model }) => model.config.category))],
  };
}
