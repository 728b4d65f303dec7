import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import type { InspectionSummary, Review, ReviewAction } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { CheckField } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { ActionChoice } from '../../components/review/action-choice.tsx';
import {
  type Explanation,
  explained,
  NO_EXPLANATION,
  ReasonFields,
} from '../../components/review/reason-fields.tsx';
import { useReviewed } from '../../components/review/use-reviewed.ts';
import { useToast } from '../../components/toast.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { actionsFor, fitting, inPortions } from './bulk-choice.ts';
import { BulkOutcome, type NotReviewed } from './bulk-outcome.tsx';

/** Reviews several inspections with one reason, and says of each that was not reviewed why. */
export function BulkReview({
  inspections,
  onClose,
}: {
  readonly inspections: readonly InspectionSummary[];
  /** @param isDone whether anything was recorded */
  onClose(isDone: boolean): void;
}) {
  const { common, history } = useMessages();
  const format = useFormat();
  const toast = useToast();
  const [chosen, setChosen] = useState<ReviewAction | null>(null);
  const [explanation, setExplanation] = useState<Explanation>(NO_EXPLANATION);
  const [replaces, setReplaces] = useState(false);
  const [all] = useState(inspections); // what is selected may change under the dialog
  const actions = actionsFor(all);
  const action = chosen ?? (actions.length === 1 ? actions[0]! : null);
  const earlier = action ? fitting(all, action, true).length - fitting(all, action, false).length : 0;
  const chosenOnes = action ? fitting(all, action, replaces) : [];
  const send = useSend(outcome => {
    if (outcome.notReviewed.length > 0) return;
    toast({ text: history.bulk.done(format.number(outcome.recorded)) });
    onClose(true);
  });
  const { data: outcome } = send;
  return (
    <Dialog
      title={history.bulk.title(format.number(all.length))}
      open
      onOpenChange={() => onClose(outcome !== undefined && outcome.recorded > 0)}
    >
      {outcome && outcome.notReviewed.length > 0 ? (
        <BulkOutcome outcome={outcome} onClose={() => onClose(outcome.recorded > 0)} />
      ) : (
        <form
          className="flex flex-col gap-4"
          onSubmit={event => {
            event.preventDefault();
            if (action) send.mutate({ inspections: chosenOnes, action, explanation });
          }}
        >
          <ActionChoice
            actions={actions}
            value={action}
            onChange={next => {
              setChosen(next);
              setExplanation({ ...explanation, reason: '' });
            }}
          />
          {action && (
            <>
              <p className="text-muted">
                {history.bulk.whatApplies(format.number(chosenOnes.length), format.number(all.length))}{' '}
                {fitting(all, action, true).length < all.length && history.bulk.others}
              </p>
              {earlier > 0 && (
                <CheckField
                  label={history.bulk.replace(format.number(earlier))}
                  checked={replaces}
                  onChange={event => setReplaces(event.target.checked)}
                />
              )}
              <ReasonFields action={action} value={explanation} onChange={setExplanation} />
            </>
          )}
          {send.error && <ProblemNotice error={send.error} />}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={() => onClose(false)}>{common.cancel}</Button>
            <Button
              kind="primary"
              type="submit"
              disabled={chosenOnes.length === 0 || explanation.reason === '' || send.isPending}
            >
              {history.bulk.send(format.number(chosenOnes.length))}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

interface Order {
  readonly inspections: readonly InspectionSummary[];
  readonly action: ReviewAction;
  readonly explanation: Explanation;
}

interface Sent {
  readonly recorded: number;
  readonly notReviewed: readonly NotReviewed[];
}

function useSend(onDone: (sent: Sent) => void) {
  const reviewed = useReviewed();
  return useMutation({
    async mutationFn({ inspections, action, explanation }: Order): Promise<Sent> {
      const notReviewed: NotReviewed[] = [];
      let recorded = 0;
      for (const portion of inPortions(inspections)) {
        const reviews = portion.map(({ id, review_id }) => ({
          inspection_id: id,
          action,
          ...explained(explanation),
          supersedes: review_id,
        }));
        const answer = await dataOf(api.POST('/api/v1/reviews', { body: { reviews } }));
        recorded += answer.recorded;
        reviewed(
          answer.results.map(({ review }) => review).filter((review): review is Review => review !== null),
        );
        answer.results.forEach(({ outcome, detail }, index) => {
          if (outcome !== 'recorded') notReviewed.push({ inspection: portion[index]!, outcome, detail });
        });
      }
      return { recorded, notReviewed };
    },
    onSuccess: onDone,
  });
}
