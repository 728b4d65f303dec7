import {
  type Baseline,
  type ControlChart,
  checkBaseline,
  checkSeries,
  checkSetting,
  pointsBeyondLimits,
} from './control-chart.ts';

export interface EwmaSettings {
  /** Weight of the newest value, lambda, in 0..1. */
  readonly weight: number;
  /** Limits in standard deviations of the average, L. */
  readonly width: number;
  /** Limits that start narrow and widen (`exact`), or their final width from the first point on (`final`). */
  readonly limits: 'exact' | 'final';
}

/**
 * Exponentially weighted moving average z[i] = lambda x[i] + (1 - lambda) z[i - 1], z[-1] = centre, with limits
 * centre +- L sigma sqrt(lambda / (2 - lambda) (1 - (1 - lambda)^(2 (i + 1)))) (Roberts 1959).
 *
 * @throws InspectError `data_invalid` without values, `invalid_argument` for values or settings that are not usable.
 */
export function ewmaChart(
  values: readonly number[],
  { centre, sigma }: Baseline,
  { weight, width, limits }: EwmaSettings,
): ControlChart {
  checkSeries(values, 1);
  checkBaseline({ centre, sigma });
  checkSetting('The weight of an EWMA chart', weight, weight > 0 && weight <= 1, 'above 0 and up to 1');
  checkSetting('The width of an EWMA chart', width, width > 0, 'above 0');
  let average = centre;
  const points = values.map((value, index) => {
    average = weight * value + (1 - weight) * average;
    const settled = limits === 'exact' ? 1 - (1 - weight) ** (2 * (index + 1)) : 1;
    const half = width * sigma * Math.sqrt((weight / (2 - weight)) * settled);
    return { value: average, centre, lower: centre - half, upper: centre + half };
  });
  return { points, signals: pointsBeyondLimits(points) };
}
