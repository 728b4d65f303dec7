import { join } from 'node:path';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { goodPictures } from '../evaluation/dataset.ts';
import { makeThumbnail, readPictureFile } from '../image/codec.ts';
import { currentVersion } from '../patchcore/versions.ts';
import { isFolder } from './job-pictures.ts';
import { normalPictureFile, normalPictures } from './normal-pictures.ts';
import { categoryModelFolder } from './places.ts';

/** Longest side of the picture, in pixels. */
const LONGEST_SIDE_PX = 1024;

/**
 * A picture of a category to draw on: a good one that it was or can be trained on, else what the version in use has kept
 * of one. A picture file, made small.
 *
 * @param folder the pictures of its last training, where they are kept
 * @throws InspectError `data_not_found` when there is none, `invalid_argument`, `image_unreadable`.
 */
export async function referencePicture(
  config: Pick<Config, 'dataRoot' | 'modelsRoot'>,
  category: string,
  folder: string | null,
): Promise<Uint8Array> {
  const found =
    (folder && (await firstGood(config, category, folder))) || (await firstGood(config, category));
  if (found) return makeThumbnail(await readPictureFile(found), found, LONGEST_SIDE_PX);
  const version = await currentVersion(categoryModelFolder(config, category));
  const kept = version && (await normalPictures(config, { category, version }))[0];
  if (version && kept) return normalPictureFile(config, { category, version, picture: kept.picture });
  throw new InspectError(
    'data_not_found',
    `There is no picture of "${category}" to draw on. Train it first, or draw on a picture of your own and send its size.`,
  );
}

async function firstGood(
  { dataRoot }: Pick<Config, 'dataRoot'>,
  category: string,
  folder?: string,
): Promise<string | null> {
  const layout = folder && join(folder, 'train', 'good');
  const named = layout && (await isFolder(layout)) ? layout : folder;
  const good = await goodPictures(dataRoot, category, named).catch(cause => {
    if (cause instanceof InspectError && cause.code !== 'invalid_argument') return null;
    throw cause;
  });
  return good && join(good.folder, good.names[0]!);
}
