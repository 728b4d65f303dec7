import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import type { Inspection } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useToast } from '../../components/toast.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay } from '../../session/session.tsx';
import { useRefreshInspections } from './use-inspection.ts';

export type ReviewKind = 'confirm' | 'overrule' | 'escape';

/** Asks for the reason of a review, and records it. */
export function ReviewDialog({
  kind,
  inspection,
  onClose,
}: {
  readonly kind: ReviewKind;
  readonly inspection: Inspection;
  onClose(): void;
}) {
  const { common, inspect } = useMessages();
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  const { data, error, refetch } = useQuery({
    queryKey: ['review-reasons'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/review-reasons', { signal })),
  });
  const review = useReview(kind, inspection, onClose);
  const reasons = data?.reasons.filter(({ actions }) => actions.includes(kind)) ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason !== '') review.mutate({ reason, note: note.trim() });
  };
  return (
    <Dialog title={inspect.review[kind]} description={inspect.review.leads[kind]} open onOpenChange={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton className="h-48" />}
        <fieldset>
          <legend className="mb-1 font-semibold">{inspect.review.reason}</legend>
          <div className="grid gap-1 sm:grid-cols-2">
            {reasons.map(({ code, label }) => (
              <label
                key={code}
                className="flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-3 hover:bg-sunken has-checked:bg-accent-soft"
              >
                <input
                  type="radio"
                  name="reason"
                  value={code}
                  required
                  checked={reason === code}
                  onChange={() => setReason(code)}
                  className="size-5 accent-accent"
                />
                {label}
              </label>
            ))}
          </div>
        </fieldset>
        <TextField
          label={inspect.review.note}
          value={note}
          maxLength={2000}
          onChange={event => setNote(event.target.value)}
        />
        {review.error && <ProblemNotice error={review.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button type="submit" kind="primary" disabled={reason === '' || review.isPending}>
            {common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** An escape also goes into the regression set, where the user may change models. */
function useReview(kind: ReviewKind, inspection: Inspection, onDone: () => void) {
  const { inspect } = useMessages();
  const toast = useToast();
  const refresh = useRefreshInspections();
  const mayChangeModels = useMay('model');
  return useMutation({
    mutationFn: async ({ reason, note }: { readonly reason: string; readonly note: string }) => {
      const params = { path: { id: inspection.id } };
      const said = {
        reason_code: reason,
        note: note === '' ? null : note,
        supersedes: inspection.review_id,
      };
      if (kind === 'escape' && mayChangeModels)
        await api.POST('/api/v1/inspections/{id}/escape', { params, body: said });
      else await api.POST('/api/v1/inspections/{id}/reviews', { params, body: { action: kind, ...said } });
      await refresh();
    },
    onSuccess() {
      toast({ text: inspect.review.done[kind] });
      onDone();
    },
  });
}
