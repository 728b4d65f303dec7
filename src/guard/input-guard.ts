import { type PictureStatistics, THUMBNAIL } from './picture-statistics.ts';
import { placementOn } from './placement.ts';
import { READING_RULES, type ReadingName, type Readings, readingsOf } from './readings.ts';

/** What the training pictures are like, and how far a picture may be from that. */
export interface InputGuard {
  readonly pictures: number;
  /** The share of good parts that all limits together may send to REVIEW: as asked for, and as supported. */
  readonly requestedRate: number;
  readonly rate: number;
  readonly size: SizeRange;
  readonly limits: Readonly<Record<ReadingName, ReadingLimit>>;
  /** Mean thumbnail of the training pictures, `[THUMBNAIL, THUMBNAIL]`. */
  readonly reference: Float32Array;
}

/** The extents of the training pictures in pixels. */
export interface SizeRange {
  readonly width: readonly [smallest: number, largest: number];
  readonly height: readonly [smallest: number, largest: number];
  /** Width by height. */
  readonly aspect: readonly [smallest: number, largest: number];
}

/** Where a reading lies in good pictures, and what is allowed; null where nothing is too low or too high. */
export interface ReadingLimit {
  readonly center: number;
  readonly deviation: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** A training picture as the guard needs it. */
export interface GuardedPicture {
  readonly statistics: PictureStatistics;
  /** Median distance of its patches to the memory bank without its own entries. */
  readonly typicalDistance: number;
}

/** Fewer pictures say too little of what is usual. */
export const PICTURES_FOR_GUARD = 20;

/**
 * Sets the limits of all readings together. A picture's deviation is the largest of its readings', each measured in
 * the largest deviation that the other pictures have in it; with n such numbers sorted, the k-th smallest,
 * k = ceil((n + 1)(1 - rate)), is exceeded by a new good part with probability `rate` when it is exchangeable with the
 * training parts. Everything about a picture comes from the others: mean, deviation, mean thumbnail, distance.
 *
 * @returns null for fewer than `PICTURES_FOR_GUARD` pictures
 */
export function calibrateGuard(
  pictures: readonly GuardedPicture[],
  requestedRate: number,
): InputGuard | null {
  const n = pictures.length;
  if (n < PICTURES_FOR_GUARD) return null;
  const reference = meanThumbnail(pictures);
  const readings = pictures.map(({ statistics, typicalDistance }) => {
    const others = reference.map((mean, at) => (n * mean - statistics.thumbnail[at]!) / (n - 1));
    return readingsOf(statistics, placementOn(others, statistics.thumbnail), typicalDistance);
  });
  const deviations = READING_RULES.map(rule => heldOutDeviations(readings, rule));
  const largest = readings
    .map((_, picture) => Math.max(...deviations.map(of => of[picture]! / tail(of, picture))))
    .sort((a, b) => a - b);
  const rate = Math.max(requestedRate, 1 / (n + 1));
  const rank = Math.min(n, Math.ceil((n + 1) * (1 - rate) - 1e-9));
  const limit = Math.max(1, largest[rank - 1]!);
  const limits = READING_RULES.map((rule, index) => {
    const { center, deviation } = spreadOf(readings, rule);
    const reach = limit * tail(deviations[index]!) * deviation;
    const low = rule.tooLow === null ? null : center - reach;
    const high = rule.tooHigh === null ? null : center + reach;
    return [rule.name, { center, deviation, low, high }] as const;
  });
  return {
    pictures: n,
    requestedRate,
    rate,
    size: sizeRange(pictures.map(({ statistics }) => statistics)),
    limits: Object.fromEntries(limits) as InputGuard['limits'],
    reference,
  };
}

/** The readings of a picture against the guard's mean picture. */
export function guardReadings(
  { reference }: Pick<InputGuard, 'reference'>,
  { statistics, typicalDistance }: GuardedPicture,
): Readings {
  return readingsOf(statistics, placementOn(reference, statistics.thumbnail), typicalDistance);
}

/** A guard that also lets through pictures like those that were taught, and a deviation beyond each. */
export function widenGuard(guard: InputGuard, taught: readonly GuardedPicture[]): InputGuard {
  const readings = taught.map(picture => guardReadings(guard, picture));
  const limits = READING_RULES.map(({ name }) => {
    const { center, deviation, low, high } = guard.limits[name];
    const values = readings.map(reading => reading[name]);
    return [
      name,
      {
        center,
        deviation,
        low: low === null ? null : Math.min(low, ...values.map(value => value - deviation)),
        high: high === null ? null : Math.max(high, ...values.map(value => value + deviation)),
      },
    ] as const;
  });
  return { ...guard, limits: Object.fromEntries(limits) as InputGuard['limits'] };
}

/** Deviations of every picture in the harmful direction, in standard deviations of the other pictures; at least 0. */
function heldOutDeviations(readings: readonly Readings[], rule: Rule): readonly number[] {
  const n = readings.length;
  const { center, variance } = momentsOf(readings.map(reading => reading[rule.name]));
  return readings.map(reading => {
    const distance = reading[rule.name] - center;
    const others = center - distance / (n - 1);
    // The variance of the others: what one value adds to the sum of squares is n / (n - 1) of its squared distance.
    const left = Math.max(0, ((n - 1) * variance - (n * distance ** 2) / (n - 1)) / (n - 2));
    const beyond = (reading[rule.name] - others) / Math.max(rule.least, Math.sqrt(left));
    return Math.max(0, rule.tooHigh === null ? -beyond : rule.tooLow === null ? beyond : Math.abs(beyond));
  });
}

type Rule = (typeof READING_RULES)[number];

/** Deviations that are believed to be usual at least, in every reading. */
const USUAL = 2;

/** The largest deviation of all pictures, or of all but one. */
function tail(deviations: readonly number[], except = -1): number {
  return deviations.reduce((most, value, at) => (at === except ? most : Math.max(most, value)), USUAL);
}

function spreadOf(readings: readonly Readings[], { name, least }: Rule) {
  const { center, variance } = momentsOf(readings.map(reading => reading[name]));
  return { center, deviation: Math.max(least, Math.sqrt(variance)) };
}

function momentsOf(values: readonly number[]) {
  const center = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return { center, variance: squares / (values.length - 1) };
}

function meanThumbnail(pictures: readonly GuardedPicture[]): Float32Array {
  const mean = new Float32Array(THUMBNAIL * THUMBNAIL);
  for (const { statistics } of pictures)
    for (let at = 0; at < mean.length; at++) mean[at]! += statistics.thumbnail[at]! / pictures.length;
  return mean;
}

function sizeRange(pictures: readonly PictureStatistics[]): SizeRange {
  const range = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;
  return {
    width: range(pictures.map(({ width }) => width)),
    height: range(pictures.map(({ height }) => height)),
    aspect: range(pictures.map(({ width, height }) => width / height)),
  };
}
