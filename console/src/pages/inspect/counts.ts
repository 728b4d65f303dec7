import type { Verdict } from '../../api/types.ts';
import { isGivenUp, isPending, type QueueItem } from './queue.ts';

/** How many pictures are how far. */
export interface Counts extends Readonly<Record<Verdict, number>> {
  readonly pending: number;
  readonly givenUp: number;
}

export function countsOf(items: readonly QueueItem[]): Counts {
  const counts = { PASS: 0, REVIEW: 0, FAIL: 0, pending: 0, givenUp: 0 };
  for (const item of items) {
    if (item.inspection) counts[item.inspection.decision]++;
    else if (isPending(item)) counts.pending++;
    else if (isGivenUp(item)) counts.givenUp++;
  }
  return counts;
}
