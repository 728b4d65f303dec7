import type { Verdict } from '../patchcore/decision.ts';
import type { Extents } from '../patchcore/tiling.ts';
import { type AlignmentFacts, alignmentFacts } from './model-alignment.ts';
import { type GuardedDetection, type InputFindingFacts, inputFindingFacts } from './model-guard.ts';
import {
  type ExplainingCategory,
  type PatchFacts,
  patchFacts,
  type RegionFacts,
  regionFacts,
} from './region-facts.ts';
import type { RoiFacts } from './roi-words.ts';

/** What an inspection has found in a picture; wire names. */
export interface DetectionFacts {
  readonly anomaly_score: number;
  /** FAIL above this. */
  readonly threshold: number;
  /** REVIEW above this. */
  readonly review_threshold: number;
  readonly p_value: number;
  readonly decision: Verdict;
  readonly is_anomaly: boolean;
  readonly reason: string;
  /** How many of the picture's patches were inspected; absent where all were. */
  readonly region_of_interest?: RoiFacts;
  /** How the part lay in the picture; absent where pictures are taken as they come. */
  readonly alignment?: AlignmentFacts;
  /** What keeps the picture from being judged, the most telling first; empty for one like the training pictures. */
  readonly input_findings: readonly InputFindingFacts[];
  /** Connected places above the pixel threshold, highest peak first. */
  readonly regions: readonly RegionFacts[];
  /** The patch that decided, and the five that are farthest from all good ones, itself the first. */
  readonly evidence: PatchFacts & { readonly top: readonly PatchFacts[] };
}

/** A detection in words and numbers that need no model to be understood. */
export function detectionFacts(
  category: ExplainingCategory,
  detection: GuardedDetection,
  picture: Extents,
): DetectionFacts {
  const { model } = category;
  const { score, pValue, decision, reason, regions, evidence, alignment, inputFindings } = detection;
  return {
    anomaly_score: score,
    threshold: model.config.threshold,
    review_threshold: model.config.calibration.review_threshold,
    p_value: pValue,
    decision,
    is_anomaly: decision === 'FAIL',
    reason,
    ...(model.config.region_of_interest && { region_of_interest: model.config.region_of_interest }),
    ...(alignment && { alignment: alignmentFacts(alignment, picture) }),
    input_findings: inputFindings.map(inputFindingFacts),
    regions: regions.map((region, index) => regionFacts(category, region, index + 1)),
    evidence: {
      ...patchFacts(category, evidence),
      top: evidence.top.map(patch => patchFacts(category, patch)),
    },
  };
}
