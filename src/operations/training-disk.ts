import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { isKept, type LoadedBackbone } from '../backbones/store.ts';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { keptBackbonesFolder } from './places.ts';
import type { TrainingSize } from './training-memory.ts';
import { inBytes } from './training-words.ts';

/** Bytes of the kept picture and the lines in `config.json` and `training_images.json` for a picture, and in all. */
const SMALL_FILES = { perPicture: 12_000, base: 10_000 };

/** Bytes that a model will take, without the backbone's weights. */
export function modelBytes({
  entries,
  dimensions,
  pictures,
}: Pick<TrainingSize, 'entries' | 'dimensions' | 'pictures'>): number {
  return entries * (dimensions + 3) * 4 + pictures * SMALL_FILES.perPicture + SMALL_FILES.base;
}

/** Bytes that the backbone's weights will take beside the models: none where another model has them already. */
export async function weightBytes(config: Config, backbone: LoadedBackbone): Promise<number> {
  return (await isKept(keptBackbonesFolder(config), backbone)) ? 0 : backbone.bytes.length;
}

/**
 * Refuses before the work what could not be saved after it.
 *
 * @param savedBytes model and weights
 * @param fileBytes what the training itself writes while it runs, in the same folder
 * @throws InspectError `storage_full`.
 */
export async function checkDisk(
  folder: string,
  { modelsRoot }: Pick<Config, 'modelsRoot'>,
  savedBytes: number,
  fileBytes: number,
): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const [free, needed] = [bavail * bsize, Math.max(savedBytes, fileBytes)];
  if (free >= needed) return;
  const because = fileBytes > savedBytes ? ' while training runs, for want of memory' : '';
  throw new InspectError(
    'storage_full',
    `No space left on the disk: the model will need about ${inBytes(needed)}${because} in ${modelsRoot}, where ${inBytes(free)} are free. Free some space, or choose another --models-root, a smaller --coreset-ratio or a larger --max-memory.`,
  );
}

/** Bytes of the files in a folder. */
export async function bytesInFolder(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sizes = await Promise.all(
    entries
      .filter(entry => entry.isFile())
      .map(async entry => (await stat(join(entry.parentPath, entry.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
