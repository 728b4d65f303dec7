import { statfs } from 'node:fs/promises';
import { isKept, type LoadedBackbone } from '../backbones/store.ts';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import type { FeatureExtractor } from '../patchcore/feature-extractor.ts';
import { keptBackbonesFolder } from './places.ts';
import type { CheckedPictures } from './training-pictures.ts';

/** Bytes of `config.json`, `training_images.json` and the other small files, at most, for a picture and in all. */
const SMALL_FILES = { perPicture: 1_000, base: 20_000 };

/**
 * Refuses a training set that holds too little: leave-one-picture-out needs two different pictures.
 *
 * @throws InspectError `data_invalid`.
 */
export function checkPictureCount(found: number, folder: string, kind = 'usable'): void {
  if (found >= 2) return;
  throw new InspectError(
    'data_invalid',
    `Found ${found} ${kind} ${found === 1 ? 'picture' : 'pictures'} in ${folder}; at least 2 different good pictures are needed, and 30 or more are advised.`,
  );
}

/** A sentence about pictures that are byte for byte the same as others, which make a threshold too low; or null. */
export function copiesNote({ pictures }: CheckedPictures): string | null {
  const copies = pictures.length - differentPictures({ pictures });
  if (copies === 0) return null;
  const are = copies === 1 ? '1 of them is a copy' : `${copies} of them are copies`;
  return `${pictures.length} pictures, but ${are} of another one: copies make the threshold too low, so that good parts are rejected. Remove them.`;
}

/** How many of the pictures are not copies of one another. */
export function differentPictures({ pictures }: Pick<CheckedPictures, 'pictures'>): number {
  return new Set(pictures.map(picture => picture.sha256)).size;
}

/**
 * Refuses before the work what could not be a model or not be saved after it.
 *
 * @throws InspectError `invalid_argument` when the memory bank would be smaller than a neighbourhood, `storage_full`.
 */
export async function checkBank(
  folder: string,
  config: Config,
  extractor: Pick<FeatureExtractor, 'grid' | 'dimensions'>,
  pictures: number,
  backbone: LoadedBackbone,
): Promise<void> {
  const patches = pictures * extractor.grid.height * extractor.grid.width;
  const entries = Math.floor(patches * config.coresetRatio);
  const least = Math.max(2, config.neighbors);
  if (entries < least) {
    throw new InspectError(
      'invalid_argument',
      `With --coreset-ratio ${config.coresetRatio} the memory bank would keep ${entries} of ${patches} patches; at least ${least} are needed (--neighbors ${config.neighbors}). Choose a larger --coreset-ratio or --image-size, or add pictures.`,
    );
  }
  const weights = (await isKept(keptBackbonesFolder(config), backbone)) ? 0 : backbone.bytes.length;
  const bank = entries * (extractor.dimensions + 3) * 4;
  const neededBytes = bank + weights + pictures * SMALL_FILES.perPicture + SMALL_FILES.base;
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= neededBytes) return;
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  throw new InspectError(
    'storage_full',
    `No space left on the disk: the model will need about ${megabytes(neededBytes)} in ${config.modelsRoot}, where ${megabytes(bavail * bsize)} are free. Free some space, or choose another --models-root or a smaller --coreset-ratio.`,
  );
}
