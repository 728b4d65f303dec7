import { throwIfCancelled } from '../errors.ts';

/** Three steps of work on an item; while one item is in the second, others are in the first and the third. */
export interface Steps<Item, Loaded, Computed, Result> {
  /** Mostly on other threads: reading and decoding. */
  load(item: Item): Promise<Loaded>;
  /** One item at a time, in order. */
  compute(item: Item, loaded: Loaded): Promise<Computed>;
  /** Mostly on other threads: encoding and writing. */
  save(item: Item, computed: Computed): Promise<Result>;
}

/** How many items are loaded before their turn, and how many are still being saved after it. */
const AHEAD = 2;
const BEHIND = 2;

/**
 * Takes items through three steps that overlap, and yields a promise of every item's result, in order; an error of
 * any step rejects that item's promise alone. Whatever ends the loop, no step is left running.
 *
 * @throws InspectError `cancelled` between two items.
 */
export async function* overlap<Item, Loaded, Computed, Result>(
  items: readonly Item[],
  steps: Steps<Item, Loaded, Computed, Result>,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly item: Item; readonly result: Promise<Result> }> {
  const loading: Promise<Loaded>[] = [];
  const saving: { readonly item: Item; readonly result: Promise<Result> }[] = [];
  let toLoad = 0;
  try {
    for (const [index, item] of items.entries()) {
      throwIfCancelled(signal);
      while (toLoad <= Math.min(index + AHEAD, items.length - 1))
        loading.push(inTurn(steps.load(items[toLoad++]!)));
      const loaded = loading.shift()!;
      const computed = inTurn(loaded.then(found => steps.compute(item, found)));
      await computed.catch(() => undefined);
      saving.push({ item, result: inTurn(computed.then(found => steps.save(item, found))) });
      if (saving.length > BEHIND) yield saving.shift()!;
    }
    while (saving.length > 0) yield saving.shift()!;
  } finally {
    await Promise.allSettled([...loading, ...saving.map(({ result }) => result)]);
  }
}

/** A promise whose error is told when its turn comes, and not before as unhandled. */
function inTurn<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}
