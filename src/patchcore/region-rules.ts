import type { Decision } from './decision.ts';
import type { Region } from './regions.ts';

/** What the regions of a picture mean for its verdict; a rule that is left out does not apply. */
export interface RegionRules {
  /** Pixels of the picture: a smaller region does not count. */
  readonly minRegionArea?: number | undefined;
  /** More regions that count than this are a FAIL, whatever the score. */
  readonly maxRegions?: number | undefined;
}

/**
 * Applies a category's rules to the decision that the score has made.
 *
 * A picture whose regions are all too small passes; a score above its threshold without any region keeps its verdict,
 * because then nothing is known to be small.
 */
export function applyRules(
  decision: Decision,
  regions: readonly Pick<Region, 'areaPx'>[],
  { minRegionArea = 0, maxRegions = Number.POSITIVE_INFINITY }: RegionRules,
): Decision {
  const counted = regions.filter(({ areaPx }) => areaPx >= minRegionArea).length;
  if (counted > maxRegions && decision.decision !== 'FAIL') {
    const large = minRegionArea > 0 ? ` of at least ${minRegionArea} px` : '';
    return {
      ...decision,
      decision: 'FAIL',
      reason: `FAIL: ${counted} ${counted === 1 ? 'region' : 'regions'}${large}, and ${maxRegions} may be there; the score alone would say ${decision.reason}`,
    };
  }
  if (counted === 0 && regions.length > 0 && decision.decision !== 'PASS') {
    const largest = Math.max(...regions.map(({ areaPx }) => areaPx));
    return {
      ...decision,
      decision: 'PASS',
      reason: `PASS: the largest region has ${largest} px and ${minRegionArea} px are needed to count; the score alone would say ${decision.reason}`,
    };
  }
  return decision;
}
