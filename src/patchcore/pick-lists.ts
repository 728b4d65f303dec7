/** Lists of places, one for each group, that are filled, read and emptied again and again. */
export interface PickLists {
  length(group: number): number;
  add(group: number, place: number): void;
  /** The places in the order in which they were added; valid until the next one is. */
  of(group: number): Int32Array;
  empty(group: number): void;
}

const SHORTEST = 8;
/** Longer lists are given back when they are emptied; the others keep their room for the next places. */
const LONGEST_KEPT = 512;

/** Empty lists. Numbers of 32 bits, since there may be tens of millions of them: a JavaScript array takes 8 bytes each. */
export function createPickLists(groups: number): PickLists {
  const none = new Int32Array(0);
  const lists = new Array<Int32Array>(groups).fill(none);
  const lengths = new Int32Array(groups);
  return {
    length: group => lengths[group]!,
    add(group, place) {
      const length = lengths[group]!;
      if (length === lists[group]!.length) {
        const longer = new Int32Array(Math.max(SHORTEST, 2 * length));
        longer.set(lists[group]!);
        lists[group] = longer;
      }
      lists[group]![length] = place;
      lengths[group] = length + 1;
    },
    of: group => lists[group]!.subarray(0, lengths[group]),
    empty(group) {
      if (lists[group]!.length > LONGEST_KEPT) lists[group] = none;
      lengths[group] = 0;
    },
  };
}
