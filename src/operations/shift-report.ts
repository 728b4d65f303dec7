import { normalDistribution } from '../statistics/normal.ts';
import { rankSumTest, signedRankTest } from '../statistics/rank-tests.ts';

/** What is compared at the start of a shift. */
export type Quantity = 'score' | 'sharpness' | 'brightness' | 'right' | 'down';
const QUANTITIES: readonly Quantity[] = ['score', 'sharpness', 'brightness', 'right', 'down'];

/** The quantities of one picture. */
export interface MeasuredPicture extends Readonly<Record<Quantity, number>> {
  readonly name: string;
}

/** What today's pictures are compared with. */
export interface Reference {
  /** Pictures of the golden parts from when all was well; null when only the training is known. */
  readonly pictures: readonly MeasuredPicture[] | null;
  /** Of good parts in training: middle and standard deviation. */
  readonly usual: Readonly<Record<Quantity, { readonly center: number; readonly deviation: number }>>;
  /** Held-out scores of the training pictures. */
  readonly scores: readonly number[];
}

/** One quantity, then and now; wire names. */
export interface QuantityShift {
  readonly quantity: Quantity;
  readonly test: 'signed_rank' | 'rank_sum' | 'mean';
  readonly reference_median: number;
  readonly today_median: number;
  /** Median of the differences of pairs, else difference of the medians. */
  readonly shift: number;
  /** The shift in standard deviations of good parts. */
  readonly deviations: number;
  readonly p_value: number;
  readonly changed: boolean;
}

/** Fewer pairs than this are no pairs. */
const PAIRS = 5;
/** A shift of less than so many standard deviations of good parts does no harm, however sure it is. */
const RELEVANT = 0.5;

/**
 * Tests every quantity: pairs of the same name by the signed ranks of their differences, else the two sets by rank
 * sums, and against training alone by rank sums (score) or the distance of the mean. `alpha` is shared by all.
 */
export function measureShifts(
  today: readonly MeasuredPicture[],
  reference: Reference,
  alpha: number,
): readonly QuantityShift[] {
  return QUANTITIES.map(quantity => {
    const found = shiftOf(quantity, today, reference);
    const deviations = found.shift / reference.usual[quantity].deviation;
    const changed = found.p_value < alpha / QUANTITIES.length && Math.abs(deviations) >= RELEVANT;
    return { quantity, ...found, deviations, changed };
  });
}

/** The fewest pairs whose smallest p-value is below what a change takes. */
export function pairsNeeded(alpha: number): number {
  return Math.floor(Math.log2((2 * QUANTITIES.length) / alpha)) + 1;
}

type Shift = Omit<QuantityShift, 'quantity' | 'deviations' | 'changed'>;

function shiftOf(
  quantity: Quantity,
  today: readonly MeasuredPicture[],
  { pictures, usual, scores }: Reference,
): Shift {
  const now = today.map(picture => picture[quantity]);
  if (pictures === null && quantity !== 'score') {
    const { center, deviation } = usual[quantity];
    const mean = now.reduce((sum, value) => sum + value, 0) / now.length;
    const z = Math.abs(mean - center) / (deviation / Math.sqrt(now.length));
    return {
      ...medians(center, median(now)),
      shift: mean - center,
      test: 'mean',
      p_value: 2 * normalDistribution(-z),
    };
  }
  const differences = pairsOf(today, pictures ?? []).map(
    ([then, current]) => current[quantity] - then[quantity],
  );
  const then = pictures?.map(picture => picture[quantity]) ?? scores;
  const before = median(then);
  const after = median(now);
  if (differences.length >= PAIRS) {
    const { pValue } = signedRankTest(differences);
    return { ...medians(before, after), shift: median(differences), test: 'signed_rank', p_value: pValue };
  }
  const { pValue } = rankSumTest(now, then);
  return { ...medians(before, after), shift: after - before, test: 'rank_sum', p_value: pValue };
}

/** Pictures of the same name, then and now. */
export function pairsOf(
  today: readonly MeasuredPicture[],
  then: readonly MeasuredPicture[],
): readonly (readonly [then: MeasuredPicture, now: MeasuredPicture])[] {
  const byName = new Map(then.map(picture => [picture.name, picture]));
  return today.flatMap(now => {
    const before = byName.get(now.name);
    return before ? [[before, now] as const] : [];
  });
}

function medians(reference: number, today: number) {
  return { reference_median: reference, today_median: today };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
