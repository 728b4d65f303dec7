import type { CalibrationCard } from './model-types.ts';

/** Of all rates that the slider reaches. */
const HIGHEST_RATE = 0.3;

/** A threshold that the held-out scores can tell from its neighbours. */
export interface ThresholdStep {
  /** Share of good parts that is expected above it; k / (n + 1). */
  readonly rate: number;
  readonly threshold: number;
}

/**
 * What the what-if slider steps through, the strictest first: for k = 1, 2, … the k-th highest held-out score, above
 * which k of n + 1 good parts are expected.
 *
 * @param card its scores ascending
 */
export function thresholdSteps({
  n,
  held_out_scores: scores,
}: Pick<CalibrationCard, 'n' | 'held_out_scores'>): readonly ThresholdStep[] {
  const most = Math.min(scores.length, Math.max(1, Math.floor(HIGHEST_RATE * (n + 1))));
  return Array.from({ length: most }, (_, k) => ({
    rate: (k + 1) / (n + 1),
    threshold: scores[scores.length - 1 - k]!,
  }));
}

/** The step nearest to a threshold. */
export function stepAt(steps: readonly ThresholdStep[], threshold: number): number {
  const distance = (index: number) => Math.abs(steps[index]!.threshold - threshold);
  return steps.reduce((best, _, index) => (distance(index) < distance(best) ? index : best), 0);
}
