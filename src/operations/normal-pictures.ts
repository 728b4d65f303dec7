import { join } from 'node:path';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { checkCategoryName } from '../evaluation/dataset.ts';
import { readAttachment, readTrainingImages } from '../patchcore/artifact.ts';
import { readConfig } from '../patchcore/model-files.ts';
import { keptPictureName, keptSize } from '../patchcore/normal-picture.ts';
import { checkVersion } from '../patchcore/versions.ts';
import type { ModelConfig } from '../schemas/model.ts';
import { categoryModelFolder } from './places.ts';

/** A version of a category's model. */
export interface VersionName {
  readonly category: string;
  readonly version: string;
}

/** What a model has kept of a training picture; wire names. */
export interface NormalPicture {
  /** The number that provenance counts it by. */
  readonly picture: number;
  readonly name: string;
  /** Of the training picture, in pixels; boxes of evidence are in these. */
  readonly width: number;
  readonly height: number;
  /** Of what is kept. */
  readonly kept_width: number;
  readonly kept_height: number;
}

/**
 * The training pictures that a version keeps a small copy of, in the order of training: those that the memory bank's
 * entries came from.
 *
 * @throws InspectError `invalid_argument`, `model_not_found`, `model_damaged`, `model_version`.
 */
export async function normalPictures(
  config: Pick<Config, 'modelsRoot'>,
  wanted: VersionName,
): Promise<readonly NormalPicture[]> {
  const model = await versionOf(config, wanted);
  const inTiles = model.config.preprocessing.tiling !== undefined;
  return (await readTrainingImages(model)).flatMap(({ name, width, height }, picture) => {
    if (keptPictureName(model.config, picture) === null) return [];
    const kept = keptSize({ width, height }, inTiles);
    return [{ picture, name, width, height, kept_width: kept.width, kept_height: kept.height }];
  });
}

/**
 * What a version has kept of a training picture, as a picture file.
 *
 * @throws InspectError as `normalPictures`; `data_not_found` for a picture that it keeps nothing of.
 */
export async function normalPictureFile(
  config: Pick<Config, 'modelsRoot'>,
  wanted: VersionName & { readonly picture: number },
): Promise<Uint8Array> {
  const model = await versionOf(config, wanted);
  const name = keptPictureName(model.config, wanted.picture);
  const bytes = name && (await readAttachment(model, name));
  if (bytes) return bytes;
  throw new InspectError(
    'data_not_found',
    `${wanted.version} of "${wanted.category}" keeps nothing of the training picture ${wanted.picture}. The list of its normal pictures names those that it keeps.`,
  );
}

async function versionOf(
  config: Pick<Config, 'modelsRoot'>,
  { category, version }: VersionName,
): Promise<{ readonly folder: string; readonly config: ModelConfig }> {
  checkCategoryName(category);
  const categoryFolder = categoryModelFolder(config, category);
  await checkVersion(categoryFolder, category, version);
  const folder = join(categoryFolder, version);
  return { folder, config: (await readConfig(folder)).config };
}
