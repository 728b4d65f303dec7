import { BATCH } from './coreset-kernels.ts';

/** The chosen rows, and what is known of every row's distance to them. */
export interface Selection {
  /** Chosen rows in order of choice; the first `size` are set. */
  readonly chosen: Int32Array;
  /** Their squared distances to those chosen before, within the kernels' slack. */
  readonly radii: Float32Array;
  size: number;
  readonly nearest: NearestBatches;
}

/** Squared distances of rows to the batches of picks that each has seen, within the kernels' slack. */
export interface NearestBatches {
  /** To the nearest pick, `[rows]`; -1 for chosen rows. Too large, if anything, for rows that have not seen all. */
  readonly distances: Float32Array;
  /** The batch that the nearest pick is in, `[rows]`. */
  readonly batches: Int32Array;
  /** To the nearest pick of all other batches, `[rows]`. */
  readonly others: Float32Array;
  /** How many batches each row has seen, `[rows]`: the first ones. */
  readonly seen: Int32Array;
  /** The first pick of every batch, and at the end the number of picks in batches. */
  readonly starts: number[];
  /** Picks in batches so far. */
  size: number;
}

/** A selection of at most `count` of `rows` rows, nothing chosen yet. */
export function emptySelection(rows: number, count: number): Selection {
  const far = () => new Float32Array(rows).fill(Number.POSITIVE_INFINITY);
  return {
    chosen: new Int32Array(count),
    radii: new Float32Array(count),
    size: 0,
    nearest: {
      distances: far(),
      batches: new Int32Array(rows),
      others: far(),
      seen: new Int32Array(rows),
      starts: [0],
      size: 0,
    },
  };
}

/** Adds a row to the chosen ones, which is so far from them. */
export function choose(selection: Selection, row: number, squared: number): void {
  selection.radii[selection.size] = squared;
  selection.chosen[selection.size++] = row;
  selection.nearest.distances[row] = -1;
}

/** The picks of some batches, each filled up with its last one. */
export function picksOf({ chosen, nearest: { starts } }: Selection, first: number, end: number): Int32Array {
  const picks = new Int32Array((end - first) * BATCH);
  for (let batch = first; batch < end; batch++) {
    const own = chosen.subarray(starts[batch]!, starts[batch + 1]!);
    picks.fill(own.at(-1)!, (batch - first) * BATCH, (batch - first + 1) * BATCH);
    picks.set(own, (batch - first) * BATCH);
  }
  return picks;
}

/**
 * The squared distance of the last pick, if it goes on to fall as it has: by the same share with every doubling of the
 * picks. A guess; 0 while there are few.
 */
export function expectedRadius({ chosen, radii, size }: Selection): number {
  const now = radii[size - 1]!;
  if (size < BATCH || now === 0) return 0;
  return now * (now / radii[size >> 1]!) ** Math.log2(chosen.length / size);
}

/**
 * Shows some rows the batches from `first` to `end`. What one of them has seen before is passed over, and so is a row
 * that has missed an earlier one.
 *
 * @param shown squared distances between the rows and the nearest pick of each batch, `[rows, batches]`
 */
export function lowerDistances(
  { distances, batches, others, seen }: NearestBatches,
  rows: Int32Array,
  shown: Float32Array,
  [first, end]: readonly [number, number],
): void {
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!;
    if (seen[row]! < first || seen[row]! >= end) continue;
    for (let batch = seen[row]!; batch < end; batch++) {
      const distance = shown[place * (end - first) + batch - first]!;
      if (distance >= others[row]!) continue;
      if (distance >= distances[row]!) {
        others[row] = distance;
        continue;
      }
      others[row] = distances[row]!;
      distances[row] = distance;
      batches[row] = batch;
    }
    seen[row] = end;
  }
}

/** Puts the new picks into batches. */
export function closeBatches({ nearest, size }: Selection): void {
  for (let end = nearest.size + BATCH; end < size; end += BATCH) nearest.starts.push(end);
  nearest.starts.push(size);
  nearest.size = size;
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
