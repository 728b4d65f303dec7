import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import { writeFileAtomically } from '../files.ts';
import type { Extents } from '../patchcore/tiling.ts';
import type { DrawnShapes, RegionDocument, Shape } from '../schemas/region-of-interest.ts';
import { withCategoryLock } from './category-lock.ts';
import { type RoiUse, regionInUse } from './manage-roi.ts';
import { categoryModelFolder } from './places.ts';
import { pixelsOfRoi, readRoi, roiPath, roiText } from './roi-document.ts';
import { maskOf, shapesOfPolygons } from './roi-shapes.ts';

/** A region of interest as a client draws it. */
export interface DrawnRegion {
  readonly category: string;
  /** The size of the picture that it was drawn on: the proportions of the category's pictures. */
  readonly picture: Extents;
  /** What is inspected, everything when empty, and what is left out of that. */
  readonly include: readonly DrawnShapes[];
  readonly ignore: readonly DrawnShapes[];
}

/** The region of interest of a category with its shapes; wire names. */
export interface CategoryRegion extends RoiUse {
  readonly category: string;
  /** Null when none is set: whole pictures are inspected. */
  readonly region: Pick<RegionDocument, 'picture' | 'include' | 'ignore'> | null;
}

/**
 * The region of interest that is set for a category, and what the version in use inspects by.
 *
 * @throws InspectError `invalid_argument`, `data_invalid` when the region is damaged, `model_damaged`.
 */
export async function regionOfCategory(
  config: Pick<Config, 'modelsRoot'>,
  category: string,
): Promise<CategoryRegion> {
  checkCategoryName(category);
  const folder = categoryModelFolder(config, category);
  const document = await readRoi(folder);
  const { picture, include, ignore } = document ?? {};
  const region = picture && include && ignore ? { picture, include, ignore } : null;
  return { category, region, ...(await regionInUse(folder, document)) };
}

/**
 * Sets the region of interest of a category, which the next training uses.
 *
 * @throws InspectError as `setRoi`; what was set before stays then.
 */
export async function setCategoryRegion(
  config: Pick<Config, 'modelsRoot'>,
  { category, picture, include, ignore }: DrawnRegion,
): Promise<CategoryRegion> {
  checkCategoryName(category);
  if (include.length + ignore.length === 0)
    throw new InspectError(
      'invalid_argument',
      'Draw what is inspected ("include") or what is left out ("ignore"); to inspect whole pictures, remove the region.',
    );
  const shapes = async (drawn: readonly DrawnShapes[], role: string): Promise<Shape[]> =>
    (await Promise.all(drawn.map((one, index) => shapesOf(one, `${role} ${index + 1}`, picture)))).flat();
  const document: RegionDocument = {
    region_version: 1,
    picture: { width: picture.width, height: picture.height },
    include: await shapes(include, 'include'),
    ignore: await shapes(ignore, 'ignore'),
  };
  await pixelsOfRoi(document, `"${category}"`);
  const folder = categoryModelFolder(config, category);
  await withCategoryLock(folder, category, () => writeFileAtomically(roiPath(folder), roiText(document)));
  return regionOfCategory(config, category);
}

async function shapesOf(drawn: DrawnShapes, name: string, picture: Extents): Promise<readonly Shape[]> {
  if ('polygons' in drawn) return shapesOfPolygons(drawn, name, picture);
  return [await maskOf(Buffer.from(drawn.mask_base64, 'base64'), name, picture)];
}
