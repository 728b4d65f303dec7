import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useToast } from '../../components/toast.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { faultOf, type ReviewReason } from './reason-list.ts';
import { ReasonRow } from './reason-row.tsx';
import { useChange } from './use-change.ts';

const KEY = ['review-reasons'];

/** The reasons that reviews can name. */
export function ReasonsTab() {
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/review-reasons', { signal })),
  });
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return data ? (
    <ReasonForm key={JSON.stringify(data)} saved={data.reasons} />
  ) : (
    <Skeleton className="h-96" />
  );
}

/** A reason in the form; a new one takes its code from its text. */
export interface EditedReason extends ReviewReason {
  readonly id: number;
  readonly isNew: boolean;
}

function ReasonForm({ saved }: { readonly saved: readonly ReviewReason[] }) {
  const { reasons } = useMessages().settings;
  const [edited, setEdited] = useState<readonly EditedReason[]>(() =>
    saved.map((reason, id) => ({ ...reason, id, isNew: false })),
  );
  const save = useSave(saved);
  const fault = faultOf(edited);
  const add = () => {
    const id = Math.max(-1, ...edited.map(reason => reason.id)) + 1;
    setEdited([...edited, { id, isNew: true, code: '', label: '', actions: ['confirm'] }]);
  };
  return (
    <Card title={reasons.title}>
      <p className="mb-4 text-muted">{reasons.lead}</p>
      <ul>
        {edited.map(reason => (
          <ReasonRow
            key={reason.id}
            reason={reason}
            onChange={changed => setEdited(edited.map(one => (one.id === changed.id ? changed : one)))}
            onRemove={() => setEdited(edited.filter(one => one.id !== reason.id))}
          />
        ))}
      </ul>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Button onClick={add}>
          <Plus className="size-5" aria-hidden="true" />
          {reasons.add}
        </Button>
        <Button
          kind="primary"
          disabled={fault !== null || edited.length === 0 || save.isPending}
          onClick={() => save.mutate(edited)}
        >
          {reasons.save}
        </Button>
        {fault && (
          <p role="status" className="font-semibold text-fail">
            {reasons.faults[fault]}
          </p>
        )}
      </div>
    </Card>
  );
}

function useSave(saved: readonly ReviewReason[]) {
  const { reasons } = useMessages().settings;
  const toast = useToast();
  const put = (list: readonly ReviewReason[]) => {
    const body = list.map(({ code, label, actions }) => ({
      code,
      label: label.trim(),
      actions: [...actions],
    }));
    return dataOf(api.PUT('/api/v1/review-reasons', { body: { reasons: body } }));
  };
  const undo = useChange(KEY, put);
  return useChange(KEY, put, () => toast({ text: reasons.saved, onUndo: () => undo.mutate(saved) }));
}
