import type { AlignmentFault } from '../alignment/alignment.ts';
import type { FoundPose } from '../alignment/find-pose.ts';
import type { InputFinding } from './unusual.ts';

/** Why a picture could not be aligned, as a finding; what was found is told with it, in pixels of the picture. */
export function alignmentFinding(
  { what, value, limit }: AlignmentFault,
  { pose }: FoundPose,
  { width, height }: { readonly width: number; readonly height: number },
): InputFinding {
  const [right, down] = [pose.right * width, pose.down * height];
  const turned = `${Math.abs(pose.angle).toFixed(1)}° ${pose.angle < 0 ? 'anticlockwise' : 'clockwise'}`;
  // What decided comes first: where there is little room the end of a sentence is cut off.
  const decided = {
    match: `match ${value.toFixed(2)}, ${limit.toFixed(2)} needed`,
    shift: `moved ${(100 * value).toFixed(0)} % of the shorter side, ${(100 * limit).toFixed(0)} % allowed`,
    angle: `turned ${Math.abs(value).toFixed(1)}°, ${limit.toFixed(1)}° allowed`,
  };
  return {
    reason: 'alignment_failed',
    reading: `alignment_${what}`,
    // A match has no middle to measure from; how far it lies below its limit says the same.
    excess: what === 'match' ? 1 + (limit - value) / Math.max(limit, 1e-6) : Math.abs(value) / limit,
    value,
    low: what === 'match' ? limit : what === 'angle' ? -limit : null,
    high: what === 'match' ? null : limit,
    details: `${decided[what]}; found ${pixels(right, 'right', 'left')}, ${pixels(down, 'down', 'up')}, ${turned}`,
  };
}

function pixels(value: number, positive: string, negative: string): string {
  return `${Math.abs(value).toFixed(1)} px ${value < 0 ? negative : positive}`;
}
