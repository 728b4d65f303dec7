import { checkSeries } from './control-chart.ts';
import { normalQuantile } from './normal.ts';

/**
 * Values in standard deviations from a baseline, whatever its distribution: the i-th of n sorted baseline values
 * becomes the normal quantile of i / (n + 1), what lies between is interpolated, and beyond the ends one standard
 * deviation of the baseline counts as one. Charts with limits for normal values can then be used on skewed ones.
 *
 * @throws InspectError `data_invalid` for a baseline of fewer than two values, `invalid_argument` for values that are
 * not finite.
 */
export function normalScores(baseline: readonly number[], values: readonly number[]): number[] {
  checkSeries(baseline, 2);
  checkSeries(values, 0);
  const { at, levels } = steps(baseline);
  const spread = deviation(baseline) || 1;
  const last = at.length - 1;
  return values.map(value => {
    if (value <= at[0]!) return levels[0]! - (at[0]! - value) / spread;
    if (value >= at[last]!) return levels[last]! + (value - at[last]!) / spread;
    const above = at.findIndex(known => known > value);
    const share = (value - at[above - 1]!) / (at[above]! - at[above - 1]!);
    return levels[above - 1]! + share * (levels[above]! - levels[above - 1]!);
  });
}

/** The different values of a baseline, ascending, with their mean quantiles. */
function steps(baseline: readonly number[]): { readonly at: number[]; readonly levels: number[] } {
  const sorted = [...baseline].sort((a, b) => a - b);
  const at: number[] = [];
  const levels: number[] = [];
  for (let from = 0; from < sorted.length; ) {
    const to = sorted.lastIndexOf(sorted[from]!) + 1;
    at.push(sorted[from]!);
    levels.push(normalQuantile((from + 1 + to) / 2 / (sorted.length + 1)));
    from = to;
  }
  return { at, levels };
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
