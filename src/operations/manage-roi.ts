import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config.ts';
import { InspectError, storageError } from '../errors.ts';
import { checkCategoryName, goodPictures } from '../evaluation/dataset.ts';
import { writeFileAtomically } from '../files.ts';
import { encodePng, readImage } from '../image/codec.ts';
import type { Image, Mask } from '../image/image.ts';
import { drawOutline } from '../image/outline.ts';
import { veilOutside } from '../image/veil.ts';
import { readConfig } from '../patchcore/model-files.ts';
import { currentVersion } from '../patchcore/versions.ts';
import type { RegionDocument, Shape } from '../schemas/region-of-interest.ts';
import { withCategoryLock } from './category-lock.ts';
import { readModelRoi, roiFacts } from './model-roi.ts';
import { categoryModelFolder, resultsFolder } from './places.ts';
import { pixelsOfRoi, readRoi, roiPath, roiText } from './roi-document.ts';
import { readShapes } from './roi-shapes.ts';
import type { RoiFacts } from './roi-words.ts';

export interface RoiRequest {
  readonly category: string;
  /** Files with what is inspected, everything when empty, and with what is left out of that. */
  readonly include: readonly string[];
  readonly ignore: readonly string[];
  /** A picture of the category to draw on; a good picture of the data set when left out. */
  readonly image?: string | undefined;
}

/** Whether the version in use inspects by the region that is set; wire names. */
export interface RoiUse {
  /** The version in use; null when the category has not been trained. */
  readonly current_version: string | null;
  /** What that version inspects by; null where it inspects whole pictures. */
  readonly current_region: (RoiFacts & { readonly is_this: boolean }) | null;
  /** The next training changes what is inspected. */
  readonly takes_effect_with_next_training: boolean;
}

/** A region of interest as `roi show` tells it; wire names. */
export interface RoiReport extends RoiUse {
  readonly category: string;
  /** Null when none is set: whole pictures are inspected. */
  readonly region: RoiSummary | null;
  /** A picture of the region; null when there was no picture to draw on. */
  readonly drawing: string | null;
}

interface RoiSummary {
  readonly file: string;
  readonly picture: RegionDocument['picture'];
  readonly include: readonly ShapeSummary[];
  readonly ignore: readonly ShapeSummary[];
  /** Share of the picture's pixels that lie inside. */
  readonly inside: number;
}

interface ShapeSummary {
  readonly file: string;
  readonly kind: 'polygon' | 'mask';
}

/**
 * Sets the region of interest of a category, which the next training uses.
 *
 * @throws InspectError as `readShapes`; `data_invalid` when it covers nothing, `data_not_found` without a picture to take
 * the size from, `invalid_argument` without a file, `locked`. What was set before stays then.
 */
export async function setRoi(config: Config, request: RoiRequest): Promise<RoiReport> {
  const { category, include, ignore } = request;
  checkCategoryName(category);
  if (include.length + ignore.length === 0)
    throw new InspectError(
      'invalid_argument',
      'Name files with the region: what is inspected with --include FILE…, what is left out with --ignore FILE….',
    );
  const image = await pictureOf(config, request);
  const document: RegionDocument = {
    region_version: 1,
    picture: { width: image.width, height: image.height },
    include: (await Promise.all(include.map(path => readShapes(path, image)))).flat(),
    ignore: (await Promise.all(ignore.map(path => readShapes(path, image)))).flat(),
  };
  await pixelsOfRoi(document, `"${category}"`);
  const folder = categoryModelFolder(config, category);
  await withCategoryLock(folder, category, () => writeFileAtomically(roiPath(folder), roiText(document)));
  return showRoi(config, request);
}

/**
 * What region of interest is set for a category, what the version in use inspects, and a drawing of the region.
 *
 * @throws InspectError `data_invalid` when the region is damaged, `model_damaged`.
 */
export async function showRoi(
  config: Config,
  request: Pick<RoiRequest, 'category' | 'image'>,
): Promise<RoiReport> {
  const { category } = request;
  checkCategoryName(category);
  const folder = categoryModelFolder(config, category);
  const document = await readRoi(folder);
  const pixels = document && (await pixelsOfRoi(document, `"${category}"`));
  return {
    category,
    region: document && pixels && summaryOf(roiPath(folder), document, pixels),
    ...(await regionInUse(folder, document)),
    drawing: pixels && (await drawRegion(config, request, pixels)),
  };
}

/**
 * Removes the region of interest of a category: the next training learns whole pictures.
 *
 * @returns whether there was one
 */
export async function clearRoi(config: Config, category: string): Promise<boolean> {
  checkCategoryName(category);
  const folder = categoryModelFolder(config, category);
  return withCategoryLock(folder, category, async () => {
    try {
      await rm(roiPath(folder));
      return true;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw storageError(cause, `removing ${roiPath(folder)}`);
    }
  });
}

/**
 * What the version in use inspects, beside the region that is set.
 *
 * @param folder the category's folder
 * @throws InspectError `model_damaged`.
 */
export async function regionInUse(folder: string, document: RegionDocument | null): Promise<RoiUse> {
  const version = await currentVersion(folder);
  const used = version === null ? null : await usedRegion(join(folder, version), document);
  return {
    current_version: version,
    current_region: used,
    takes_effect_with_next_training: used ? !used.is_this : document !== null,
  };
}

async function usedRegion(place: string, document: RegionDocument | null) {
  const { config } = await readConfig(place);
  const roi = await readModelRoi({ folder: place, config });
  const is_this = roi !== null && isDeepStrictEqual(roi.document, document);
  return roi && { ...roiFacts(roi), is_this };
}

function summaryOf(file: string, { picture, include, ignore }: RegionDocument, pixels: Mask): RoiSummary {
  const inside = pixels.data.reduce((sum, pixel) => sum + pixel, 0) / pixels.data.length;
  return { file, picture, include: include.map(shapeSummary), ignore: ignore.map(shapeSummary), inside };
}

function shapeSummary(shape: Shape): ShapeSummary {
  return { file: shape.file, kind: 'polygon' in shape ? 'polygon' : 'mask' };
}

/** A picture of the category: the one that was named, or the first good one. */
async function pictureOf(
  config: Config,
  { category, image }: Pick<RoiRequest, 'category' | 'image'>,
): Promise<Image> {
  if (image !== undefined) return readImage(image);
  const good = await goodPictures(config.dataRoot, category).catch(cause => {
    if (!(cause instanceof InspectError)) throw cause;
    throw new InspectError(
      'data_not_found',
      `There is no picture of "${category}" to draw on: ${cause.message} Or name one with --image FILE.`,
      { cause },
    );
  });
  return readImage(join(good.folder, good.names[0]!));
}

/** The picture with what is left out under a veil; null when there is none, or one that the region does not fit. */
async function drawRegion(
  config: Config,
  request: Pick<RoiRequest, 'category' | 'image'>,
  pixels: Mask,
): Promise<string | null> {
  const image = await pictureOf(config, request).catch(cause => {
    if (cause instanceof InspectError && request.image === undefined) return null;
    throw cause;
  });
  if (image?.width !== pixels.width || image.height !== pixels.height) return null;
  const out = { ...image, data: new Uint8Array(image.data) };
  veilOutside(pixels, out);
  drawOutline(pixels, out, [86, 200, 255]);
  const path = join(resultsFolder(config, request.category), 'roi.png');
  await writeFileAtomically(path, await encodePng(out));
  return path;
}
