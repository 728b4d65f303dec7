import { throwIfCancelled } from '../errors.ts';
import type { SessionOptions } from '../onnx/session.ts';
import {
  expectedRadius,
  type FarthestRows,
  farthestRows,
  lowerDistances,
  type Selection,
} from './coreset-selection.ts';
import { type NearPickSearch, type NearPicks, openNearPicks, picksBetween } from './near-picks.ts';
import type { Points } from './points.ts';
import { membersOf, openRowGrouping, type RowGroups } from './row-groups.ts';

/** Keeps the distances of a selection as far up to date as they matter. */
export interface SelectionDistances {
  /** About `count` rows that are farthest of all, which know all picks, as does every row that is about as far. */
  farthest(count: number): Promise<FarthestRows>;
  close(): Promise<void>;
}

/** How far below the candidates groups are told of picks, as a share of squared distance. */
const BELOW = 0.9;
/** The same for rows that are woken the first time; its square the second time, and so on, as each time takes long. */
const WOKEN = 0.95;
/** Share of an expected distance that is reckoned with: to expect too much takes longer than to expect too little. */
const CAREFUL = 0.97;
/** Share of the rows in groups that are awake, below which new groups are formed of these alone. */
const FEW_AWAKE = 0.7;
/** Of a row that is awake. */
const AWAKE = -1;

/**
 * Tells rows of picks in groups, and groups only of picks that can be near to them, and only when they can hold one of
 * the farthest rows: what is known before is too large, if anything.
 *
 * A row that is nearer to a pick already than the last pick is going to be will never be picked, so it sleeps: it is in
 * no group. How near that is, is a guess; rows are woken and told what they missed when it could matter.
 *
 * @param norms squared, of all points, `[rows]`
 * @param slack of squared distances from products
 * @param options the signal is heeded after every group that was told
 */
export async function openSelectionDistances(
  points: Points,
  selection: Selection,
  norms: Float32Array,
  slack: number,
  options: SessionOptions & { readonly signal?: AbortSignal | undefined },
): Promise<SelectionDistances> {
  const { nearest } = selection;
  const { distances } = nearest;
  const grouping = await openRowGrouping(points, options);
  /** How many picks each row knew when it fell asleep. */
  const slept = new Int32Array(points.rows).fill(AWAKE);
  let groups: RowGroups;
  let search: NearPickSearch | undefined;
  /** No member of a group is farther than this, and no row that sleeps. */
  let mattering: Float32Array;
  let asleepBelow = Number.NEGATIVE_INFINITY;
  let woken = WOKEN;
  let [cut, expectedCut] = [0, 0];

  const tell = (isWanted: (group: number) => boolean) =>
    search!.tell(isWanted, picksBetween(selection, 0, nearest.known), lower);
  const lower = (near: NearPicks) => {
    throwIfCancelled(options.signal);
    mattering[near.group] = lowerDistances(nearest, membersOf(groups, near.group), near);
  };

  /** Forms groups of the rows that are at least so far away; all others sleep. */
  const sleepBelow = async (floor: number): Promise<void> => {
    if (search) await tell(() => true);
    await search?.close();
    search = undefined;
    asleepBelow = floor;
    groups = await grouping.group(row => distances[row]! >= floor);
    search = await openNearPicks(points, groups, norms, slack, options);
    mattering = Float32Array.from(groups.radii, (_, group) =>
      membersOf(groups, group).reduce((most, row) => Math.max(most, distances[row]!), 0),
    );
    let missed = nearest.known;
    for (let row = 0; row < slept.length; row++) {
      const isAwake = distances[row]! >= floor;
      if (isAwake && slept[row] !== AWAKE) missed = Math.min(missed, slept[row]!);
      slept[row] = isAwake ? AWAKE : slept[row] === AWAKE ? nearest.known : slept[row]!;
    }
    await search.catchUp(picksBetween(selection, 0, nearest.known), missed, mattering, lower);
  };

  const noteNewPicks = async (): Promise<void> => {
    const { known } = nearest;
    await search!.note(picksBetween(selection, known, selection.size), known, mattering);
    nearest.known = selection.size;
  };

  /** Puts rows to sleep where they are many. */
  const putToSleep = async (): Promise<void> => {
    const radius = CAREFUL * expectedRadius(selection);
    if (radius <= asleepBelow) return;
    let [awake, all] = [0, 0];
    for (let row = 0; row < slept.length; row++) {
      if (slept[row] !== AWAKE) continue;
      all++;
      if (distances[row]! >= radius) awake++;
    }
    if (awake < FEW_AWAKE * all) await sleepBelow(radius);
  };

  return {
    async farthest(count) {
      if (!search) await sleepBelow(0);
      await noteNewPicks();
      await putToSleep();
      for (let floor = expectedCut; ; ) {
        await tell(group => mattering[group]! >= floor);
        const farthest = farthestRows(distances, count);
        const needed = Math.max(0, farthest.cut - 2 * slack);
        if (needed < asleepBelow) {
          await sleepBelow(woken * needed);
          woken *= woken;
        } else if (floor <= needed) {
          expectedCut = cut > 0 ? CAREFUL * farthest.cut * Math.min(1, farthest.cut / cut) : 0;
          cut = farthest.cut;
          return farthest;
        }
        floor = BELOW * needed;
      }
    },
    async close() {
      await grouping.close();
      await search?.close();
    },
  };
}
