/** A bar of a stacked histogram: from the score `left` to `right` and from the height `bottom` to `top`. */
export type Bar = readonly [left: number, right: number, bottom: number, top: number];

/** A score axis: its ends and the round scores between them that are worth a label. */
export interface ScoreScale {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

/**
 * Stacked histogram bars of several groups of scores, one list of bars a group, empty bars left out. The threshold
 * is an edge between bars and scores equal to it lie on its left, so that no bar mixes passed and rejected parts.
 */
export function histogram(groups: readonly (readonly number[])[], threshold: number): Bar[][] {
  const all = groups.flat();
  const [low, high] = extent([...all, threshold]);
  const bins = Math.min(40, Math.max(12, Math.ceil(2 * Math.sqrt(all.length))));
  const width = spread(low, high) / bins;
  const heights = new Map<number, number>();
  return groups.map(scores => {
    const counts = new Map<number, number>();
    for (const score of scores) {
      const bin = Math.ceil((score - threshold) / width) - 1;
      counts.set(bin, (counts.get(bin) ?? 0) + 1);
    }
    return [...counts].map(([bin, count]): Bar => {
      const bottom = heights.get(bin) ?? 0;
      heights.set(bin, bottom + count);
      return [threshold + bin * width, threshold + (bin + 1) * width, bottom, bottom + count];
    });
  });
}

/** A scale that shows all scores, the threshold and the outermost histogram bars, with some room on both sides. */
export function scoreScale(scores: readonly number[], threshold: number): ScoreScale {
  const [low, high] = extent([...scores, threshold]);
  const room = spread(low, high) * 0.1;
  const [min, max] = [low - room, high + room];
  const step = roundStep((max - min) / 9);
  const first = Math.ceil(min / step);
  const count = Math.floor(max / step) - first + 1;
  return { min, max, ticks: Array.from({ length: count }, (_, index) => (first + index) * step) };
}

/** How far scores reach; when they are equal or nearly so, a width that a double can still divide into bars. */
function spread(low: number, high: number): number {
  const size = Math.max(Math.abs(low), Math.abs(high));
  return high - low > Math.max(1e-9 * size, 1e-300) ? high - low : Math.max(size, 1) / 4;
}

/** The smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is not below `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 2.5, 5].find(factor => factor * power >= least) ?? 10);
}

function extent(values: readonly number[]): [low: number, high: number] {
  return values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [values[0]!, values[0]!],
  );
}
