import type { InspectionSummary, ReviewAction } from '../../api/types.ts';
import { actionsOf } from '../../components/review/actions-of.ts';

/** How many reviews the server takes at once. */
const PORTION = 500;
const ORDER: readonly ReviewAction[] = ['confirm', 'overrule', 'escape'];

type Item = Pick<InspectionSummary, 'decision' | 'review_id'>;

/** What can be said of some of these inspections. */
export function actionsFor(inspections: readonly Item[]): readonly ReviewAction[] {
  return ORDER.filter(action => inspections.some(({ decision }) => actionsOf(decision).includes(action)));
}

/** Those of which this can be said; the ones that were reviewed before only if their reviews shall be replaced. */
export function fitting<Some extends Item>(
  inspections: readonly Some[],
  action: ReviewAction,
  replaces: boolean,
): readonly Some[] {
  return inspections.filter(
    ({ decision, review_id }) => actionsOf(decision).includes(action) && (replaces || review_id === null),
  );
}

/** As many at a time as the server takes. */
export function inPortions<Some>(all: readonly Some[]): readonly (readonly Some[])[] {
  return Array.from({ length: Math.ceil(all.length / PORTION) }, (_, index) =>
    all.slice(index * PORTION, (index + 1) * PORTION),
  );
}
