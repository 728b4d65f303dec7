/** Which rows of a list are chosen, and where a range would begin. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** The row that was chosen or left out last; null before that. */
  readonly anchor: string | null;
}

export const NOTHING_SELECTED: Selection = { ids: new Set(), anchor: null };

/** Chooses a row, or leaves it out. */
export function toggle({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/**
 * Makes all rows from the one that was toggled last to this one like that one.
 *
 * @param order the ids of the list as it is shown
 */
export function toggleRange(selection: Selection, id: string, order: readonly string[]): Selection {
  const { ids, anchor } = selection;
  const [from, to] = [anchor === null ? -1 : order.indexOf(anchor), order.indexOf(id)];
  if (anchor === null || from < 0 || to < 0) return toggle(selection, id);
  const next = new Set(ids);
  for (const each of order.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (ids.has(anchor)) next.add(each);
    else next.delete(each);
  }
  return { ids: next, anchor: id };
}

/** Chooses all rows, or none where all are chosen. */
export function toggleAll({ ids }: Selection, order: readonly string[]): Selection {
  const areAll = order.length > 0 && order.every(id => ids.has(id));
  return areAll ? NOTHING_SELECTED : { ids: new Set(order), anchor: null };
}
