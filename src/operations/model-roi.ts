import { join } from 'node:path';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import type { GoodPictures } from '../evaluation/dataset.ts';
import { readImage } from '../image/codec.ts';
import { readAttachment, type StoredModel } from '../patchcore/artifact.ts';
import type { PatchGeometry } from '../patchcore/patch-place.ts';
import { LEAST_INSIDE, patchesInRegion, type RegionOfInterest } from '../patchcore/region-of-interest.ts';
import type { Extents } from '../patchcore/tiling.ts';
import { ModelRegion, type RegionDocument } from '../schemas/region-of-interest.ts';
import { parseDocument } from './json-document.ts';
import { categoryModelFolder } from './places.ts';
import { pixelsOfRoi, readRoi } from './roi-document.ts';
import { readRoiFile } from './roi-shapes.ts';
import type { RoiFacts } from './roi-words.ts';

/** A region of interest with the patches that it leaves of a model's grid. */
export interface ModelRoi extends RegionOfInterest {
  readonly document: RegionDocument;
  /** All patches of the grid. */
  readonly of: number;
}

/** Which region a training uses instead of the category's: that of a file, or none. */
export type RoiChoice = string | undefined;

const FILE = 'region_of_interest.json';
const NONE = 'none';

/**
 * The region of interest that a training is to use; null for none.
 *
 * @throws InspectError `data_invalid` for one that is damaged, covers no patch, or as `readShapes`.
 */
export async function roiForTraining(
  config: Pick<Config, 'modelsRoot'>,
  { category, roi }: { readonly category: string; readonly roi?: RoiChoice },
  good: GoodPictures,
  geometry: PatchGeometry,
): Promise<ModelRoi | null> {
  if (roi === NONE) return null;
  const document = await (roi === undefined
    ? readRoi(categoryModelFolder(config, category))
    : readRoiFile(roi, () => firstSize(good)));
  if (document === null) return null;
  const name = roi ?? `"${category}"`;
  const patches = patchesInRegion(await pixelsOfRoi(document, name), geometry);
  const { height, width } = geometry.grid;
  if (patches.length > 0) return { document, picture: document.picture, patches, of: height * width };
  throw new InspectError(
    'data_invalid',
    `The region of interest of ${name} covers no patch: of none of the ${height} x ${width} patches does ${100 * LEAST_INSIDE} % lie in it. Draw it larger, or see more patches with a larger --image-size or --tile.`,
  );
}

/** The size of the first picture that can be read. */
async function firstSize({ folder, names }: GoodPictures): Promise<Extents> {
  for (const name of names) {
    const picture = await readImage(join(folder, name)).catch(() => null); // told when all are checked
    if (picture) return picture;
  }
  throw new InspectError('data_invalid', `None of the ${names.length} pictures in ${folder} can be read.`);
}

/** What is recorded of a region of interest. */
export function roiFacts({ patches, of }: Pick<ModelRoi, 'patches' | 'of'>): RoiFacts {
  return { patches: patches.length, of };
}

/** The model file with the region of interest; none where whole pictures are inspected. */
export function roiFile(
  roi: ModelRoi | null,
  { height, width }: PatchGeometry['grid'],
): Readonly<Record<string, Uint8Array>> {
  if (roi === null) return {};
  const rows = Array.from({ length: height }, () => new Array<string>(width).fill('.'));
  for (const patch of roi.patches) rows[Math.floor(patch / width)]![patch % width] = '#';
  const document: ModelRegion = { rows: rows.map(row => row.join('')), region: roi.document };
  return { [FILE]: Buffer.from(`${JSON.stringify(document, null, 2)}\n`) };
}

/**
 * The region of interest of a model, or null when it inspects whole pictures.
 *
 * @throws InspectError `model_damaged`.
 */
export async function readModelRoi(model: Pick<StoredModel, 'folder' | 'config'>): Promise<ModelRoi | null> {
  const { grid, region_of_interest: recorded } = model.config;
  const bytes = await readAttachment(model, FILE);
  if (!recorded && bytes === null) return null;
  if (!recorded || bytes === null) throw damaged(model, 'config.json does not agree that there is one');
  const parsed = parseDocument(ModelRegion, new TextDecoder().decode(bytes));
  if (parsed.fault !== null) throw damaged(model, parsed.fault);
  const { rows, region: document } = parsed.document;
  const all = Int32Array.from({ length: grid.height * grid.width }, (_, patch) => patch);
  const patches = all.filter(patch => rows[Math.floor(patch / grid.width)]?.[patch % grid.width] === '#');
  const isWhole = rows.length === grid.height && rows.every(row => row.length === grid.width);
  if (isWhole && patches.length === recorded.patches)
    return { document, picture: document.picture, patches, of: all.length };
  throw damaged(
    model,
    `it has other patches than the ${recorded.patches} of ${recorded.of} that are recorded`,
  );
}

function damaged({ folder }: Pick<StoredModel, 'folder'>, why: string): InspectError {
  return new InspectError(
    'model_damaged',
    `The model file ${folder}/${FILE} is damaged: ${why}. Restore the file or train again.`,
  );
}
