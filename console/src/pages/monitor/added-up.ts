/** Counts with the share of all that they and those before them make up. */
export function addedUp<Item extends { readonly inspections: number }>(
  items: readonly Item[],
): readonly (Item & { readonly added: number })[] {
  const all = items.reduce((sum, { inspections }) => sum + inspections, 0);
  let before = 0;
  return items.map(item => {
    before += item.inspections;
    return { ...item, added: before / all };
  });
}
