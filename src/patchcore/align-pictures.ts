import { type Alignment, faultOf } from '../alignment/alignment.ts';
import { poseFinder } from '../alignment/find-pose.ts';
import { greyPicture, greyPlane } from '../alignment/grey-picture.ts';
import { type Pose, poseToAffine } from '../alignment/pose.ts';
import type { Image } from '../image/image.ts';
import { warpImage } from '../image/warp.ts';
import type { AlignedPatches, AlignedPicture } from './aligned-picture.ts';
import type { FeatureExtractor } from './feature-extractor.ts';
import { frameOf } from './frame.ts';
import { patchesInside, withStandIns } from './patches-inside.ts';
import type { Preprocessing } from './preprocess.ts';
import { openShrink } from './shrink.ts';
import type { PictureSource } from './train.ts';

/** Brings parts to their place. */
export interface Aligner {
  /** Which way the pictures go afterwards. */
  readonly preprocessing: Preprocessing;
  align(image: Image): Promise<AlignedPicture>;
  close(): Promise<void>;
}

/**
 * Opens an alignment for pictures that go the way of the preprocessing. A picture is first made as small as the network
 * sees it, so a small picture is aligned to the same bytes as the large one that it stands for.
 */
export async function openAligner(
  alignment: Alignment,
  preprocessing: Preprocessing,
  threads: number,
): Promise<Aligner> {
  const { aspect, turns, reference } = alignment;
  const find = poseFinder(greyPlane(reference), aspect, turns);
  const { shrink, close } = await openShrink(preprocessing, { device: 'cpu', threads });
  return {
    preprocessing,
    async align(image) {
      const small = await shrink(image);
      const found = find(greyPlane(greyPicture(small)));
      const fault = faultOf(found, alignment);
      if (fault !== null) return { image: small, found, fault, place: null };
      const aligned = warpImage(small, poseToAffine(found.pose, small, aspect), small);
      return { image: aligned, found, fault, place: poseToAffine(found.pose, image, aspect) };
    },
    close,
  };
}

/**
 * Features of aligned pictures; those of pictures as they come where there is no aligner. Patches that show what lies
 * beyond the edge of the picture as it came take the vector of one that does not; see `PatchesInside`.
 *
 * @param aligner stays the caller's
 */
export function alignedFeatures(features: FeatureExtractor, aligner: Aligner | undefined): FeatureExtractor {
  if (!aligner) return features;
  const { grid, map, dimensions } = features;
  // An inspection asks for the patches and for the place; the part is looked for once.
  let last: { readonly image: Image; readonly aligned: Promise<AlignedPatches> } | undefined;
  const find = async (image: Image): Promise<AlignedPatches> => {
    const aligned = await aligner.align(image);
    if (aligned.place === null) return { ...aligned, inside: null };
    const lying = { frame: frameOf(image, aligner.preprocessing), place: aligned.place };
    return { ...aligned, inside: patchesInside(grid, map, image, lying) };
  };
  const align = (image: Image) => {
    if (last?.image !== image) last = { image, aligned: find(image) };
    return last.aligned;
  };
  async function* strips(image: Image): AsyncGenerator<Float32Array> {
    const { image: seen, inside } = await align(image);
    const pieces = features.strips?.(seen) ?? [await features.extract(seen)];
    yield* inside ? withStandIns(inside, pieces, dimensions) : pieces;
  }
  return {
    ...features,
    align,
    ...(features.strips && { strips }),
    async extract(image) {
      if (features.strips === undefined) for await (const patches of strips(image)) return patches;
      const all = new Float32Array(grid.height * grid.width * dimensions);
      let at = 0;
      for await (const strip of strips(image)) {
        all.set(strip, at);
        at += strip.length;
      }
      return all;
    },
  };
}

/** Pictures as they are aligned; as they are where there is no aligner. */
export function alignedSource(pictures: PictureSource, aligner: Aligner | undefined): PictureSource {
  if (!aligner) return pictures;
  return {
    count: pictures.count,
    read: async index => (await aligner.align(await pictures.read(index))).image,
  };
}

/** The whole picture at its own size with the part in its place; as it is where the pose is null. */
export function wholeInPlace(image: Image, pose: Pose | null, aspect: number): Image {
  return pose === null ? image : warpImage(image, poseToAffine(pose, image, aspect), image);
}
