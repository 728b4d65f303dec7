import { throwIfCancelled } from '../errors.ts';
import type { SessionOptions } from '../onnx/session.ts';
import { createExactDistances, type ExactDistances } from './coreset-exact.ts';
import { type CoresetKernels, openCoresetKernels } from './coreset-kernels.ts';

export interface CoresetOptions extends SessionOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Rows whose mutual distances a round looks at; measured best between 1,024 and 8,192 at 163,856 rows. */
const CANDIDATES = 2048;

/**
 * Exact greedy k-centre selection (Roth et al. 2022, algorithm 1; Sener & Savarese 2018): starts with row 0 and adds
 * the row farthest from all chosen ones, the lowest index winning a tie, each row once.
 *
 * The picks are the plain loop's, reached in few matrix products. Distances to the chosen set only shrink, so while
 * the farthest of some candidates is at least as far as every row outside them was at the start of the round, it is
 * the farthest of all. A round picks inside the candidates; one blocked product then brings all rows up to date.
 * Where float32 products cannot tell rows apart, their distances are computed directly in float64.
 *
 * @param points `[rows, dimensions]`; rows centred around the origin lose the least precision
 * @returns indices of the chosen rows in order of choice: `count` of them, or all rows
 */
export async function selectCoreset(
  points: Float32Array,
  dimensions: number,
  count: number,
  options: CoresetOptions,
): Promise<Int32Array> {
  const rows = points.length / dimensions;
  const chosen = new Int32Array(Math.min(count, rows));
  if (chosen.length === 0) return chosen;
  const kernels = await openCoresetKernels(points, dimensions, options);
  const exact = createExactDistances(points, dimensions, chosen);
  const distances = new Float32Array(rows).fill(Number.POSITIVE_INFINITY);
  const selection: Selection = { chosen, size: 0, distances };
  try {
    choose(selection, 0);
    for (let updated = 0; selection.size < chosen.length; ) {
      throwIfCancelled(options.signal);
      await kernels.update(distances, chosen.subarray(updated, selection.size));
      updated = selection.size;
      await pickRound(selection, kernels, exact);
      options.onProgress?.(selection.size, chosen.length);
    }
    return chosen;
  } finally {
    await kernels.close();
  }
}

interface Selection {
  readonly chosen: Int32Array;
  size: number;
  /** Squared distance of every row to the chosen ones, within `kernels.slack`; -1 for chosen rows. */
  readonly distances: Float32Array;
}

function choose(selection: Selection, row: number): void {
  selection.chosen[selection.size++] = row;
  selection.distances[row] = -1;
}

/** Picks until the candidates cannot prove the next one; always picks at least one row. */
async function pickRound(
  selection: Selection,
  kernels: CoresetKernels,
  exact: ExactDistances,
): Promise<void> {
  const { rows, bound } = farthestRows(selection.distances, CANDIDATES);
  const mutual = await kernels.mutualDistances(rows);
  const distances = Float32Array.from(rows, row => selection.distances[row]!);
  const before = selection.size;
  while (selection.size < selection.chosen.length) {
    const best = largest(distances);
    if (best - kernels.slack < bound + kernels.slack) break;
    const picked = farthestExactly(rows, distances, kernels.slack, (row, limit) =>
      exact(row, selection.size, limit),
    );
    choose(selection, rows[picked]!);
    const row = mutual.subarray(picked * rows.length, (picked + 1) * rows.length);
    for (let i = 0; i < row.length; i++) if (row[i]! < distances[i]!) distances[i] = row[i]!;
    distances[picked] = -1;
  }
  if (selection.size === before) pickAmongAll(selection, kernels.slack, exact);
}

/** One pick over all rows, for data with so many ties that the candidates do not hold them all. */
function pickAmongAll(selection: Selection, slack: number, exact: ExactDistances): void {
  const { distances, chosen } = selection;
  const all = Int32Array.from(distances.keys());
  const picked = farthestExactly(all, distances, slack, (row, limit) => exact(row, selection.size, limit));
  const onlyDuplicatesLeft = exact(picked, selection.size, distances[picked]! + slack) === 0;
  choose(selection, picked);
  for (let row = 0; onlyDuplicatesLeft && selection.size < chosen.length; row++)
    if (distances[row] !== -1) choose(selection, row);
}

/** The position of the farthest row; where approximate distances are within twice the slack, exact ones decide. */
function farthestExactly(
  rows: Int32Array,
  distances: Float32Array,
  slack: number,
  exact: (row: number, limit: number) => number,
): number {
  const from = largest(distances) - 2 * slack;
  let picked = -1;
  let farthest = -1;
  for (let i = 0; i < rows.length; i++) {
    if (distances[i]! < from || distances[i] === -1) continue;
    if (picked >= 0 && farthest < 0) farthest = exact(rows[picked]!, distances[picked]! + slack);
    const distance = picked < 0 ? -1 : exact(rows[i]!, distances[i]! + slack);
    if (picked < 0 || distance > farthest) {
      picked = i;
      farthest = distance;
    }
  }
  return picked;
}

function largest(values: Float32Array): number {
  let best = -1;
  for (let i = 0; i < values.length; i++) if (values[i]! > best) best = values[i]!;
  return best;
}

/** About `count` rows with the largest distances, in ascending order, and the largest distance among all others. */
function farthestRows(distances: Float32Array, count: number): { rows: Int32Array; bound: number } {
  const cut = largestBitsCut(distances, count);
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

/** A value that at least `count` of the non-negative distances reach, from a histogram over the leading float bits. */
function largestBitsCut(distances: Float32Array, count: number): number {
  const bits = new Int32Array(distances.buffer, distances.byteOffset, distances.length);
  const histogram = new Uint32Array(1 << 16);
  for (let row = 0; row < bits.length; row++) if (bits[row]! >= 0) histogram[bits[row]! >>> 15]!++;
  let bin = histogram.length - 1;
  for (let reached = histogram[bin]!; bin > 0 && reached < count; ) reached += histogram[--bin]!;
  return new Float32Array(Int32Array.of(bin << 15).buffer)[0]!;
}
