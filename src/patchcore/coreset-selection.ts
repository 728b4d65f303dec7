/** The chosen rows, and what is known of every row's distance to them. */
export interface Selection {
  /** Chosen rows in order of choice; the first `size` are set. */
  readonly chosen: Int32Array;
  size: number;
  readonly nearest: NearestBatches;
}

/** Squared distances of all rows to the batches of picks that have been brought in, within the kernels' slack. */
export interface NearestBatches {
  /** To the nearest pick, `[rows]`; -1 for chosen rows. */
  readonly distances: Float32Array;
  /** The batch that the nearest pick is in, `[rows]`. */
  readonly batches: Int32Array;
  /** To the nearest pick of all other batches, `[rows]`. */
  readonly others: Float32Array;
  /** The first pick of every batch, and at the end the number of picks brought in. */
  readonly starts: number[];
  /** Picks brought in so far. */
  size: number;
}

/** A selection of at most `count` of `rows` rows, nothing chosen yet. */
export function emptySelection(rows: number, count: number): Selection {
  const far = () => new Float32Array(rows).fill(Number.POSITIVE_INFINITY);
  return {
    chosen: new Int32Array(count),
    size: 0,
    nearest: { distances: far(), batches: new Int32Array(rows), others: far(), starts: [0], size: 0 },
  };
}

/** Adds a row to the chosen ones. */
export function choose(selection: Selection, row: number): void {
  selection.chosen[selection.size++] = row;
  selection.nearest.distances[row] = -1;
}

/** The picks that are not brought in yet. */
export function newPicks({ chosen, size, nearest }: Selection): Int32Array {
  return chosen.subarray(nearest.size, size);
}

/**
 * Brings the next batches of picks in for a block of rows.
 *
 * @param distances squared distances between the block's rows and the nearest pick of each batch, `[rows, batches]`
 * @param batches how many batches
 */
export function lowerDistances(
  { distances, batches: nearestBatches, others, starts }: NearestBatches,
  firstRow: number,
  batchDistances: Float32Array,
  batches: number,
): void {
  const firstBatch = starts.length - 1;
  for (let i = 0, row = firstRow; i < batchDistances.length; row++) {
    for (let batch = firstBatch; batch < firstBatch + batches; batch++, i++) {
      const distance = batchDistances[i]!;
      if (distance >= others[row]!) continue;
      if (distance >= distances[row]!) {
        others[row] = distance;
        continue;
      }
      others[row] = distances[row]!;
      distances[row] = distance;
      nearestBatches[row] = batch;
    }
  }
}

/** Records that the new picks, in batches of `batchSize`, have been brought in for all rows. */
export function closeBatches(selection: Selection, batchSize: number): void {
  const { nearest, size } = selection;
  for (let end = nearest.size + batchSize; end < size; end += batchSize) nearest.starts.push(end);
  nearest.starts.push(size);
  nearest.size = size;
}

/** About `count` rows with the largest distances, in ascending order, and the largest distance among all others. */
export function farthestRows(distances: Float32Array, count: number): { rows: Int32Array; bound: number } {
  const cut = valueAtRank(distances, count);
  const rows = new Int32Array(2 * count);
  let size = 0;
  let bound = -1;
  for (let row = 0; row < distances.length; row++) {
    const distance = distances[row]!;
    if (distance >= cut && size < rows.length) rows[size++] = row;
    else if (distance > bound) bound = distance;
  }
  return { rows: rows.slice(0, size), bound };
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
