import { useState } from 'react';
import { ApiProblem, api, dataOf } from '../../api/client.ts';
import type { InspectionSummary, Review, ReviewAction } from '../../api/types.ts';
import { useReasonLabel } from '../../components/review/use-review-reasons.ts';
import { useReviewed } from '../../components/review/use-reviewed.ts';
import { useMessages } from '../../i18n/messages.tsx';
import {
  NOTHING_DECIDED,
  type QueueState,
  withDecision,
  withoutDecision,
  withRecorded,
  withSkipped,
  withUndo,
} from './queue.ts';

/** Something that did not go as wished. */
export interface QueueNotice {
  readonly text: string;
  readonly kind: 'somebody_else' | 'problem';
}

/** Decisions in the queue: they count at once on the screen, and are taken back where the server refuses them. */
export interface Deciding {
  readonly state: QueueState;
  readonly notice: QueueNotice | null;
  /** Decisions on their way to the server. */
  readonly sending: number;
  decide(inspection: InspectionSummary, action: ReviewAction, reason: string, note: string): void;
  skip(inspection: InspectionSummary): void;
  undo(): void;
  /** Leaves the decision that was to be made anew as it is. */
  keep(): void;
}

export function useDecide(): Deciding {
  const { common, review: words } = useMessages();
  const labelOf = useReasonLabel();
  const reviewed = useReviewed();
  const [state, setState] = useState<QueueState>(NOTHING_DECIDED);
  const [notice, setNotice] = useState<QueueNotice | null>(null);
  const [sending, setSending] = useState(0);
  const refused = (inspection: InspectionSummary, error: Error) => {
    const first = reviewThatWasFirst(error);
    setState(now => withoutDecision(now, inspection.id, first === null));
    if (first === null) {
      const isOffline = error instanceof ApiProblem && error.code === 'offline';
      return setNotice({ text: isOffline ? common.offline : error.message, kind: 'problem' });
    }
    const said = first && words.saved(words.done[first.action], labelOf(first.reason_code));
    setNotice({
      text: first ? words.somebodyElse(first.reviewer, said!) : words.somebodyUnknown,
      kind: 'somebody_else',
    });
    if (first) reviewed([first]);
  };
  return {
    state,
    notice,
    sending,
    decide(inspection, action, reason, note) {
      const supersedes = state.redoing?.review?.id ?? null;
      setNotice(null);
      setSending(count => count + 1);
      setState(now => withDecision(now, { inspection, action, reason, review: null }));
      const body = { action, reason_code: reason, note: note.trim() === '' ? null : note.trim(), supersedes };
      dataOf(api.POST('/api/v1/inspections/{id}/reviews', { params: { path: { id: inspection.id } }, body }))
        .then(
          review => {
            setState(now => withRecorded(now, review));
            reviewed([review]);
          },
          (error: Error) => refused(inspection, error),
        )
        .finally(() => setSending(count => count - 1));
    },
    skip: ({ id }) => setState(now => withSkipped(now, id)),
    undo() {
      setNotice(null);
      setState(withUndo);
    },
    keep: () => setState(now => ({ ...now, redoing: null })),
  };
}

/** The review of who was first, undefined when the server does not tell it; null for any other problem. */
function reviewThatWasFirst(error: Error): Review | undefined | null {
  if (!(error instanceof ApiProblem) || error.code !== 'already_reviewed') return null;
  return (error.more.review ?? undefined) as Review | undefined;
}
