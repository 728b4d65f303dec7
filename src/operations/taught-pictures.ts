import { basename } from 'node:path';
import { InspectError } from '../errors.ts';
import { sha256 } from '../files.ts';
import { readPictureFile } from '../image/codec.ts';
import type { Image } from '../image/image.ts';
import type { HeldOutScore } from '../patchcore/calibration.ts';
import type { TrainingImages } from '../schemas/model.ts';
import type { OpenCategory } from './open-category.ts';

/** A picture that is new to the model. */
export interface FreshPicture {
  readonly path: string;
  readonly sha256: string;
  readonly image: Image;
}

export interface PicturesToTeach {
  readonly fresh: readonly FreshPicture[];
  /** Pictures that the model has learned from already, and copies among those named. */
  readonly known: readonly string[];
}

/**
 * Reads all pictures that are to be taught, before anything is computed: one bad picture stops the teaching.
 *
 * @throws InspectError `data_not_found`, `image_unreadable`, or `data_invalid` for a picture of a size that no training
 * picture has, and when none is new.
 */
export async function readPicturesToTeach(
  category: Pick<OpenCategory, 'model' | 'read'>,
  paths: readonly string[],
): Promise<PicturesToTeach> {
  const { trainingImages, version } = category.model;
  const seen = new Set(trainingImages.map(image => image.sha256));
  const fresh: FreshPicture[] = [];
  const known: string[] = [];
  for (const path of paths) {
    const bytes = await readPictureFile(path);
    const image = await category.read({ name: path, bytes });
    checkSize(image, path, trainingImages);
    const hash = sha256(bytes);
    if (seen.has(hash)) known.push(path);
    else fresh.push({ path, sha256: hash, image });
    seen.add(hash);
  }
  if (fresh.length > 0) return { fresh, known };
  throw new InspectError(
    'data_invalid',
    `${version} has learned from ${paths.length === 1 ? 'this picture' : `all ${paths.length} pictures`} already; there is nothing new to teach.`,
  );
}

/** The taught pictures as `training_images.json` records them, under names that the model does not have yet. */
export function taughtImages(
  known: TrainingImages,
  fresh: readonly FreshPicture[],
  heldOut: readonly HeldOutScore[],
): TrainingImages {
  const taken = new Set(known.map(({ name }) => name));
  return fresh.map(({ path, sha256: hash, image: { width, height } }, index) => {
    const plain = `taught/${basename(path)}`;
    const name = taken.has(plain) ? `taught/${hash.slice(0, 12)}_${basename(path)}` : plain;
    taken.add(name);
    const { score, mapMaximum } = heldOut[index]!;
    const scores = { held_out_score: score, held_out_map_maximum: mapMaximum };
    return { name, sha256: hash, width, height, ...scores, how: 'taught' };
  });
}

function checkSize({ width, height }: Image, path: string, known: TrainingImages): void {
  const sizes = [...new Set(known.map(image => `${image.width} x ${image.height}`))];
  if (sizes.includes(`${width} x ${height}`)) return;
  throw new InspectError(
    'data_invalid',
    `${path} has ${width} x ${height} pixels; the model has learned from pictures of ${sizes.slice(0, 3).join(', ')}${sizes.length > 3 ? ' and others' : ''}. Teach pictures as the camera of the training pictures takes them.`,
  );
}
