import type { Affine } from '../image/affine.ts';

/** How the part lies in a picture, measured from where it lies in the reference. */
export interface Pose {
  /** How far it is moved to the right and down, as shares of the picture's width and height. */
  readonly right: number;
  readonly down: number;
  /** How far it is turned around the middle of the picture, in degrees clockwise. */
  readonly angle: number;
}

/** Lies as in the reference. */
export const IN_PLACE: Pose = { right: 0, down: 0, angle: 0 };

/**
 * Where every place of the reference lies in the picture, for both at the same size in pixels: first the turn around
 * the middle, then the shift.
 *
 * @param extents of the raster; it may be a picture that was stretched
 * @param aspect width by height of the picture as it was taken, in which a turn keeps shapes
 */
export function poseToAffine(
  { right, down, angle }: Pose,
  { width, height }: { readonly width: number; readonly height: number },
  aspect: number,
): Affine {
  const [cos, sin] = [Math.cos(radians(angle)), Math.sin(radians(angle))];
  const xy = (-sin * width) / (aspect * height);
  const yx = (sin * aspect * height) / width;
  const [x, y] = [width / 2, height / 2];
  return {
    xx: cos,
    xy,
    x0: x - cos * x - xy * y + right * width,
    yx,
    yy: cos,
    y0: y - yx * x - cos * y + down * height,
  };
}

/** A pose as it is measured from another one: what takes a part from `base` to `pose`. */
export function poseFrom(base: Pose, pose: Pose, aspect: number): Pose {
  const angle = pose.angle - base.angle;
  const [cos, sin] = [Math.cos(radians(angle)), Math.sin(radians(angle))];
  return {
    right: pose.right - cos * base.right + (sin * base.down) / aspect,
    down: pose.down - sin * aspect * base.right - cos * base.down,
    angle,
  };
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
