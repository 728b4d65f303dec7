import type { Plane } from '../image/image.ts';
import { type Pose, poseToAffine } from './pose.ts';

/**
 * A picture as it lies under the reference, bilinear; not a number where the picture has ended.
 *
 * @param out of the picture's extents
 */
export function sampleUnder(
  { width, height, data }: Plane,
  pose: Pose,
  aspect: number,
  out: Float32Array,
): void {
  const { xx, xy, x0, yx, yy, y0 } = poseToAffine(pose, { width, height }, aspect);
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0; column < width; column++, to++) {
      const x = inside(xx * (column + 0.5) + xy * (row + 0.5) + x0, width);
      const y = inside(yx * (column + 0.5) + yy * (row + 0.5) + y0, height);
      if (x < 0 || y < 0) {
        out[to] = Number.NaN;
        continue;
      }
      const [left, top] = [Math.trunc(x), Math.trunc(y)];
      const [right, below] = [x - left, y - top];
      const at = top * width + left;
      const upper = data[at]! + right * (data[at + 1]! - data[at]!);
      const lower = data[at + width]! + right * (data[at + width + 1]! - data[at + width]!);
      out[to] = upper + below * (lower - upper);
    }
  }
}

/** A place as it is interpolated at, with a neighbour on both sides; negative outside of the picture. */
function inside(place: number, length: number): number {
  if (place < 0 || place > length) return -1;
  const between = place - 0.5;
  return between < 0 ? 0 : between > length - 1.001 ? length - 1.001 : between;
}
