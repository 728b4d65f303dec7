import { randomFor } from '../random.ts';

/** What more good pictures would do to the threshold. */
export interface LearningCurve {
  readonly points: readonly CurvePoint[];
  readonly forecast: Forecast | null;
  /** Why there is no forecast; null when there is one. */
  readonly silence: string | null;
}

/** The threshold that good pictures would need if the model had learned from so many. */
export interface CurvePoint {
  readonly pictures: number;
  /** As a share of the threshold with all pictures; mean over the draws, and their range from 5 to 95 %. */
  readonly threshold: number;
  readonly low: number;
  readonly high: number;
}

/** By which share the threshold would fall with so many more pictures; ends of a 90 % interval. */
export interface Forecast {
  readonly morePictures: number;
  readonly fall: number;
  readonly low: number;
  readonly high: number;
}

/** Gathers what growing subsets of the pictures are worth. */
export interface CurveMeasurement {
  /**
   * @param distances of a picture's patches to the pictures, `[patches, pictures]`
   * @param own the picture's place among them
   */
  add(distances: Float32Array, own: number): void;
  finish(): LearningCurve;
}

/** Random orders in which the pictures are taken in. */
const DRAWS = 20;
const SHARES = [0.125, 0.25, 0.375, 0.5, 0.75, 1] as const;
const FEWEST = 40;
const MORE = 50;

/**
 * Measures which threshold good pictures need against growing subsets of the pictures, each picture scored without
 * itself: its largest patch distance. The rate stays the same, so only what the memory bank covers changes.
 */
export function measureCurve(pictures: number, rate: number, seed: number): CurveMeasurement {
  const sizes = SHARES.map(share => Math.max(2, Math.round(share * pictures)));
  const orders = Array.from({ length: DRAWS }, (_, draw) => shuffled(pictures, seed, draw));
  /** `[draw][size][picture]` */
  const scores = orders.map(() => sizes.map((): number[] => []));
  return {
    add(distances, own) {
      for (const [draw, order] of orders.entries()) {
        const largest = largestDistances(
          distances,
          pictures,
          order.filter(picture => picture !== own),
          sizes,
        );
        for (const [size, score] of largest.entries()) scores[draw]![size]!.push(score);
      }
    },
    finish() {
      const thresholds = scores.map(bySize => bySize.map(values => quantile(values, 1 - rate)));
      const whole = mean(thresholds.map(bySize => bySize.at(-1)!));
      const relative = thresholds.map(bySize => bySize.map(threshold => threshold / whole));
      const points = sizes.map((size, at) => {
        const values = relative.map(bySize => bySize[at]!);
        const [low, high] = [quantile(values, 0.05), quantile(values, 0.95)];
        return { pictures: size, threshold: mean(values), low, high };
      });
      return { points, ...forecastFrom(sizes, relative, pictures) };
    },
  };
}

function forecastFrom(
  sizes: readonly number[],
  relative: readonly (readonly number[])[],
  pictures: number,
): Pick<LearningCurve, 'forecast' | 'silence'> {
  if (pictures < FEWEST)
    return { forecast: null, silence: `${pictures} pictures are too few to tell; ${FEWEST} are needed` };
  const falls = relative.map(thresholds => fallBeyond(sizes, thresholds, pictures));
  const [low, high] = [quantile(falls, 0.05), quantile(falls, 0.95)];
  const forecast = { morePictures: MORE, fall: mean(falls), low, high };
  if (low > 0 && high - low < Math.max(0.03, 2 * forecast.fall)) return { forecast, silence: null };
  return {
    forecast: null,
    silence: `the thresholds of growing subsets do not follow a curve that could be continued (a fall of ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} %)`,
  };
}

/** Fits a + b / sqrt(pictures) by least squares and reads off by how much it falls beyond the last point. */
function fallBeyond(sizes: readonly number[], thresholds: readonly number[], pictures: number): number {
  // Less than a quarter of the pictures follow another law: there, whole kinds of patches are missing.
  const used = sizes.map((_, at) => at).slice(1);
  const xs = used.map(at => 1 / Math.sqrt(sizes[at]!));
  const ys = used.map(at => thresholds[at]!);
  const [x, y] = [mean(xs), mean(ys)];
  const slope =
    xs.reduce((sum, value, at) => sum + (value - x) * (ys[at]! - y), 0) /
    xs.reduce((sum, value) => sum + (value - x) ** 2, 0);
  return slope * (1 / Math.sqrt(pictures) - 1 / Math.sqrt(pictures + MORE));
}

/** The largest distance of any patch to the nearest of the first pictures of an order, for growing counts of them. */
function largestDistances(
  distances: Float32Array,
  pictures: number,
  order: readonly number[],
  sizes: readonly number[],
): readonly number[] {
  const patches = distances.length / pictures;
  const largest = new Array<number>(sizes.length).fill(0);
  for (let patch = 0; patch < patches; patch++) {
    let nearest = Number.POSITIVE_INFINITY;
    let taken = 0;
    for (const [at, size] of sizes.entries()) {
      for (; taken < Math.min(size, order.length); taken++)
        nearest = Math.min(nearest, distances[patch * pictures + order[taken]!]!);
      if (nearest > largest[at]!) largest[at] = nearest;
    }
  }
  return largest;
}

function shuffled(count: number, seed: number, draw: number): readonly number[] {
  const random = randomFor('learning curve', seed, draw);
  return Array.from({ length: count }, (_, picture) => ({ picture, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ picture }) => picture);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return sorted[below]! + (position - below) * (above - sorted[below]!);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
