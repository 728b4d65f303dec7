/** The score of a picture and what it is compared with. */
export interface ScoreScale {
  readonly score: number;
  /** FAIL above this. */
  readonly threshold: number;
  /** REVIEW above this. */
  readonly reviewThreshold: number;
}

/** Where the thresholds lie on the palette of the heatmap; its colours are fixed there. */
export const REVIEW_POSITION = 0.4;
export const THRESHOLD_POSITION = 0.5;

/** Where a score lies on the colour bar, 0 to 1: like the colours of the heatmap, which end at twice the threshold. */
export function scorePosition({ score, threshold, reviewThreshold }: ScoreScale): number {
  const hasReview = reviewThreshold < threshold && reviewThreshold > 0;
  if (score > threshold) return Math.min(1, THRESHOLD_POSITION * (score / threshold));
  if (!hasReview) return THRESHOLD_POSITION * Math.max(0, score / threshold);
  if (score <= reviewThreshold) return REVIEW_POSITION * Math.max(0, score / reviewThreshold);
  const share = (score - reviewThreshold) / (threshold - reviewThreshold);
  return REVIEW_POSITION + share * (THRESHOLD_POSITION - REVIEW_POSITION);
}
