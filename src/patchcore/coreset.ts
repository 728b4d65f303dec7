import { throwIfCancelled } from '../errors.ts';
import type { SessionOptions } from '../onnx/session.ts';
import { openSelectionDistances } from './coreset-distances.ts';
import { createExactDistances, type ExactDistances } from './coreset-exact.ts';
import { type CoresetKernels, openCoresetKernels } from './coreset-kernels.ts';
import { choose, emptySelection, type FarthestRows, type Selection } from './coreset-selection.ts';
import type { Points } from './points.ts';

export interface CoresetOptions extends SessionOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Rows whose mutual distances a round looks at, about. */
const CANDIDATES = 1024;

/**
 * Exact greedy k-centre selection (Roth et al. 2022, algorithm 1; Sener & Savarese 2018): starts with row 0 and adds
 * the row farthest from all chosen ones, the lowest index winning a tie, each row once.
 *
 * The picks are the plain loop's, reached in few matrix products. Distances to the chosen set only shrink, so while
 * the farthest of some candidates is at least as far as every row outside them was at the start of the round, it is
 * the farthest of all. A round picks inside the candidates; `openSelectionDistances` then tells the rows that it can
 * matter to. Where float32 products cannot tell rows apart, their distances are computed directly in float64.
 *
 * Needs 80 bytes of memory a row at most, beside what the points take.
 *
 * @param points rows centred around the origin lose the least precision
 * @returns indices of the chosen rows in order of choice: `count` of them, or all rows
 */
export async function selectCoreset(
  points: Points,
  count: number,
  options: CoresetOptions,
): Promise<Int32Array> {
  if (Math.min(count, points.rows) < 1) return new Int32Array(0);
  const selection = emptySelection(points, Math.min(count, points.rows));
  const { chosen } = selection;
  const kernels = await openCoresetKernels(points, options);
  const { norms, slack } = kernels;
  const distances = await openSelectionDistances(points, selection, norms, slack, options).catch(
    async cause => {
      await kernels.close();
      throw cause;
    },
  );
  const exact = createExactDistances(points, selection, slack);
  const pick = (row: number, squared: number) => choose(selection, row, squared, points, norms);
  try {
    pick(0, Number.POSITIVE_INFINITY);
    while (selection.size < chosen.length) {
      throwIfCancelled(options.signal);
      const candidates = await distances.farthest(CANDIDATES);
      const picked = await pickAmongCandidates(selection, candidates, kernels, exact, pick);
      if (picked === 0) pickAmongAll(selection, slack, exact, pick);
      options.onProgress?.(selection.size, chosen.length);
    }
    return chosen;
  } finally {
    await kernels.close();
    await distances.close();
  }
}

/** Picks until the candidates cannot prove the next one; returns how many were picked. */
async function pickAmongCandidates(
  selection: Selection,
  { rows, bound }: FarthestRows,
  kernels: CoresetKernels,
  exact: ExactDistances,
  pick: (row: number, squared: number) => void,
): Promise<number> {
  const { slack } = kernels;
  const before = selection.size;
  const distances = Float32Array.from(rows, row => selection.nearest.distances[row]!);
  let leaders = leadersOf(distances);
  if (!proven(leaders, bound, slack)) return 0;
  const mutual = await kernels.squaredDistances(rows, rows);
  const distancesOf = (candidate: number) =>
    mutual.subarray(candidate * rows.length, (candidate + 1) * rows.length);
  const picks: number[] = [];
  const exactOf = (candidate: number) => {
    const near = distances[candidate]! + 2 * slack;
    const toOthers = distancesOf(candidate);
    return exact(rows[candidate]!, distances[candidate]!, place => toOthers[picks[place - before]!]! <= near);
  };
  while (selection.size < selection.chosen.length && proven(leaders, bound, slack)) {
    const picked = farthestExactly(distances, leaders, slack, exactOf);
    pick(rows[picked]!, leaders.largest);
    picks.push(picked);
    distances[picked] = -1;
    leaders = lower(distances, distancesOf(picked));
  }
  return picks.length;
}

/** One pick over all rows, for data with so many ties that the candidates do not hold them all. */
function pickAmongAll(
  selection: Selection,
  slack: number,
  exact: ExactDistances,
  pick: (row: number, squared: number) => void,
): void {
  const { chosen, nearest } = selection;
  const { distances } = nearest;
  const exactOf = (row: number) => exact(row, distances[row]!);
  const leaders = leadersOf(distances);
  const picked = farthestExactly(distances, leaders, slack, exactOf);
  const onlyDuplicatesLeft = exactOf(picked) === 0;
  pick(picked, leaders.largest);
  for (let row = 0; onlyDuplicatesLeft && selection.size < chosen.length; row++)
    if (distances[row] !== -1) pick(row, 0);
}

/** The two largest of some distances. */
interface Leaders {
  /** Position of the largest, the lowest one of a tie. */
  readonly first: number;
  readonly largest: number;
  readonly second: number;
}

/** Whether the farthest candidate is certainly farther than all other rows, which are at most `bound` away. */
function proven({ largest }: Leaders, bound: number, slack: number): boolean {
  return largest - slack > bound + slack;
}

/** The position of the farthest row; where approximate distances are within twice the slack, exact ones decide. */
function farthestExactly(
  distances: Float32Array,
  { first, largest, second }: Leaders,
  slack: number,
  exactOf: (position: number) => number,
): number {
  const from = largest - 2 * slack;
  if (second < from) return first;
  let picked = first;
  let farthest = -1;
  for (let position = 0; position < distances.length; position++) {
    if (distances[position]! < from || distances[position] === -1) continue;
    const distance = exactOf(position);
    if (distance <= farthest) continue;
    picked = position;
    farthest = distance;
  }
  return picked;
}

/** Lowers distances to those given where these are smaller, in place, and says which lead now. */
function lower(distances: Float32Array, others: Float32Array): Leaders {
  let first = 0;
  let largest = -1;
  let second = -1;
  for (let i = 0; i < distances.length; i++) {
    let distance = distances[i]!;
    const other = others[i]!;
    if (other < distance) {
      distance = other;
      distances[i] = other;
    }
    if (distance > largest) {
      second = largest;
      largest = distance;
      first = i;
    } else if (distance > second) second = distance;
  }
  return { first, largest, second };
}

function leadersOf(distances: Float32Array): Leaders {
  return lower(distances, distances);
}
