import type { Config } from '../config.ts';
import { currentVersion } from '../patchcore/versions.ts';
import { type OpenCategory, openCategory } from './open-category.ts';
import { categoryModelFolder } from './places.ts';

/** Categories that stay open between inspections. */
export interface WarmCategories {
  /** The category's current model, loaded when it is not yet open or a newer version has become current. */
  open(config: Config, category: string): Promise<OpenCategory>;
  /** The category's current model, loaded anew. One that is open stays open when that fails. */
  reload(config: Config, category: string): Promise<OpenCategory>;
}

/** A process that keeps categories open expects many pictures, so that their search is worth tuning. */
const MANY_PICTURES = 1_000;

/**
 * Keeps the categories open that were used last. For one caller at a time: the category that was not used for longest
 * is closed when another one needs its place.
 *
 * @param most how many are open at once
 */
export function openWarmCategories(most: number): WarmCategories {
  const open = new Map<string, OpenCategory>();
  const close = async (place: string) => {
    const category = open.get(place);
    open.delete(place);
    await category?.close();
  };
  const makeRoom = async () => {
    for (const oldest of [...open.keys()].slice(0, Math.max(0, open.size - most + 1))) await close(oldest);
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
      await makeRoom();
      const category = await openCategory(config, name, new Set(), MANY_PICTURES);
      open.set(place, category);
      return category;
    },
    async reload(config, name) {
      const fresh = await openCategory(config, name, new Set(), MANY_PICTURES);
      const place = placeOf(config, name);
      await close(place);
      await makeRoom();
      open.set(place, fresh);
      return fresh;
    },
  };
}
