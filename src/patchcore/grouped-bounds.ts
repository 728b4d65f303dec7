import { int32Tensor, openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { GROUP } from './bound-keys.ts';
import {
  answerOf,
  type BoundedPairs,
  bestOf,
  emptyPairs,
  firstPairs,
  joinPairs,
  nearerOf,
} from './bounded-pairs.ts';
import { type BoundQuery, type Bounds, PRODUCT } from './distance-bounds.ts';
import { groupEntries, SIDE_BY_SIDE } from './entry-groups.ts';
import { memberGraph, nearerGraph, nearGroupGraph } from './grouped-graphs.ts';
import { bankEntries, type MemoryBank } from './memory-bank.ts';
import { FAR, whileUnreachable } from './nearest.ts';
import { type PatchesByGroup, patchesByGroup } from './patches-by-group.ts';
import type { RotatedBank } from './principal-axes.ts';
import { countTensor } from './ranking.ts';

/** Patches that are looked for in a group at once, at most. */
const TOGETHER = 32;
/** Bounds of members of one run, at most: 4 MB. */
const BOUNDS = 2 ** 20;

/**
 * Opens bounds that are computed only for entries of groups that can hold one that is near: by the triangle inequality,
 * none of a group is near whose centre is farther than its radius and the distance to an entry of the nearest group.
 *
 * @param rank leading axes that the bounds are computed with
 */
export async function openGroupedBounds(
  bank: MemoryBank,
  rotated: RotatedBank,
  rank: number,
  options: SessionOptions,
): Promise<Bounds> {
  const { vectors, dimensions } = bank;
  const { groups, padded, columns, members, keys, centres, reach, normPlace } = groupEntries(rotated, rank);
  const onCpu = { ...options, device: 'cpu' } as const;
  const nearGroups = await openSession(nearGroupGraph(columns, dimensions), onCpu);
  const bounds = await openSession(memberGraph(columns), onCpu);
  const nearer = await openSession(nearerGraph(dimensions), onCpu);
  const all = tensor(vectors, bankEntries(bank), dimensions);
  const ofMembers = tensor(keys, groups, columns, GROUP);
  const ofGroups = {
    vectors: all,
    members: int32Tensor(members, groups, GROUP),
    keys: ofMembers,
    centres: tensor(centres, padded, columns),
    reach: tensor(reach, padded, columns + 1),
  };

  /** The groups that can hold a near entry, and what is known from the nearest one. */
  const findGroups = async ({ patches, queries, norms, known, count, measured }: BoundQuery) => {
    const rows = known.length;
    const looked = Math.min(measured, GROUP);
    const found = await nearGroups.run({
      ...ofGroups,
      patches: tensor(patches, rows, dimensions),
      queries: tensor(queries, rows, columns),
      norms: tensor(norms, rows),
      known: tensor(known, rows),
      measured: countTensor(looked),
      count: countTensor(Math.min(count, looked)),
      unknown: tensor(Float32Array.of(looked < count ? FAR : 0), 1),
    });
    const reached = {
      pieces: found.pieces!.data as Int32Array,
      places: found.places!.data as Int32Array,
      piecesPerPatch: padded / SIDE_BY_SIDE,
    };
    return {
      entries: found.entries!.data as Int32Array,
      squared: found.squared!.data as Float32Array,
      limits: found.limits!.data as Float32Array,
      byGroup: patchesByGroup(reached, { rows, groups, together: Math.min(TOGETHER, rows) }),
    };
  };

  /** The entries of these groups whose bounds are below the patches' limits. */
  const lookInto = async (
    { items, sizes, patches, together }: PatchesByGroup,
    queries: Float32Array,
    limits: Float32Array,
  ) => {
    const shared = {
      queries: tensor(queries, limits.length, columns),
      limits: tensor(limits, limits.length),
      keys: ofMembers,
    };
    const atOnce = Math.floor(BOUNDS / (together * GROUP));
    const found: BoundedPairs[] = [];
    for (let from = 0; from < items.length; from += atOnce) {
      const own = items.subarray(from, from + atOnce);
      const ofOwn = patches.subarray(from * together, (from + atOnce) * together);
      const outputs = await bounds.run({
        ...shared,
        groups: int32Tensor(own, own.length),
        patches: int32Tensor(ofOwn, own.length, together),
      });
      const rows = outputs.rows!.data as Int32Array;
      const places = outputs.members!.data as Int32Array;
      const boundsBelow = outputs.bounds!.data as Float32Array;
      const pairs = emptyPairs(places.length);
      let count = 0;
      for (let below = 0; below < places.length; below++) {
        const place = places[below]!;
        const row = rows[Math.floor(place / GROUP)]!;
        const item = Math.floor(row / together);
        if (row - item * together >= sizes[from + item]!) continue; // what the item is filled up with
        pairs.patches[count] = ofOwn[row]!;
        pairs.entries[count] = members[own[item]! * GROUP + (place % GROUP)]!;
        pairs.bounds[count++] = boundsBelow[below]!;
      }
      found.push(firstPairs(pairs, count));
    }
    return joinPairs(found);
  };

  /** Measures the entry with the least bound of every patch: what is left has to be nearer than that. */
  const measureBest = async ({ patches, norms }: BoundQuery, found: BoundedPairs, measured: Int32Array) => {
    const rows = norms.length;
    const entries = bestOf(found, measured);
    const { squared, limits } = await nearer.run({
      patches: tensor(patches, rows, dimensions),
      vectors: all,
      entries: int32Tensor(entries, rows),
      norms: tensor(norms, rows),
    });
    return {
      entries,
      squared: squared!.data as Float32Array,
      limits: limits!.data as Float32Array,
    };
  };

  return {
    parts: 1,
    mostPatches: Math.max(1, Math.floor(PRODUCT / groups)),
    async look(query) {
      const near = await findGroups(query);
      const found = await lookInto(near.byGroup, query.queries, near.limits);
      const measured =
        query.measured > 1 ? near : nearerOf(near, await measureBest(query, found, near.entries));
      return answerOf(measured, found, near.byGroup.isCrowded, bankEntries(bank));
    },
    without: (excluded, work) => whileUnreachable(keys, excluded.map(normPlace), work),
    async close() {
      await nearGroups.close();
      await bounds.close();
      await nearer.close();
    },
  };
}
