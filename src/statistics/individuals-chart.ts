import {
  type Baseline,
  type ControlChart,
  checkBaseline,
  checkSeries,
  pointsBeyondLimits,
} from './control-chart.ts';
import { runsRuleSignals } from './runs-rules.ts';

/** Single values and the steps between them. */
export interface IndividualsChart extends Baseline {
  readonly individuals: ControlChart;
  /** |x[i + 1] - x[i]| at point i: one point less than there are values. */
  readonly movingRange: ControlChart;
}

/**
 * Factors for ranges of two values, to the digits of the published tables: d2, the mean range in standard
 * deviations, and D4, the upper limit in mean ranges. More digits would give limits that differ in the last place
 * from those of textbooks and other programs.
 */
const D2 = 1.128;
const D4 = 3.267;

/**
 * The chart of individuals, centre +- 3 sigma with the Western Electric rules, and the moving-range chart, limits 0
 * and D4 times the mean range. Without a baseline the centre is the mean and sigma the mean moving range / d2.
 *
 * @throws InspectError `data_invalid` for fewer than two values, `invalid_argument` for values that are not finite or
 * a sigma that is not above 0 (all values equal and no baseline).
 */
export function individualsChart(values: readonly number[], baseline?: Baseline): IndividualsChart {
  checkSeries(values, 2);
  const ranges = values.slice(1).map((value, index) => Math.abs(value - values[index]!));
  const { centre, sigma } = baseline ?? { centre: mean(values), sigma: mean(ranges) / D2 };
  checkBaseline({ centre, sigma });
  const [lower, upper] = [centre - 3 * sigma, centre + 3 * sigma];
  const rangePoints = ranges.map(value => ({
    value,
    centre: D2 * sigma,
    lower: null,
    upper: D4 * D2 * sigma,
  }));
  return {
    centre,
    sigma,
    individuals: {
      points: values.map(value => ({ value, centre, lower, upper })),
      signals: runsRuleSignals(values.map(value => (value - centre) / sigma)),
    },
    movingRange: { points: rangePoints, signals: pointsBeyondLimits(rangePoints) },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
