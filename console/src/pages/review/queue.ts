import type { InspectionSummary, Review, ReviewAction } from '../../api/types.ts';

/** What was said of an inspection; `review` is null until the server has it. */
export interface Decision {
  readonly inspection: InspectionSummary;
  readonly action: ReviewAction;
  readonly reason: string;
  readonly review: Review | null;
}

/** Where somebody is in the queue. */
export interface QueueState {
  /** Inspections that need not be shown again. */
  readonly decided: ReadonlySet<string>;
  /** Put off, the earliest first. */
  readonly skipped: readonly string[];
  /** What can be taken back. */
  readonly last: Decision | null;
  /** A decision that is made anew. */
  readonly redoing: Decision | null;
}

export const NOTHING_DECIDED: QueueState = { decided: new Set(), skipped: [], last: null, redoing: null };

/** The inspections that are still to be decided, in their order; those that were put off come last. */
export function upcoming<Item extends { readonly id: string }>(
  items: readonly Item[],
  { decided, skipped }: Pick<QueueState, 'decided' | 'skipped'>,
): readonly Item[] {
  const open = items.filter(({ id }) => !decided.has(id));
  const later = skipped.flatMap(id => open.filter(item => item.id === id));
  return [...open.filter(({ id }) => !skipped.includes(id)), ...later];
}

/** After a decision: the next inspection comes, before the server has answered. */
export function withDecision(state: QueueState, decision: Decision): QueueState {
  return {
    decided: new Set(state.decided).add(decision.inspection.id),
    skipped: state.skipped.filter(id => id !== decision.inspection.id),
    last: decision,
    redoing: null,
  };
}

/** After the server has recorded a decision; it can be taken back as long as no later one was made. */
export function withRecorded(state: QueueState, review: Review): QueueState {
  const { last } = state;
  if (last?.inspection.id !== review.inspection_id) return state;
  return { ...state, last: { ...last, review } };
}

/** After a decision that was not recorded: the inspection comes again, unless somebody else has decided. */
export function withoutDecision(state: QueueState, id: string, comesAgain: boolean): QueueState {
  const decided = new Set(state.decided);
  if (comesAgain) decided.delete(id);
  return { ...state, decided, last: state.last?.inspection.id === id ? null : state.last };
}

/** Puts an inspection off. */
export function withSkipped(state: QueueState, id: string): QueueState {
  return { ...state, skipped: [...state.skipped.filter(each => each !== id), id] };
}

/** Brings the last decision back, once the server has it. */
export function withUndo(state: QueueState): QueueState {
  return state.last?.review ? { ...state, redoing: state.last } : state;
}
