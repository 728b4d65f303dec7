import type { AlignmentFault } from '../alignment/alignment.ts';
import type { FoundPose } from '../alignment/find-pose.ts';
import type { Affine } from '../image/affine.ts';
import type { Image } from '../image/image.ts';
import type { PatchesInside } from './patches-inside.ts';

/** How a part was brought to its place. */
export interface PictureAlignment {
  /** How the part lay in the picture as it came. */
  readonly found: FoundPose;
  /** What kept the picture from being aligned: then it was inspected as it came. */
  readonly fault: AlignmentFault | null;
  /** Where every place of the aligned picture lies in the picture as it came, in pixels of that one; null with a fault. */
  readonly place: Affine | null;
}

/** A picture with its part brought to its place, as small as the network sees it. */
export interface AlignedPicture extends PictureAlignment {
  readonly image: Image;
}

/** An aligned picture with the patches of it that count; null where all do. */
export interface AlignedPatches extends AlignedPicture {
  readonly inside: PatchesInside | null;
}
