import { InspectError } from '../errors.ts';
import type { Random } from '../random.ts';
import { type ControlChart, checkSeries, checkSetting } from './control-chart.ts';

export interface MartingaleSettings {
  /** The capital that is a signal: it is reached without a change with probability at most 1 / level. */
  readonly level: number;
  /**
   * `both` bets that p-values are small or large. `up` bets only that they are small, that is that values rise; its
   * bound then also holds when values are lower than the baseline.
   */
  readonly direction: 'up' | 'both';
}

/** The bets e: that p-values are small, that they are even, that they are large. */
const BETS = { up: [-1, 0], both: [-1, 0, 1] } as const;

/** How much of the capital is dealt out anew at every step; the mean of all is robust to when a change comes. */
const JUMPS = [1e-4, 1e-3, 1e-2, 1e-1, 1] as const;

/**
 * Conformal p-values of values that arrive one by one: the share of all values known so far, those of the baseline
 * and those before it, that are larger, with ties and the value itself counted by a random share. When the stream is
 * exchangeable with the baseline they are independent and uniform on (0, 1); small ones say that values are high.
 *
 * P-values against the baseline alone would not do: they share its luck, and a bet on them would grow from that.
 *
 * @throws InspectError `invalid_argument` for values that are not finite.
 */
export function conformalPValues(
  baseline: readonly number[],
  stream: readonly number[],
  random: Random,
): number[] {
  checkSeries(baseline, 0);
  checkSeries(stream, 0);
  const known = [...baseline].sort((a, b) => a - b);
  return stream.map(value => {
    const [from, to] = [position(known, value, false), position(known, value, true)];
    known.splice(to, 0, value);
    const [larger, equal] = [known.length - 1 - to, to - from + 1];
    return (larger + equal * (1 - random())) / known.length;
  });
}

/**
 * The Composite Jumper martingale of Vovk et al. 2021 ("Retrain or not retrain: conformal test martingales for
 * change-point detection"): the capital of a player who starts with 1 and bets 1 + e (p - 1/2) that p-values are not
 * uniform, moving between the values of e. While they are uniform and independent its expectation is 1 at every
 * step, and by Ville's inequality it ever reaches a level c with probability at most 1 / c.
 *
 * The points are log10 of the capital, the upper limit log10 of the level; the only signal is the first point that
 * reaches the level.
 *
 * @throws InspectError `invalid_argument` for p-values outside 0..1 or a level that is not above 1.
 */
export function martingaleChart(pValues: readonly number[], settings: MartingaleSettings): ControlChart {
  const { level, direction } = settings;
  checkSetting('The level of a martingale', level, level > 1, 'above 1');
  const bad = pValues.findIndex(p => !(p >= 0 && p <= 1));
  if (bad >= 0)
    throw new InspectError('invalid_argument', `P-value ${bad + 1} is ${pValues[bad]}; 0 to 1 is expected.`);
  const upper = Math.log10(level);
  const jumpers = JUMPS.map(jump => logCapitals(pValues, BETS[direction], jump));
  const points = pValues.map((_, at) => ({
    value: logMeanExp(jumpers.map(capitals => capitals[at]!)) / Math.LN10,
    centre: 0,
    lower: null,
    upper,
  }));
  const at = points.findIndex(({ value }) => value >= upper);
  return { points, signals: at < 0 ? [] : [{ at, rule: 'beyond_limits', side: 'above' }] };
}

/** Natural logarithms of the capital of a Simple Jumper after every step; in logarithms it can neither overflow nor vanish. */
function logCapitals(pValues: readonly number[], bets: readonly number[], jump: number): number[] {
  let log = 0;
  let shares: readonly number[] = bets.map(() => 1 / bets.length);
  return pValues.map(p => {
    const placed = shares.map(
      (share, i) => ((1 - jump) * share + jump / bets.length) * (1 + bets[i]! * (p - 0.5)),
    );
    const growth = placed.reduce((sum, won) => sum + won, 0);
    shares = placed.map(won => won / growth);
    log += Math.log(growth);
    return log;
  });
}

function logMeanExp(logs: readonly number[]): number {
  const largest = Math.max(...logs);
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0) / logs.length);
}

/** How many sorted values are below `value`, or at most `value`. */
function position(sorted: readonly number[], value: number, including: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = sorted[middle]!;
    if (found < value || (including && found === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
