import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query';
import type { InspectionPage, Review } from '../../api/types.ts';
import { applyReviews, byInspection, type Reviewable } from './apply-reviews.ts';

/** Lists of inspections that were loaded, whatever their filter. */
export const LIST_KEY = 'inspection-list';

/** Tells what is shown of reviews that were recorded: lists show them at once, the rest is asked for anew. */
export function useReviewed(): (reviews: readonly Review[]) => void {
  const queries = useQueryClient();
  return reviews => {
    const found = byInspection(reviews);
    changeLists(queries, item => applyReviews(item, found));
    for (const id of found.keys()) {
      void queries.invalidateQueries({ queryKey: ['inspections', id] });
      void queries.invalidateQueries({ queryKey: ['reviews', id] });
    }
    void queries.invalidateQueries({ queryKey: ['statistics'] });
  };
}

/** Lists are never asked for anew as a whole: they may be hundreds of pages. */
export function changeLists(
  queries: QueryClient,
  change: <Item extends Reviewable>(item: Item) => Item,
): void {
  queries.setQueriesData<InfiniteData<InspectionPage>>(
    { queryKey: [LIST_KEY] },
    list => list && { ...list, pages: list.pages.map(page => ({ ...page, items: page.items.map(change) })) },
  );
}
