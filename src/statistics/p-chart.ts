import { InspectError } from '../errors.ts';
import { type ControlChart, checkSetting, pointsBeyondLimits } from './control-chart.ts';
import { regularisedBeta } from './intervals.ts';

/** A batch of inspected parts. */
export interface Batch {
  readonly inspected: number;
  /** Parts that were rejected, or whatever is counted. */
  readonly counted: number;
}

export interface PChartSettings {
  /** The share when nothing is wrong; that of all batches together when left out. */
  readonly share?: number;
  /** p +- 3 sqrt(p (1 - p) / n), or counts that a binomial distribution exceeds with half of `falseAlarm` on each side. */
  readonly limits: 'three_sigma' | 'exact';
  /** Probability of a signal for one batch of a process that has not changed, at most; only for exact limits. */
  readonly falseAlarm?: number;
}

/** A p chart, with the share that its limits rest on. */
export interface PChart extends ControlChart {
  readonly share: number;
}

/** What three standard deviations leave outside under a normal distribution. */
const THREE_SIGMA = 0.0027;

/**
 * The chart of shares, limits by the size of each batch. Three-sigma limits are those of the textbooks; for rare
 * events in small batches they are far from 0.27 % false signals, exact limits are not. A lower limit of 0 is none.
 *
 * @throws InspectError `data_invalid` without batches, `invalid_argument` for counts that are not whole, negative or
 * more than were inspected, for a batch of none, and for a share outside 0..1.
 */
export function pChart(batches: readonly Batch[], settings: PChartSettings): PChart {
  checkBatches(batches);
  const total = (of: keyof Batch) => batches.reduce((sum, batch) => sum + batch[of], 0);
  const share = settings.share ?? total('counted') / total('inspected');
  checkSetting('The share of a p chart', share, share >= 0 && share <= 1, 'from 0 to 1');
  const falseAlarm = settings.falseAlarm ?? THREE_SIGMA;
  checkSetting(
    'The false-alarm probability of a p chart',
    falseAlarm,
    falseAlarm > 0 && falseAlarm < 1,
    'between 0 and 1',
  );
  const points = batches.map(({ inspected, counted }) => {
    const [lower, upper] =
      settings.limits === 'exact' ? exact(share, inspected, falseAlarm) : threeSigma(share, inspected);
    return {
      value: counted / inspected,
      centre: share,
      lower: lower > 0 ? lower : null,
      upper: upper < 1 ? upper : null,
    };
  });
  return { share, points, signals: pointsBeyondLimits(points) };
}

function threeSigma(share: number, inspected: number): [lower: number, upper: number] {
  const half = 3 * Math.sqrt((share * (1 - share)) / inspected);
  return [share - half, share + half];
}

/** The widest counts with P(below) and P(above) at most half of the false-alarm probability each, as shares. */
function exact(share: number, inspected: number, falseAlarm: number): [lower: number, upper: number] {
  const tail = falseAlarm / 2;
  const lower = smallest(inspected, count => atMost(count, inspected, share) > tail);
  const upper = smallest(inspected, count => 1 - atMost(count, inspected, share) <= tail);
  return [lower / inspected, upper / inspected];
}

/** The smallest count in 0..n for which a condition holds that, once true, stays true; n when it never does. */
function smallest(n: number, holds: (count: number) => boolean): number {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** P(X <= count) for X ~ Binomial(n, share). */
function atMost(count: number, n: number, share: number): number {
  return count >= n ? 1 : regularisedBeta(1 - share, n - count, count + 1);
}

function checkBatches(batches: readonly Batch[]): void {
  if (batches.length === 0)
    throw new InspectError('data_invalid', 'A p chart needs at least one batch; found none.');
  const bad = batches.findIndex(
    ({ inspected, counted }) =>
      !(Number.isInteger(inspected) && Number.isInteger(counted) && inspected >= 1 && counted >= 0) ||
      counted > inspected,
  );
  if (bad < 0) return;
  const { counted, inspected } = batches[bad]!;
  throw new InspectError(
    'invalid_argument',
    `Batch ${bad + 1} of a p chart counts ${counted} of ${inspected} parts; whole numbers with 0 <= counted <= inspected and at least one inspected part are expected. Leave empty batches out.`,
  );
}
