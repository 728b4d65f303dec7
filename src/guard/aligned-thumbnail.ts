import { type Pose, poseToAffine } from '../alignment/pose.ts';
import { warpPlane } from '../image/warp.ts';
import { type PictureStatistics, THUMBNAIL } from './picture-statistics.ts';

/**
 * Statistics of a picture whose part is brought to its place: what it is like as a photograph stays, its thumbnail is
 * moved and turned, so that a shift that alignment takes back is no finding.
 *
 * @param pose how the part lay in the picture; null leaves the picture as it came
 * @param aspect width by height of the pictures
 */
export function statisticsInPlace(
  statistics: PictureStatistics,
  pose: Pose | null,
  aspect: number,
): PictureStatistics {
  if (pose === null) return statistics;
  const plane = { width: THUMBNAIL, height: THUMBNAIL, data: statistics.thumbnail };
  return {
    ...statistics,
    thumbnail: warpPlane(plane, poseToAffine(pose, plane, aspect), plane, 'edge').data,
  };
}
