import { basename } from 'node:path';
import type { Pose } from '../alignment/pose.ts';
import { InspectError } from '../errors.ts';
import { sha256 } from '../files.ts';
import { alignmentFinding } from '../guard/alignment-finding.ts';
import { findingSentence } from '../guard/guarded-decision.ts';
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
  /** How the part lies in it; null where pictures are taken as they come. */
  readonly pose: Pose | null;
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
 * picture has or that cannot be aligned, and when none is new.
 */
export async function readPicturesToTeach(
  category: Pick<OpenCategory, 'model' | 'read' | 'extractor'>,
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
    else fresh.push({ path, sha256: hash, image, pose: await poseIn(category, image, path) });
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
  return fresh.map(({ path, sha256: hash, pose, image: { width, height } }, index) => {
    const plain = `taught/${basename(path)}`;
    const name = taken.has(plain) ? `taught/${hash.slice(0, 12)}_${basename(path)}` : plain;
    taken.add(name);
    const { score, mapMaximum } = heldOut[index]!;
    const scores = { held_out_score: score, held_out_map_maximum: mapMaximum };
    return { name, sha256: hash, width, height, ...scores, ...(pose && { pose }), how: 'taught' };
  });
}

/** A part that is not in its place would be learned in the wrong one. */
async function poseIn(
  { extractor, model }: Pick<OpenCategory, 'extractor' | 'model'>,
  image: Image,
  path: string,
): Promise<Pose | null> {
  const aligned = await extractor.align?.(image);
  if (!aligned) return null;
  if (aligned.fault === null) return aligned.found.pose;
  throw new InspectError(
    'data_invalid',
    `${path}: ${findingSentence(alignmentFinding(aligned.fault, aligned.found, image))}. ${model.version} aligns its pictures and can learn only from those that it can align. Leave the picture out, or train again with pictures like it.`,
  );
}

function checkSize({ width, height }: Image, path: string, known: TrainingImages): void {
  const sizes = [...new Set(known.map(image => `${image.width} x ${image.height}`))];
  if (sizes.includes(`${width} x ${height}`)) return;
  throw new InspectError(
    'data_invalid',
    `${path} has ${width} x ${height} pixels; the model has learned from pictures of ${sizes.slice(0, 3).join(', ')}${sizes.length > 3 ? ' and others' : ''}. Teach pictures as the camera of the training pictures takes them.`,
  );
}
