import { SPAN } from './near-pick-graphs.ts';
import type { NearPicks } from './near-picks.ts';
import type { Points } from './points.ts';
import { GROUP } from './row-groups.ts';

/** Picks from which on it shows how their distances fall. */
const FEW = 64;

/** The chosen rows, and what is known of every row's distance to them. */
export interface Selection {
  /** Chosen rows in order of choice; the first `size` are set. */
  readonly chosen: Int32Array;
  /** Their vectors, `[count, dimensions]`, and the squared norms of these. */
  readonly vectors: Float32Array;
  readonly norms: Float32Array;
  /** Their squared distances to those chosen before, within the slack. */
  readonly radii: Float32Array;
  size: number;
  readonly nearest: NearestPicks;
}

/** Squared distances of rows to the picks that they have been told of, within the slack. */
export interface NearestPicks {
  /** To the nearest one, `[rows]`; -1 for chosen rows. Too large, if anything, for rows that have not been told of all. */
  readonly distances: Float32Array;
  /** Which one that is, as its place among the chosen rows, `[rows]`. */
  readonly picks: Int32Array;
  /** To the nearest of the others, `[rows]`; too large, where those are farther by more than four times the slack. */
  readonly others: Float32Array;
  /** How many picks rows have been told of, or will be when it can matter. */
  known: number;
}

/** A selection of `count` rows, nothing chosen yet. */
export function emptySelection(
  { rows, dimensions }: Pick<Points, 'rows' | 'dimensions'>,
  count: number,
): Selection {
  const far = () => new Float32Array(rows).fill(Number.POSITIVE_INFINITY);
  return {
    chosen: new Int32Array(count),
    vectors: new Float32Array(count * dimensions),
    norms: new Float32Array(count),
    radii: new Float32Array(count),
    size: 0,
    nearest: {
      distances: far(),
      picks: new Int32Array(rows),
      others: far(),
      known: 0,
    },
  };
}

/** Adds a row to the chosen ones. */
export function choose(
  selection: Selection,
  row: number,
  squared: number,
  points: Points,
  norms: Float32Array,
): void {
  selection.radii[selection.size] = squared;
  selection.vectors.set(points.row(row), selection.size * points.dimensions);
  selection.norms[selection.size] = norms[row]!;
  selection.chosen[selection.size++] = row;
  selection.nearest.distances[row] = -1;
}

/**
 * The squared distance of the last pick, if it goes on to fall as it has: by the same share with every doubling of the
 * picks. A guess; 0 while there are few.
 */
export function expectedRadius({ chosen, radii, size }: Selection): number {
  const now = radii[size - 1]!;
  if (size < FEW || now === 0) return 0;
  return now * (now / radii[size >> 1]!) ** Math.log2(chosen.length / size);
}

/** Tells the members of a group of picks; returns how far the farthest of them is now. */
export function lowerDistances(
  { distances, picks, others }: NearestPicks,
  members: Int32Array,
  { places, squared, width, least }: NearPicks,
): number {
  const spans = width / SPAN;
  let most = 0;
  for (let member = 0; member < members.length; member++) {
    const row = members[member]!;
    let distance = distances[row]!;
    let other = others[row]!;
    for (let span = 0; span < spans; span++) {
      if (least[span * GROUP + member]! >= other) continue;
      const end = Math.min((span + 1) * SPAN, places.length);
      for (let place = span * SPAN; place < end; place++) {
        const next = squared[place * GROUP + member]!;
        if (next >= other) continue;
        if (next >= distance) {
          // A row that was asleep may be told of a pick twice.
          if (picks[row] !== places[place]) other = next;
          continue;
        }
        other = distance;
        distance = next;
        picks[row] = places[place]!;
      }
    }
    distances[row] = distance;
    others[row] = other;
    if (distance > most) most = distance;
  }
  return most;
}

/** Rows with the largest distances. */
export interface FarthestRows {
  /** Ascending. */
  readonly rows: Int32Array;
  /** Their distances are at least this. */
  readonly cut: number;
  /** The largest distance among all others. */
  readonly bound: number;
}

/** About `count` rows with the largest distances. */
export function farthestRows(distances: Float32Array, count: number): FarthestRows {
  const cut = valueAtRank(distances, count);
  const rows = new Int32Array(2 * count);
  let size = 0;
  let bound = -1;
  for (let row = 0; row < distances.length; row++) {
    const distance = distances[row]!;
    if (distance >= cut && size < rows.length) rows[size++] = row;
    else if (distance > bound) bound = distance;
  }
  return { rows: rows.slice(0, size), cut, bound };
}

/**
 * The largest value that at least `count` of the non-negative distances reach, or 0; float bits order as the values
 * do, so two histograms find it: one over their leading half, one over the rest of those in the bin of the first.
 */
function valueAtRank(distances: Float32Array, count: number): number {
  const bits = new Int32Array(distances.buffer, distances.byteOffset, distances.length);
  const half = 1 << 16;
  const leading = new Uint32Array(half);
  const trailing = new Uint32Array(half);
  for (let row = 0; row < bits.length; row++) if (bits[row]! >= 0) leading[bits[row]! >>> 16]!++;
  const high = binAtRank(leading, count);
  for (let row = 0; row < bits.length; row++)
    if (bits[row]! >>> 16 === high.bin) trailing[bits[row]! & (half - 1)]!++;
  const low = binAtRank(trailing, count - high.above);
  return new Float32Array(Int32Array.of((high.bin << 16) | low.bin).buffer)[0]!;
}

/** The highest bin that at least `count` entries are in or above, and how many are above it; bin 0 when there are fewer. */
function binAtRank(histogram: Uint32Array, count: number): { bin: number; above: number } {
  let above = 0;
  let bin = histogram.length - 1;
  for (; bin > 0 && above + histogram[bin]! < count; bin--) above += histogram[bin]!;
  return { bin, above };
}
