import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useToast } from '../../components/toast.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { RetentionFields } from './retention-fields.tsx';
import { faultyFields, type RetentionSettings, settingsOf, textOf } from './retention-form.ts';
import { countOf, RetentionPreview } from './retention-preview.tsx';
import { useChange } from './use-change.ts';

const KEY = ['retention'];

/** How long pictures are kept, with a look at what would go. */
export function RetentionTab() {
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/retention', { signal })),
  });
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return data ? <RetentionForm key={JSON.stringify(data)} saved={data} /> : <Skeleton />;
}

function RetentionForm({ saved }: { readonly saved: RetentionSettings }) {
  const { retention } = useMessages().settings;
  const [text, setText] = useState(() => textOf(saved));
  const [isAsking, setIsAsking] = useState(false);
  const format = useFormat();
  const settings = settingsOf(text);
  const preview = useMutation({
    mutationFn: (body: RetentionSettings) => dataOf(api.POST('/api/v1/retention/preview', { body })),
  });
  const { save, apply } = useSaving(saved);
  return (
    <Card title={retention.title}>
      <p className="mb-4 text-muted">{retention.lead}</p>
      <RetentionFields
        text={text}
        faulty={faultyFields(text)}
        onChange={changed => {
          setText(changed);
          preview.reset();
        }}
      />
      <div className="mt-5 flex flex-wrap gap-2">
        <Button
          disabled={!settings || preview.isPending}
          onClick={() => settings && preview.mutate(settings)}
        >
          {retention.preview}
        </Button>
        <Button
          kind="primary"
          disabled={!settings || save.isPending}
          onClick={() => settings && save.mutate(settings)}
        >
          {retention.save}
        </Button>
      </div>
      <p className="mt-2 text-sm text-muted">{retention.saveHint}</p>
      {preview.error && <ProblemNotice error={preview.error} />}
      {preview.data && (
        <RetentionPreview preview={preview.data}>
          <Button kind="danger" onClick={() => setIsAsking(true)} disabled={apply.isPending}>
            {retention.apply}
          </Button>
        </RetentionPreview>
      )}
      <ConfirmDialog
        title={retention.applyQuestion}
        lead={
          preview.data ? retention.applyLead(countOf(preview.data), format.bytes(preview.data.bytes)) : ''
        }
        confirm={retention.apply}
        open={isAsking}
        onOpenChange={setIsAsking}
        onConfirm={() => settings && apply.mutate(settings)}
      />
    </Card>
  );
}

/** Saving can be undone; what was removed cannot. */
function useSaving(saved: RetentionSettings) {
  const { retention } = useMessages().settings;
  const format = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const put = (body: RetentionSettings) => dataOf(api.PUT('/api/v1/retention', { body }));
  const undo = useChange(KEY, put);
  const save = useChange(KEY, put, () => toast({ text: retention.saved, onUndo: () => undo.mutate(saved) }));
  const apply = useChange(
    KEY,
    async (settings: RetentionSettings) => {
      await put(settings);
      return dataOf(api.POST('/api/v1/retention/run'));
    },
    ({ inspections, bytes }) => {
      toast({ text: retention.removed(inspections, format.bytes(bytes)) });
      void queries.invalidateQueries({ queryKey: ['system'] });
    },
  );
  return { save, apply };
}
