/** Something that waits for a process and may have a key: what has the same key is faster where that key was before. */
export interface Keyed {
  readonly key: string | null;
}

/** First come, first served, with bounded exceptions for what is warm. */
export interface WaitingList<Item extends Keyed> {
  readonly size: number;
  /** The first item that may go, or of all. */
  first(mayGo?: (item: Item) => boolean): Item | undefined;
  add(item: Item): void;
  /** Puts an item before all others. */
  addFirst(item: Item): void;
  /** Takes out the next item that may go, for a process that is warm for these keys. */
  take(warm: ReadonlySet<string>, mayGo?: (item: Item) => boolean): Item | undefined;
  /** @returns whether it was waiting */
  remove(item: Item): boolean;
}

/** How often in a row the first item may be passed over by one that is warm. */
const MOST_PASSES = 4;

/** Opens an empty list. */
export function openWaitingList<Item extends Keyed>(): WaitingList<Item> {
  const items: Item[] = [];
  let passes = 0;
  const all = () => true;
  return {
    get size() {
      return items.length;
    },
    first: (mayGo = all) => items.find(mayGo),
    add: item => void items.push(item),
    addFirst: item => void items.unshift(item),
    take(warm, mayGo = all) {
      const first = items.findIndex(mayGo);
      if (first < 0) return undefined;
      const known = items.findIndex(item => item.key !== null && warm.has(item.key) && mayGo(item));
      const taken = known > first && passes < MOST_PASSES ? known : first;
      passes = taken === first ? 0 : passes + 1;
      return items.splice(taken, 1)[0];
    },
    remove(item) {
      const index = items.indexOf(item);
      if (index >= 0) items.splice(index, 1);
      if (index === 0) passes = 0;
      return index >= 0;
    },
  };
}
