import { InspectError } from '../errors.ts';

/** One plotted point: its value and the limits that hold at this place; null where there is none. */
export interface ChartPoint {
  readonly value: number;
  readonly centre: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * Why a point is a signal: beyond the chart's limits, or one of the Western Electric runs rules 2 to 4
 * (rule 1 is `beyond_limits`).
 */
export type SignalRule = 'beyond_limits' | 'two_of_three' | 'four_of_five' | 'eight_in_a_row';

/** A point that chance alone seldom produces. */
export interface Signal {
  /** Index of the point that completes the pattern, from 0. */
  readonly at: number;
  readonly rule: SignalRule;
  readonly side: 'above' | 'below';
}

/** A control chart: every point with its limits, and the points that are signals, in order. */
export interface ControlChart {
  readonly points: readonly ChartPoint[];
  readonly signals: readonly Signal[];
}

/** A signal for every point that lies strictly outside its limits. */
export function pointsBeyondLimits(points: readonly ChartPoint[]): Signal[] {
  return points.flatMap(({ value, lower, upper }, at): Signal[] => {
    if (upper !== null && value > upper) return [{ at, rule: 'beyond_limits', side: 'above' }];
    if (lower !== null && value < lower) return [{ at, rule: 'beyond_limits', side: 'below' }];
    return [];
  });
}

/**
 * Makes sure that there are enough values and that all of them are finite numbers.
 *
 * @throws InspectError `data_invalid` for too few, `invalid_argument` for a value that is not a finite number.
 */
export function checkSeries(values: readonly number[], atLeast: number): void {
  if (values.length < atLeast)
    throw new InspectError(
      'data_invalid',
      `A control chart needs at least ${atLeast} ${atLeast === 1 ? 'value' : 'values'}; found ${values.length}.`,
    );
  const bad = values.findIndex(value => !Number.isFinite(value));
  if (bad >= 0)
    throw new InspectError(
      'invalid_argument',
      `Value ${bad + 1} of ${values.length} of a control chart is ${values[bad]}; a finite number is expected. Leave it out.`,
    );
}

/** @throws InspectError `invalid_argument` unless a setting is a finite number that fits what is expected of it. */
export function checkSetting(name: string, value: number, fits: boolean, expected: string): void {
  if (!fits || !Number.isFinite(value))
    throw new InspectError('invalid_argument', `${name} is ${value}; a number ${expected} is expected.`);
}

/** @throws InspectError `invalid_argument` unless centre and standard deviation are usable numbers. */
export function checkBaseline({ centre, sigma }: Baseline): void {
  checkSetting('The centre of a control chart', centre, true, 'that is finite');
  checkSetting('The standard deviation of a control chart', sigma, sigma > 0, 'above 0');
}

/** What a process is like when nothing is wrong. */
export interface Baseline {
  readonly centre: number;
  /** Standard deviation of a single value, above 0. */
  readonly sigma: number;
}
