import { checkSeries, checkSetting, type Signal } from './control-chart.ts';

export interface CusumSettings {
  /** The value that the process should have, mu0. */
  readonly target: number;
  /** Reference value K: deviations up to this are allowed; half of the shift to be found. In the values' unit. */
  readonly allowance: number;
  /** Decision interval H: a sum above this is a signal. In the values' unit. */
  readonly decisionInterval: number;
}

/** Both one-sided sums after one value; neither is negative. */
export interface CusumPoint {
  /** C+: max(0, previous + x - (target + K)). */
  readonly up: number;
  /** C-: max(0, previous + (target - K) - x). */
  readonly down: number;
}

/** A sum above the decision interval, with what it says about the shift. */
export interface CusumSignal extends Signal {
  /** Index of the first value of the run that lifted the sum above 0: the shift began about here. */
  readonly since: number;
  /** The new level of the process, estimated from the run. */
  readonly level: number;
}

export interface CusumChart {
  readonly decisionInterval: number;
  readonly points: readonly CusumPoint[];
  readonly signals: readonly CusumSignal[];
}

/**
 * The tabular (two-sided) cumulative sum chart (Page 1954). The sums go on after a signal, so a shift that lasts
 * gives a signal at every point from its discovery on.
 *
 * @throws InspectError `data_invalid` without values, `invalid_argument` for values or settings that are not usable.
 */
export function cusumChart(values: readonly number[], settings: CusumSettings): CusumChart {
  const { target, allowance, decisionInterval } = settings;
  checkSeries(values, 1);
  checkSetting('The target of a CUSUM chart', target, true, 'that is finite');
  checkSetting('The allowance of a CUSUM chart', allowance, allowance >= 0, 'of 0 or more');
  checkSetting('The decision interval of a CUSUM chart', decisionInterval, decisionInterval > 0, 'above 0');
  const up = oneSided(values.map(value => value - target - allowance));
  const down = oneSided(values.map(value => target - allowance - value));
  const signals = values.flatMap((_, at): CusumSignal[] =>
    (
      [
        ['above', 1, up],
        ['below', -1, down],
      ] as const
    ).flatMap(([side, sign, sums]) => {
      const { sum, run } = sums[at]!;
      if (!(sum > decisionInterval)) return [];
      const level = target + sign * (allowance + sum / run);
      return [{ at, rule: 'beyond_limits', side, since: at - run + 1, level }];
    }),
  );
  const points = values.map((_, at) => ({ up: up[at]!.sum, down: down[at]!.sum }));
  return { decisionInterval, points, signals };
}

/** Sums that never fall below 0, each with the number of values since it was 0 (N+ or N-). */
function oneSided(deviations: readonly number[]): { readonly sum: number; readonly run: number }[] {
  let [sum, run] = [0, 0];
  return deviations.map(deviation => {
    sum = Math.max(0, sum + deviation);
    run = sum > 0 ? run + 1 : 0;
    return { sum, run };
  });
}
