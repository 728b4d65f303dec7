import { SIDE_BY_SIDE } from './entry-groups.ts';

/** Groups with some of the patches that are looked for in them. */
export interface PatchesByGroup {
  /** Groups, once or more often each, `[items]`. */
  readonly items: Int32Array;
  /** How many patches each has, `[items]`. */
  readonly sizes: Int32Array;
  /** `[items, together]`, filled up with any. */
  readonly patches: Int32Array;
  readonly together: number;
  /** 1 for patches that are left out, `[patches]`. */
  readonly isCrowded: Uint8Array;
}

/** Pairs of patches and groups, as places in a table `[patches, groups]`, whose rows are looked at in pieces. */
export interface ReachedGroups {
  /** Pieces of `SIDE_BY_SIDE` groups, counted through all patches. */
  readonly pieces: Int32Array;
  /** Places in these pieces, which follow each other. */
  readonly places: Int32Array;
  /** Pieces of one patch. */
  readonly piecesPerPatch: number;
}

/** The most of all groups that a patch is looked for in. */
const MOST_OF_GROUPS = 0.5;

/** Puts patches together that are looked for in one group, `together` at most; those of most groups are left out. */
export function patchesByGroup(
  { pieces, places, piecesPerPatch }: ReachedGroups,
  { rows, groups, together }: Readonly<Record<'rows' | 'groups' | 'together', number>>,
): PatchesByGroup {
  const patchOf = new Int32Array(places.length);
  const groupOf = new Int32Array(places.length);
  const reached = new Int32Array(rows);
  for (let pair = 0; pair < places.length; pair++) {
    const place = places[pair]!;
    const piece = pieces[Math.floor(place / SIDE_BY_SIDE)]!;
    const patch = Math.floor(piece / piecesPerPatch);
    patchOf[pair] = patch;
    groupOf[pair] = (piece - patch * piecesPerPatch) * SIDE_BY_SIDE + (place % SIDE_BY_SIDE);
    reached[patch]!++;
  }
  const isCrowded = Uint8Array.from(reached, count => (count > MOST_OF_GROUPS * groups ? 1 : 0));

  const counts = new Int32Array(groups);
  for (let pair = 0; pair < places.length; pair++)
    if (isCrowded[patchOf[pair]!] === 0) counts[groupOf[pair]!]!++;
  const first = new Int32Array(groups);
  let count = 0;
  for (let group = 0; group < groups; group++) {
    first[group] = together * count;
    count += Math.ceil(counts[group]! / together);
  }
  const items = new Int32Array(count);
  const sizes = new Int32Array(count);
  const patches = new Int32Array(count * together);
  for (let pair = 0; pair < places.length; pair++) {
    const patch = patchOf[pair]!;
    if (isCrowded[patch] !== 0) continue;
    const group = groupOf[pair]!;
    const at = first[group]!++;
    const item = Math.floor(at / together);
    items[item] = group;
    sizes[item]!++;
    patches[at] = patch;
  }
  return { items, sizes, patches, together, isCrowded };
}
